import RemitChecker
import RemitModel
import RemitSource
import Testing

@Suite("Constants and conditions")
struct ConstantTests {
  @Test(
    "lets are literals, lets and arithmetic",
    arguments: [
      ("let a = 1 + 2 * 3 - -4", []), ("let a = b\nlet b = 2", []), ("let a: Set<Int> = []", []),
      ("let a = 2026-01-01T00:00:00Z + 2d", []), ("let a = [1] + [2] - [1]", []),
      ("let a: Map<Int> = { x: 1 }", []), ("let a = { x: [1], y: { z: \"a\" } }", []),
      ("enum T { low }\nlet a: T = low", []), ("enum T { low }\nlet a = low", []),
      ("enum T { low }\nlet a: Set<T> = [low]", []), ("entity U\nlet a = [U::\"x\"]", []),
      ("let a = -9223372036854775808", []), ("let a = 9223372036854775808", [3020]),
      ("let a = 9223372036854775807 + 1", [3042]), ("let a = -9223372036854775808 - 1", [3042]),
      ("let a = 4611686018427387904 * 2", [3042]), ("let a: Int = \"x\"", [3001]),
      ("let a: { x: Int } = { }", [3001]), ("let a: { x?: Int } = { }", []),
      ("let a = now", [3037]), ("let a = 1 == 1", [3041]), ("let a = true and true", [3041]),
      ("condition c = true\nlet a = c", [3041]), ("let a = if true then 1 else 2", [3041]),
      ("let a = 1 + \"x\"", [3065]), ("let a = b", [2006]),
      ("let a = some x in [1] where true", [3041]),
    ])
  func lets(text: String, expected: [Int]) {
    #expect(errorCodes(text) == expected, "\(said(text))")
  }

  @Test(
    "conditions are pure and typed",
    arguments: [
      ("condition a(n: Int) = n + 1\ncondition b = a(1) > 2", []),
      ("condition a = now > 2026-01-01T00:00:00Z\ncondition b = a and not a", []),
      ("condition a(n: Int) = n > 1\ncondition b = a(\"x\")", [3001]),
      ("condition a(n: Int) = n > 1\ncondition b = a(1, 2)", [3030]),
      ("condition a(n: Int) = n > 1\ncondition b = a", [3031]),
      ("condition a = true\ncondition b = a()", [3032]),
      ("condition a(n: Int) = context.x == n", [3037]),
      ("condition a(n: Intt) = n > 1\ncondition b = a(\"x\")", [2006]),
      ("enum T { low }\ncondition a(t: T) = t == low\ncondition b = a(low)", []),
      ("condition a(s: Set<Int>) = s.isEmpty\ncondition b = a([])", []),
      ("condition a(r: { x: Int, y?: Int }) = r.x == 1\ncondition b = a({ x: 1 })", []),
      ("condition a(r: { x: Int }) = r.x == 1\ncondition b = a({ x: 1, z: 1 })", [3001]),
      ("entity U\nentity B\ncondition a(u: U | B) = u is U\ncondition b = a(U::\"x\")", []),
      ("entity U\nentity B\ncondition a(u: U | B) = b(u)\ncondition b(u: U) = u == u", [3001]),
      (
        "entity U\nduty x of U = resource by principal\ncondition a(u: U) = performed(x, u).isEmpty",
        [2006, 3043]
      ),
    ])
  func conditions(text: String, expected: [Int]) {
    #expect(errorCodes(text).sorted() == expected.sorted(), "\(said(text))")
  }

  @Test("a subtraction written as a name is recognised")
  func minus() {
    #expect(errorCodes("condition a(big: Int, small: Int) = big-small > 1") == [2010])
    #expect(errorCodes("condition a(big: Int) = big-missing > 1") == [2006])
    #expect(
      errorCodes(
        "entity U\nentity D { n: Int }\naction r on D by U\n"
          + "allow a: U to r on D when now-then > 1h") == [2006])
  }

  @Test("conditions are emitted with their parameters first in the frame")
  func frames() throws {
    let text =
      "condition a(n: Int, s: Set<Int>) = (some x in s where x > n) or (some y in s where y == n)"
    let condition = try #require(checked(text).policy?.conditions.first)
    #expect(condition.name == "a")
    #expect(condition.parameterCount == 2)
    #expect(condition.frameSize == 4)
    guard case .or(let operands) = condition.body.form,
      case .quantified(.some, slot: let first, source: let source, condition: _) = operands[0].form,
      case .quantified(.some, slot: let second, source: _, condition: _) = operands[1].form,
      case .local(let set) = source.form
    else {
      Issue.record("\(condition.body)")
      return
    }
    #expect([set, first, second] == [1, 2, 3])
  }
}
