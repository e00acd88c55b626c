extension DumpNode {
  init(expression: ExpressionSyntax) {
    switch expression.form {
    case .missing: self = .leaf("?")
    case .boolean(let value): self = .leaf(value ? "true" : "false")
    case .integer(let text), .instant(let text), .duration(let text): self = .leaf(text)
    case .string(let value): self = .leaf(StringLiteral.quoted(value))
    case .entity(let entity): self = .entity(entity)
    case .set(let elements): self.init("set", elements.map(DumpNode.init(expression:)))
    case .record(let entries): self = .entries("record", entries)
    case .name(let word): self = .word(word)
    case .member(let base, let word):
      self.init("member", [DumpNode(expression: base), .word(word)])
    case .subscripted(let base, let key):
      self.init("subscript", [base, key].map(DumpNode.init(expression:)))
    case .call(let callee, let arguments):
      self.init("call", ([callee] + arguments).map(DumpNode.init(expression:)))
    case .not(let operand): self.init("not", [DumpNode(expression: operand)])
    case .negate(let operand): self.init("negate", [DumpNode(expression: operand)])
    case .and(let operands): self.init("and", operands.map(DumpNode.init(expression:)))
    case .or(let operands): self.init("or", operands.map(DumpNode.init(expression:)))
    case .binary(let op, let left, let right, _):
      self.init(op.rawValue, [left, right].map(DumpNode.init(expression:)))
    case .hasPath(let base, let path):
      self.init("has", [DumpNode(expression: base)] + path.map(DumpNode.word))
    case .hasKey(let base, let key):
      self.init("has-key", [DumpNode(expression: base), .string(key)])
    case .isType(let base, let type):
      self.init("is", [DumpNode(expression: base), .name(type)])
    case .like(let base, let pattern):
      self.init(
        "like",
        [DumpNode(expression: base), .leaf(StringLiteral.quoted(likeRuns: pattern.runs))])
    case .matches(let base, let pattern):
      self.init("matches", [DumpNode(expression: base), DumpNode.pattern(pattern)])
    case .conditional(let condition, let then, let otherwise):
      self.init("if", [condition, then, otherwise].map(DumpNode.init(expression:)))
    case .quantified(let quantifier, let variable, let source, let condition):
      self.init(
        quantifier.rawValue,
        [.word(variable), DumpNode(expression: source), DumpNode(expression: condition)])
    case .each(let variable, let source, let condition, let give):
      self.init(
        "each",
        [.word(variable), DumpNode(expression: source)]
          + DumpNode.optional("where", condition.map(DumpNode.init(expression:)))
          + [DumpNode("give", [DumpNode(expression: give)])])
    case .performed(let duty, let object):
      self.init("performed", [.name(duty), DumpNode(expression: object)])
    case .parenthesized(let inner): self.init(expression: inner)
    }
  }

  private static func pattern(_ pattern: MatchPatternSyntax) -> DumpNode {
    switch pattern {
    case .regex(let text, _): DumpNode("regex", [.leaf("/\(text)/")])
    case .path(let template, _): DumpNode("path", [.string(template)])
    case .missing: .leaf("?")
    }
  }
}
