import RemitSource
import RemitSyntax
import Testing

@Suite("expressions")
struct ExpressionTests {
  private func value(_ text: String) throws -> ExpressionSyntax {
    let tree = Fixtures.tree("let a = " + text)
    #expect(tree.diagnostics == [], "\(text)")
    guard case .constant(let constant)? = tree.root.declarations.first?.form else {
      throw NoExpression()
    }
    return constant.value
  }

  private struct NoExpression: Error {}

  @Test(
    "bind as the grammar says",
    arguments: [
      ("a or b and c", "(or a (and b c))"),
      ("a and b and c or d", "(or (and a b c) d)"),
      ("not a == b", "(not (== a b))"),
      ("not a and b", "(and (not a) b)"),
      ("not not a", "(not (not a))"),
      ("a == b + c * -d", "(== a (+ b (* c (negate d))))"),
      ("a - b - c", "(- (- a b) c)"),
      ("a - (b - c)", "(- a (- b c))"),
      ("-a.b", "(negate (member a b))"),
      ("- - 1", "(negate (negate 1))"),
      ("a.b.c(d)[\"e\"].f", "(member (subscript (call (member (member a b) c) d) \"e\") f)"),
      ("a has b.c and d", "(and (has a b c) d)"),
      ("a has \"b\"", "(has-key a \"b\")"),
      ("a has when and b.if", "(and (has a when) (member b if))"),
      ("a is p.User or b", "(or (is a p.User) b)"),
      ("a like \"x*\\*y\"", "(like a \"x*\\*y\")"),
      ("a matches /x\\/y/", "(matches a (regex /x\\/y/))"),
      ("a matches path(\"/x/{*}\")", "(matches a (path \"/x/{*}\"))"),
      ("p.User::\"a\".b", "(member p.User::\"a\" b)"),
      ("if a then b else c + 1", "(if a b (+ c 1))"),
      ("if a then if b then c else d else e", "(if a (if b c d) e)"),
      ("some x in a + b where c and d or e", "(some x (+ a b) (or (and c d) e))"),
      ("a and every x in b where c and d", "(and a (every x b (and c d)))"),
      ("(count x in a where b) >= 2", "(>= (count x a b) 2)"),
      ("each x in a where b give c", "(each x a (where b) (give c))"),
      ("each x in a give x.b", "(each x a (give (member x b)))"),
      ("performed(p.a, b.c)", "(performed p.a (member b c))"),
      ("[a, { b: 1, \"c/d\": 2, in: 3, }, ]", "(set a (record (b 1) (\"c/d\" 2) (in 3)))"),
      ("now-90d", "(- now 90d)"),
      ("[]", "(set)"), ("{}", "(record)"),
      ("a in one", "(in a one)"),
    ])
  func precedence(_ pair: (String, String)) throws {
    #expect(dump(try value(pair.0)) == pair.1)
  }

  @Test(
    "have one canonical text, with the parentheses that help",
    arguments: [
      ("((a))", "a"), ("(a or b) and (c)", "(a or b) and c"),
      ("a and (b and c)", "a and (b and c)"), ("(a and b) and c", "(a and b) and c"),
      ("a - (b - c) + (d)", "a - (b - c) + d"), ("(a * b) + c", "a * b + c"),
      ("a * (b + c)", "a * (b + c)"),
      ("not a in b", "not (a in b)"), ("not (a)", "not a"), ("not(a.b)", "not a.b"),
      ("not (some x in a where b)", "not some x in a where b"),
      ("(some x in a where b) and c", "(some x in a where b) and c"),
      ("c and (some x in a where b)", "c and some x in a where b"),
      (
        "if (if a then b else c) then d else (if e then f else g)",
        "if (if a then b else c) then d else if e then f else g"
      ),
      ("(if a then b else c).d", "(if a then b else c).d"),
      ("some x in (each y in a give y.b) where c", "some x in (each y in a give y.b) where c"),
      ("-(a + b)", "-(a + b)"), ("-(1)", "-1"), ("(-a).b", "(-a).b"),
      ("(a == b) == c", "(a == b) == c"),
      ("a in [ b,c , ]", "a in [b, c]"), ("\"\\u{41}\\u{200B}\"", "\"A\\u{200B}\""),
      ("a like \"\\u{2a}*\\*\"", "a like \"\\**\\*\""),
      ("f ( a , b )", "f(a, b)"), ("{a:1}", "{ a: 1 }"),
    ])
  func canonical(_ pair: (String, String)) throws {
    let expression = try value(pair.0)
    let text = canonicalText(of: expression)
    #expect(text == pair.1)
    #expect(dump(try value(text)) == dump(expression))
  }

  @Test("a grant's canonical text does not depend on its layout or spelling")
  func grants() {
    let one = Fixtures.tree(
      """
      grant  p.viewer // note
        to User::"\\u{61}da", Bot::"b"
        on everything from 2026-01-01T00:00:00Z until 2027-01-01T00:00:00Z
        when ((context.a)) unless b because "c"
      """)
    guard case .grant(let grant)? = one.root.declarations.first?.form else {
      Issue.record("no grant")
      return
    }
    #expect(
      canonicalText(of: grant) == """
        grant p.viewer to User::"ada", Bot::"b" on everything from 2026-01-01T00:00:00Z \
        until 2027-01-01T00:00:00Z when context.a unless b because "c"
        """)
  }
}
