import RemitChecker
import RemitSource
import Testing

/// Every kind of problem has a policy that causes it, and nothing else that is an error.
@Suite("The catalogue")
struct CatalogueTests {
  @Test("gives every code once, each in the range of its topic")
  func codesAreUnique() {
    let numbers = CheckProblem.all.map(\.code.number)
    #expect(Set(numbers).count == numbers.count)
    #expect(numbers.allSatisfy { (2000..<8000).contains($0) })
  }

  @Test(
    "has examples that cause their kind and no other error",
    arguments: CheckProblem.all.map(\.code.number))
  func examples(number: Int) throws {
    let kind = try #require(CheckProblem.all.first { $0.code.number == number })
    guard !kind.example.isEmpty else { return }
    let found = checked(kind.example).diagnostics
    #expect(
      found.contains { $0.code == kind.code && $0.severity == kind.severity },
      "\(kind.code): \(said(kind.example))")
    let others = found.filter { $0.severity == .error && $0.code != kind.code }
    #expect(others.isEmpty, "\(kind.code): \(said(kind.example))")
  }
}
