import RemitChecker
import RemitModel
import RemitSource
import Testing

@Suite("Bounds")
struct BoundTests {
  @Test("quantifiers stand two deep, the conditions called included")
  func quantifiers() {
    let two = "condition a(s: Set<Int>) = some x in s where some y in [1, 2] where x == y\n"
    #expect(errorCodes(two) == [])
    #expect(errorCodes(two + "condition b(s: Set<Int>) = a(s)") == [])
    #expect(errorCodes(two + "condition b(s: Set<Int>) = some z in s where a(s)") == [3050])
  }

  @Test("a million steps are allowed, and not one more")
  func steps() {
    let pairs = "some x in s where some y in s where x == y"
    #expect(errorCodes("condition a(s: Set<Int>) = \(pairs)") == [])
    #expect(
      errorCodes("condition a(s: Set<Int>) = (\(pairs)) or (some z in [1] where z in s)") == [3051])
    #expect(errorCodes("condition a(s: Set<Int>) = (\(pairs)) or (some z in [] where z)") == [])
  }

  @Test("calls that fan out count each time")
  func fanOut() {
    var text = "condition c0(n: Int) = n > 1\n"
    for index in 1...30 {
      text += "condition c\(index)(n: Int) = c\(index - 1)(n) and c\(index - 1)(n + 1)\n"
    }
    // 2^19 steps in c19, 2^20 in c20 and twice that in each after it.
    #expect(errorCodes(text) == Array(repeating: 3051, count: 11))
  }

  @Test("calls are at most 1,024 levels deep")
  func depth() {
    func chain(_ count: Int) -> String {
      var text = "condition c0 = true\n"
      for index in 1...count { text += "condition c\(index) = c\(index - 1)\n" }
      return text
    }
    // Each condition is one level, its body's call.
    #expect(errorCodes(chain(1_023)) == [])
    #expect(errorCodes(chain(1_024)) == [3052])
  }

  @Test("long chains of every kind of declaration need no stack")
  func chains() {
    let count = 5_000
    var lets = "let a0 = 1\n"
    var types = "type T0 = Int\n"
    var groups = "entity U\naction g0 on U by U\n"
    for index in 1...count {
      lets += "let a\(index) = a\(index - 1)\n"
      types += "type T\(index) = T\(index - 1)\n"
      groups += "actions g\(index) = g\(index - 1)\n"
    }
    #expect(errorCodes(lets) == [])
    #expect(errorCodes(types) == [])
    #expect(errorCodes(groups) == [])
    var roles = "role r0 { }\n"
    for index in 1...count { roles += "role r\(index) extends r\(index - 1) { }\n" }
    #expect(errorCodes(roles) == [2012])
    var conditions = "condition c0 = true\n"
    for index in 1...count { conditions += "condition c\(index) = c\(index - 1)\n" }
    #expect(Set(errorCodes(conditions)) == [3052])
  }

  @Test("types that double with each alias are refused before they grow")
  func types() {
    var text = "type T0 = { a: Int }\n"
    for index in 1...60 { text += "type T\(index) = { a: T\(index - 1), b: T\(index - 1) }\n" }
    #expect(errorCodes(text) == [2022])
    var deep = "type T0 = Int\n"
    for index in 1...64 { deep += "type T\(index) = Set<T\(index - 1)>\n" }
    #expect(errorCodes(deep) == [2022])
  }

  @Test("a cycle of many thousand declarations is one short message")
  func longCycle() throws {
    var text = ""
    for index in 0..<5_000 { text += "condition c\(index) = c\((index + 1) % 5_000)\n" }
    let found = checked(text).diagnostics
    #expect(found.map(\.code.number) == [2011])
    #expect(try #require(found.first).message.count < 200)
  }

  @Test("a hundred thousand misspelt names do not cost their square")
  func suggestions() {
    var text = "entity User\nentity Doc\naction read on Doc by User\n"
    for index in 0..<5_000 {
      text += "let name\(index) = 1\nallow r\(index): User to read on Doc when nmae\(index) == 1\n"
    }
    let clock = ContinuousClock()
    let time = clock.measure { #expect(errorCodes(text).allSatisfy { $0 == 2006 }) }
    #expect(time < .seconds(60))
  }
}
