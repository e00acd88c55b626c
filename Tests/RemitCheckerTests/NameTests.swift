import RemitChecker
import RemitModel
import RemitSource
import Testing

@Suite("Names and modules")
struct NameTests {
  private let people = """
    // file: people.remit
    module people
    entity User { tier: Tier }
    enum Tier { low, high }
    let adult = 18
    condition grown(age: Int) = age >= adult
    action meet on User by User
    actions social = meet

    """

  private func errors(_ rest: String) -> [Int] { errorCodes(people + rest) }

  @Test("names of a module in use are short or full")
  func use() {
    let text = """
      // file: a.remit
      module app
      use people
      allow a: User to meet on people.User when principal.tier == low
      allow b: people.User to people.social on User
          when grown(adult) and people.grown(people.adult + 1) and principal.tier == people.Tier.high
          and Tier.low == low
      """
    #expect(errors(text) == [], "\(said(people + text))")
  }

  @Test("names of other modules are out of reach, and the module that has one is named")
  func notInUse() throws {
    #expect(errors("// file: a.remit\nmodule app\ntype A = people.User\n") == [2002])
    #expect(errors("// file: a.remit\nmodule app\nlet a = people.adult\n") == [2002])
    let text = people + "// file: a.remit\nmodule app\ntype A = User\n"
    let problem = try #require(checked(text).diagnostics.first)
    #expect(problem.code.number == 2006)
    #expect(problem.notes.contains { $0.message.contains("add `use people`") })
  }

  @Test("files of one module share their names, each has its own uses")
  func files() {
    #expect(
      errorCodes(
        "// file: a.remit\nmodule m\nentity User\n// file: b.remit\nmodule m\ntype A = User")
        == [])
    #expect(
      errors(
        "// file: a.remit\nmodule m\nuse people\ntype A = User\n// file: b.remit\nmodule m\ntype B = "
          + "User") == [2006])
  }

  @Test("a vocabulary comes in where it is used, and a module of the policy replaces it")
  func vocabularies() throws {
    let vocabulary =
      "module base\nentity User\nentity Doc\naction read on Doc by User\nlet unused = 1"
    let used = checked(
      "use base\nallow a: User to read on Doc",
      vocabularies: [vocabulary, "module other\nuse base"])
    #expect(used.diagnostics == [])
    #expect(used.policy?.schema.entityTypes.map(\.name) == ["base.User", "base.Doc"])
    let unused = checked("entity User", vocabularies: [vocabulary])
    #expect(unused.policy?.schema.entityTypes.map(\.name) == ["User"])
    let replaced = checked(
      "// file: a.remit\nmodule base\nentity Person\n// file: b.remit\nmodule app\nuse base\n"
        + "type A = Person", vocabularies: [vocabulary])
    #expect(replaced.diagnostics == [])
  }

  @Test(
    "each of the four spaces holds a name once",
    arguments: [
      ("type A = Int\nenum A { x }", [2004]), ("entity A\nentity A", [2004]),
      ("entity A, A", [2004]), ("enum A { x, x }", [2004]), ("let x = 1\nenum A { x }", [2004]),
      ("enum A { x }\nlet x = 1", [2004]), ("enum A { x, y }\nenum B { x, y }", []),
      ("entity U\naction x on U by U\nactions x = x", [2004]),
      ("entity U\naction x on U by U\nrole x { }\nlet x = 1", []),
      ("role x { }\nrole x { }", [2004]),
      ("let a: Int = 1\ncondition a = true", [2004]),
      ("entity U { a: Int, a: Int }", [2004]),
      ("enum Weekday { x }", [2008]), ("type String = Int", [2008]), ("type Set = Int", [2008]),
      ("let object = 1", [2008]), ("condition a(path: Int) = path > 1", [2008]),
      ("condition a(n: Int, n: Int) = n > 1", [2009]),
      ("condition a(n: Set<Int>) = some n in n where true", [2009]),
      ("enum E { n }\ncondition a(n: Int) = n > 1", [2009]),
      ("condition b = true\ncondition a(b: Int) = b > 1", [2009]),
    ])
  func spaces(text: String, expected: [Int]) {
    #expect(errorCodes(text) == expected, "\(said(text))")
  }

  @Test(
    "wire names are unique where data must choose by them",
    arguments: [
      ("entity A\nentity B as \"A\"", [2020]), ("enum E { a, b as \"a\" }", [2020]),
      ("entity A { a: Int, b as \"a\": Int }", [2020]),
      ("entity U\nentity D\nentity F\naction a on D by U\naction b as \"a\" on F by U", []),
      ("entity U\nentity D\nentity F\naction a on D, F by U\naction b as \"a\" on F by U", [2021]),
    ])
  func wires(text: String, expected: [Int]) {
    #expect(errorCodes(text) == expected, "\(said(text))")
  }

  @Test(
    "circles are found, each once",
    arguments: [
      ("type A = B\ntype B = Set<A>", [2011]), ("type A = { x: A }", [2011]),
      ("let a = b + 1\nlet b = c\nlet c = a", [2011]),
      ("condition a = b\ncondition b = a\ncondition c = a", [2011]),
      ("condition a(n: Int) = a(n)", [2011]),
      ("role a extends b { }\nrole b extends a { }\nrole c extends a { }", [2011]),
      ("role a extends a { }", [2011]),
      ("entity U\nactions a = b\nactions b = a", [2011]),
      ("entity A in B\nentity B in A", []),
    ])
  func cycles(text: String, expected: [Int]) {
    #expect(errorCodes(text) == expected, "\(said(text))")
  }

  @Test("a name inside a broken declaration is not called unknown")
  func broken() {
    let text = "entity User\nentty Doc\naction read on Doc by User\nallow a: User to read on Doc\n"
    #expect(errorCodes(text).filter { $0 >= 2000 } == [], "\(said(text))")
  }

  @Test("a misspelt name has a suggestion that cures it")
  func suggestions() throws {
    let text = "entity User\naction read on Usr by User\n"
    let problem = try #require(checked(text).diagnostics.first)
    #expect(problem.notes.map(\.message) == ["did you mean `User`?"])
    let edit = try #require(problem.fixes.first?.edits.first)
    #expect(edit.replacement == "User")
    #expect(edit.span == problem.span)
  }

  @Test("entity types know their ancestors, also through circles")
  func ancestors() throws {
    let text = """
      entity A in B
      entity B in C, B
      entity C in A
      entity D in C
      entity E
      """
    let schema = try #require(checked(text).policy).schema
    let ancestors = schema.entityTypes.map { type in
      String(type.ancestors.sorted().map { schema[$0].name }.joined())
    }
    #expect(ancestors == ["ABC", "ABC", "ABC", "ABC", ""])
  }

  @Test("unions and aliases of entity types stand for their members")
  func unions() throws {
    let text = """
      entity User
      entity Bot
      type Account = Bot | User
      type Anyone = Account
      entity Doc { owner: Anyone }
      action read on Doc by Account
      allow a: Account to read on Doc when resource.owner is Bot
      """
    let policy = try #require(checked(text).policy, "\(said(text))")
    #expect(policy.schema.actions[0].principals.count == 2)
    #expect(policy.rules[0].subject?.count == 2)
    #expect(errorCodes("entity U\nenum E { a }\ntype A = U | E") == [2023])
    #expect(errorCodes("entity U\ntype A = U | Int") == [2023])
  }
}

@Suite("Fix-its")
struct FixItTests {
  /// A policy with one mistake, and the line as the fix-it leaves it.
  @Test(
    "cure what they are offered for",
    arguments: [
      ("let tiny = 1\nlet a = tinny + 1", "let a = tiny + 1"),
      ("let a = 3\nlet b = 2\nlet c = a-b", "let c = a - b"),
      ("enum T { gold }\ncondition a(t: T) = t == \"gold\"", "condition a(t: T) = t == gold"),
      (
        "condition a(m: Map<Int>) = m has \"k\" and m.k == 1",
        "condition a(m: Map<Int>) = m has \"k\" and m[\"k\"] == 1"
      ),
      ("condition late = true\ncondition a = late()", "condition a = late"),
      (
        "condition a(i: Instant) = weekday(i, \"europe/london\") == monday",
        "condition a(i: Instant) = weekday(i, \"Europe/London\") == monday"
      ),
      ("condition a(s: Set<Int>) = s.isEmty", "condition a(s: Set<Int>) = s.isEmpty"),
    ])
  func apply(text: String, expected: String) throws {
    let problem = try #require(checked(text).diagnostics.first { $0.severity == .error })
    let edits = try #require(problem.fixes.first).edits
    var bytes = Array(text.utf8)
    for edit in edits.sorted(by: { $0.span > $1.span }) {
      bytes.replaceSubrange(edit.span.lower..<edit.span.upper, with: Array(edit.replacement.utf8))
    }
    let cured = String(decoding: bytes, as: UTF8.self)
    #expect(cured.split(separator: "\n").last.map(String.init) == expected)
    #expect(errorCodes(cured) == [], "\(said(cured))")
  }
}
