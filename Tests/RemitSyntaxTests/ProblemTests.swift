import RemitSource
import RemitSyntax
import RemitTestSupport
import Testing

@Suite("problems of text and grammar")
struct ProblemTests {
  @Test("each example causes its problem and no other")
  func examples() {
    for kind in SyntaxProblem.all where !kind.example.isEmpty {
      let codes = Fixtures.tree(kind.example).diagnostics.map(\.code)
      #expect(codes == [kind.code], "\(kind.code) \(kind.title)")
    }
  }

  @Test("codes are RMT1001 to RMT1999, each given once, in order")
  func codes() {
    let numbers = SyntaxProblem.all.map(\.code.number)
    #expect(numbers == numbers.sorted())
    #expect(Set(numbers).count == numbers.count)
    #expect(numbers.allSatisfy { (1001...1999).contains($0) })
  }

  @Test("kinds without an example are the ones that no short text causes")
  func kindsWithoutExample() {
    let without = SyntaxProblem.all.filter(\.example.isEmpty).map(\.code.number)
    #expect(without == [1001, 1002, 1004, 1005])
  }

  @Test("a missing word is reported at the end of the word before it")
  func missing() {
    expectProblems("grant viewer⟦⟧ User::\"ada\" on everything", [1101])
    expectProblems("let a =⟦⟧\n\n\nlet b = 1", [1101])
    expectProblems("entity User in⟦⟧\nentity Group", [1101])
    expectProblems("role r { can read⟦⟧ Document }", [1101])
  }

  @Test("every problem is reported, not only the first, and none twice")
  func all() {
    expectProblems(
      """
      let a = 1 ⟦2⟧ 3 4
      grant⟦⟧ to User::"ada" on everything
      deny b: anyone to read on Document ⟦becuase⟧ "x"
      role r { can read on Document⟦⟧
      let ⟦when⟧ = 3
      let c = (1 + 2⟦⟧
      ⟦rol⟧ viewer { can read on⟦⟧ }
      let d = 1
      """, [1102, 1101, 1107, 1112, 1110, 1112, 1103, 1101])
  }

  @Test("a broken declaration does not hide the next one")
  func recovery() {
    let broken = [
      "let a = ", "let = 1", "role r {", "role r { can", "grant", "deny a", "deny a: anyone to",
      "deny a: anyone to read on", "duty a of", "separate roles", "limit a: grants of",
      "entity User {", "entity User in", "enum E { a,", "action a on", "actions a =", "type A",
      "type A = Set<", "condition a(x", "condition a(x: Int) = f(", "waive a for", "let a = [1,",
      "let a = { b:", "let a = if b", "let a = some x in", "test \"a\" {", "fixture a { at",
      "test \"a\" { expect", "let a = b.", "let a = b has", "let a = User::", "}", "layer x", "$",
      "allow a: User in", "allow a: (User", "deny a: holders of", "retire duty", "let a = \"x",
    ]
    for text in broken {
      for next in ["let last = 1", "role last { can read on Document }", "test \"last\" { }"] {
        let tree = Fixtures.tree(text + "\n" + next)
        #expect(tree.diagnostics.count == 1, "\(text) / \(next): \(tree.diagnostics)")
        #expect(dump(tree).split(separator: "\n").last?.contains("last") == true, "\(text)")
      }
    }
  }

  @Test("names that are keywords elsewhere are no mistake")
  func keywordsAsNames() {
    expectProblems(
      """
      let limit = 3
      let type = [limit, active, at, roles]
      condition role(test: Int, until: Instant) =
      limit
      role grant { can action, expect on Document when because == 1 and until > now }
      entity User { in: Bool, has?: Int, when: Int, until: Int, count: Int, open: Bool, true: Int }
      deny x: anyone to read on Document
          when principal.in.has.when.count > 1 and principal has until.open and { if: 1 } == context
      grant grant to User::"ada" on everything from 2026-01-01T00:00:00Z
      let from = separate
      separate roles permissions: roles, duties at most 1
      let last =
      limit
      role viewer { }
      let use =
      limit
      waive last for User::"ada" until 2026-01-01T00:00:00Z because "x"
      test "x" {
      grant a to User::"b" on everything when
      limit
      performed a of B::"c" by D::"e"
      grant a to User::"b" on everything when
      test
      entity User::"b" { limit: type }
      expect allow: User::"b" to limit on B::"c" as
      role
      expect allow: User::"b" to limit on B::"c" as
      role with { a:
      type }
      }
      """, [])
  }

  @Test("a hyphen before a digit gets its explanation")
  func hyphen() {
    let problem = Fixtures.tree("role r-1 { }").diagnostics.first
    #expect(problem?.notes.first?.message.contains("hyphen") == true)
  }

  @Test("what is said about a page of mistakes")
  func wording() throws {
    let path = "mistakes.remit"
    let bytes = try Fixtures.input("mistakes")
    let tree = Fixtures.tree(bytes)
    let files = SourceFiles([SourceFile(path: path, bytes: bytes)])
    try Golden.expect(
      render(tree.diagnostics, in: files), at: "Tests/RemitSyntaxTests/Golden/mistakes.txt")
  }
}

@Suite("help for what people write")
struct HelpTests {
  @Test("a fix-it, applied, cures what it belongs to")
  func fixes() {
    expectFixed("let a = b && c || d", "let a = b and c or d")
    expectFixed("let a = !b", "let a = not b")
    expectFixed("let a = b === c and d !== e", "let a = b == c and d != e")
    expectFixed("let a = b = c", "let a = b == c")
    expectFixed("let a = 'text'", "let a = \"text\"")
    expectFixed("let a = 2026-11-20", "let a = 2026-11-20T00:00:00Z")
    expectFixed("let a = 1h30m", "let a = 90m")
    expectFixed("let a = 2w1d", "let a = 15d")
    expectFixed("let a = 5min", "let a = 5m")
    expectFixed("let a = \"C:\\dir\"", "let a = \"C:\\\\dir\"")
    expectFixed("let a = \"5 \\* 3\"", "let a = \"5 * 3\"")
    expectFixed("let a = \"x\u{202E}y\"", "let a = \"x\\u{202E}y\"")
    expectFixed("let a = 1;", "let a = 1")
    expectFixed("# note\nlet a = 1", "// note\nlet a = 1")
    expectFixed("let a = b not in c", "let a = not b in c")
    expectFixed("let a = b is not User", "let a = not b is User")
    expectFixed("let a: Set<Int>= [1]", "let a: Set<Int>> = [1]".replacing(">>", with: ">"))
    expectFixed("rol viewer { }", "role viewer { }")
    expectFixed("actions a = b, c,", "actions a = b, c")
    expectFixed(
      "grant viewer User::\"ada\" on everything", "grant viewer to User::\"ada\" on everything")
    expectFixed("let a 1", "let a = 1")
    expectFixed(
      "deny a: anyone to read on anything wehn b unles c becuase \"d\" obligate e",
      "deny a: anyone to read on anything when b unless c because \"d\" oblige e")
    expectFixed("limit a: grants of b expires within 3d", "limit a: grants of b expire within 3d")
    expectFixed("limit a: grant of b to groups only", "limit a: grants of b to groups only")
    expectFixed("separate role a: b, c", "separate roles a: b, c")
    expectFixed("separate active role a: b, c", "separate active roles a: b, c")
    expectFixed(
      "role r { can read on Document whan a can list on Document }",
      "role r { can read on Document when a can list on Document }")
    expectFixed("let a = if b then c esle d", "let a = if b then c else d")
    expectFixed("let a = f(b c, d e)", "let a = f(b, c, d, e)")
    expectFixed("let a = [b c]", "let a = [b, c]")
    expectFixed("deny a anyone to read on anything", "deny a: anyone to read on anything")
    expectFixed("let a\u{A0}= 1", "let a = 1")
    expectFixed(
      "grant viewer to pipeline::User::\"ada\" on everything",
      "grant viewer to pipeline.User::\"ada\" on everything")
    expectFixed(
      "grant viewer to User::ada on everything", "grant viewer to User::\"ada\" on everything")
    expectFixed(
      "deny a: Team, User, Bot in Group::\"ops\" to read on Document",
      "deny a: (Team, User, Bot) in Group::\"ops\" to read on Document")
    expectFixed(
      "deny a: anything to read on anyone", "deny a: anyone to read on anything")
  }

  @Test("comparisons that are chained get the form that was meant")
  func chained() {
    let problems = Fixtures.tree("let a = b < c <= d").diagnostics
    #expect(problems.map(\.code.number) == [1141])
    #expect(problems.first?.notes.first?.message.contains("`b < c and c <= d`") == true)
    expectProblems("let a = b == c ⟦==⟧ d == e", [1141])
    expectProblems("let a = (b == c) == d", [])
  }

  @Test("declarations of other languages are named, not guessed at")
  func foreign() {
    expectProblems("⟦permit⟧ (principal, action, resource)\nlet a = 1", [1105])
    expectProblems("⟦forbid⟧ (principal, action, resource)", [1105])
    expectProblems(
      "⟦import⟧ pipeline\n⟦layer⟧ platform\n⟦ceiling⟧ x\n⟦override⟧ y",
      Array(repeating: 1104, count: 4))
    expectProblems("⟦/* a\nb */⟧ let a = 1", [1041])
    expectProblems("let a = b ⟦?⟧ 1 : 2\nlet c = 1", [1146])
  }

  @Test("a clause stands once, in its place, and where it means something")
  func clauses() {
    expectProblems(
      "deny a: anyone to read on anything because \"b\" ⟦when⟧ c\nlet d = 1", [1118])
    expectProblems("deny a: anyone to read on anything because \"b\" ⟦because⟧ \"c\"", [1117])
    expectProblems(
      "grant a to User::\"b\" on everything until 2026-01-01T00:00:00Z ⟦from⟧ 2025-01-01T00:00:00Z",
      [1118])
    expectProblems("separate duties a: b, c ⟦by⟧ d ⟦in⟧ one scope", [1119, 1119])
    expectProblems("separate active roles a: b, c ⟦within⟧ 3d", [1119])
    expectProblems("separate roles a: b, c by principal.person in one scope at most 2", [])
    expectProblems("separate roles a: ⟦b⟧", [1120])
  }

  @Test("`User, Bot in G` is refused, the clear forms are not")
  func unions() {
    expectProblems("deny a: User, ⟦Bot in Group::\"g\"⟧ to read on Document", [1121])
    expectProblems("deny a: (User, Bot) in Group::\"g\" to read on Document", [])
    expectProblems("deny a: Bot in Group::\"g\", User to read on Document", [])
    expectProblems("deny a: User, (Bot) in Group::\"g\" to read on Document", [])
    expectProblems("deny a: User::\"a\", Bot in Group::\"g\" to read on Document", [])
  }

  @Test("ids that may not be what they seem are warned of")
  func ids() {
    expectProblems("grant a to User::⟦\"zoe\u{308}\"⟧ on everything", [1125])
    expectProblems("grant a to User::\"zo\u{EB}\" on everything", [])
    expectProblems("grant a to User::⟦\"\u{430}da\"⟧ on everything", [1126])
    expectProblems("grant a to User::\"\u{430}\u{434}\u{430}\" on everything", [])
    expectProblems("grant a to User::\"\u{915}\u{94D}\u{937}\" on everything", [])
    expectProblems("grant a to User::\"\u{65E5}\u{672C}-prod\" on everything", [])
  }
}
