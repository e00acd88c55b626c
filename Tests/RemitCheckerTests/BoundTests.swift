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

  @Test("calls are at most 512 levels deep")
  func depth() {
    func chain(_ count: Int) -> String {
      var text = "condition c0 = true\n"
      for index in 1...count { text += "condition c\(index) = c\(index - 1)\n" }
      return text
    }
    // Each condition is one level, its body's call.
    #expect(errorCodes(chain(511)) == [])
    #expect(errorCodes(chain(512)) == [3052])
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

@Suite("Hostile policies")
struct HostilePolicyTests {
  private static let levels = 120

  @Test(
    "what the parser takes at its deepest, the checker takes too",
    arguments: [
      ("(", "true", ")"), ("not (", "true", ")"), ("if true then (", "true", ") else false"),
      ("[", "1", "]"), ("{ a: ", "1", " }"), ("-(", "resource.size", ")"),
      ("(resource.size + ", "1", ")"), ("(some x in [1] where ", "true", ")"),
      ("true and (false or ", "true", ")"), ("id(", "resource", ")"), ("\"a\" in [", "\"a\"", "]"),
    ])
  func deepest(open: String, middle: String, close: String) {
    let expression =
      String(repeating: open, count: Self.levels) + middle
      + String(repeating: close, count: Self.levels)
    let text = """
      entity User
      entity Doc { size: Int }
      action read on Doc by User
      allow a: User to read on Doc when \(expression)
      let b = \(expression)
      condition c = \(expression)
      """
    // What is found differs; that something is found, and soon, is the point.
    let found = checked(text).diagnostics
    #expect(!found.isEmpty || open == "(")
  }

  @Test("long flat expressions cost what they are long")
  func flat() {
    let count = 5_000
    let attributes = (0..<900).map { "a\($0)?: Int" }.joined(separator: ", ")
    let world = "entity User\nentity Doc { \(attributes) }\naction read on Doc by User\n"
    let guards = (0..<count).map { "resource has a\($0 % 900)" }
    let rule = "allow r: User to read on Doc when "
    #expect(errorCodes(world + rule + guards.joined(separator: " and ")) == [])
    #expect(errorCodes(world + rule + guards.joined(separator: " or ")) == [])
    #expect(errorCodes(world + rule + guards.joined(separator: " when ")) == [])
    let numbers = (0..<count).map { "\($0)" }.joined(separator: ", ")
    #expect(errorCodes("let all = [\(numbers)]") == [])
    let entities = (0..<count).map { "User::\"\($0)\"" }.joined(separator: ", ")
    #expect(errorCodes("entity User\nlet all = [\(entities)]") == [])
  }

  @Test("a record has a thousand attributes, and not one more")
  func attributes() {
    func record(_ count: Int) -> String {
      "entity Doc { " + (0..<count).map { "a\($0): Int" }.joined(separator: ", ") + " }"
    }
    #expect(errorCodes(record(1_000)) == [])
    #expect(errorCodes(record(1_001)) == [2028])
  }
}
