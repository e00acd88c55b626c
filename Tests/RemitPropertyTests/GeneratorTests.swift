import RemitSource
import RemitSyntax
import RemitTestSupport
import Testing

@Suite("The policy generator")
struct GeneratorTests {
  @Test("writes nothing that the parser complains about")
  func parses() {
    for seed in 0..<200 as Range<UInt64> {
      var generator = PolicyGenerator(seed: seed)
      let policy = generator.make()
      for file in policy.files {
        let tree = parse(SourceFile(path: file.path, text: file.text), as: SourceFileID(0))
        let errors = tree.diagnostics.filter { $0.severity == .error }
        #expect(errors.isEmpty, "seed \(seed)\n\(errors)\n\(file.text)")
      }
    }
  }

  @Test("writes nothing that the checker refuses")
  func checks() {
    var codes: [String: Int] = [:]
    for seed in 0..<300 as Range<UInt64> {
      var generator = PolicyGenerator(seed: seed)
      let policy = generator.make()
      let checked = CheckedPolicy(policy)
      for error in checked.errors { codes[String(error.prefix(200)), default: 0] += 1 }
      #expect(
        checked.policy != nil,
        "seed \(seed)\n\(checked.errors.joined(separator: "\n"))\n\(policy.text)")
    }
  }
}
