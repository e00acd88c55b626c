/// Expressions, with no more parentheses than the canonical style has.
///
/// Parentheses stand where the grammar needs them, around a comparison after `not`, and around
/// `if`, quantifiers and `each` unless they end the expression.
extension TreePrinter {
  /// How tightly a form binds; the grammar's levels in their order.
  enum Level: Int, Comparable {
    case or, and, not, comparison, sum, product, unary, postfix

    static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
  }

  /// Prints an expression that must bind at least as tightly as `level`.
  ///
  /// - Parameters:
  ///   - isLast: nothing of the same expression follows, so that open ends are harmless.
  ///   - indent: how far the operands of a broken `and` or `or` stand in.
  mutating func expression(
    _ expression: ExpressionSyntax, level: Level = .or, isLast: Bool = true,
    indent: Int = TreePrinter.indent
  ) {
    let (inner, layers) = expression.withoutParentheses
    let needsParentheses: Bool
    if let own = inner.level {
      needsParentheses = own < level
    } else {
      needsParentheses = !isLast || level == .postfix
    }
    for _ in 0..<max(0, needsParentheses ? layers - 1 : layers) { skip("(") }
    nested { printer in
      if needsParentheses {
        printer.parenthesized(inner)
      } else {
        printer.form(inner, isLast: isLast, indent: indent)
      }
    }
    for _ in 0..<max(0, needsParentheses ? layers - 1 : layers) { skip(")") }
  }

  private mutating func parenthesized(_ inner: ExpressionSyntax) {
    bracket("(")
    open(.consistent)
    softLine()
    form(inner, isLast: true, indent: 0)
    softLine(outdent: TreePrinter.indent)
    close()
    bracket(")")
  }

  private mutating func form(_ expression: ExpressionSyntax, isLast: Bool, indent: Int) {
    switch expression.form {
    case .missing: token("?")
    case .boolean(let value): token(value ? "true" : "false")
    case .integer(let text), .instant(let text), .duration(let text): token(text)
    case .string(let value): literal(expression.span, else: StringLiteral.quoted(value))
    case .entity(let value): entity(value)
    case .set(let elements): set(elements)
    case .record(let entries): record(entries)
    case .name(let word): token(word.text)
    case .member(let base, let word):
      self.expression(base, level: .postfix, isLast: false)
      token(".")
      token(word.text)
    case .subscripted(let base, let key):
      self.expression(base, level: .postfix, isLast: false)
      token("[")
      self.expression(key)
      token("]")
    case .call(let callee, let arguments):
      self.expression(callee, level: .postfix, isLast: false)
      self.arguments(arguments)
    case .not(let operand): not(operand, isLast: isLast)
    case .negate(let operand):
      token("-")
      self.expression(operand, level: .unary, isLast: isLast)
    case .and(let operands): chain("and", operands, .not, isLast: isLast, indent: indent)
    case .or(let operands): chain("or", operands, .and, isLast: isLast, indent: indent)
    case .binary(let op, let left, let right, _): binary(op, left, right, isLast: isLast)
    case .hasPath, .hasKey, .isType, .like, .matches: wordTest(expression)
    case .conditional(let condition, let then, let otherwise):
      conditional(condition, then, otherwise)
    case .quantified(let quantifier, let variable, let source, let condition):
      quantified(quantifier, variable, source, condition)
    case .each(let variable, let source, let condition, let give):
      each(variable, source, condition, give)
    case .performed(let duty, let object):
      token("performed")
      bracket("(")
      name(duty)
      bracket(",")
      space()
      self.expression(object)
      bracket(")")
    case .parenthesized(let inner): parenthesized(inner)
    }
  }

  // MARK: Operators

  private mutating func not(_ operand: ExpressionSyntax, isLast: Bool) {
    token("not")
    space()
    let (inner, _) = operand.withoutParentheses
    // The grammar needs no parentheses here, but readers do.
    let level: Level = inner.level == .comparison ? .sum : .not
    expression(operand, level: level, isLast: isLast)
  }

  private mutating func chain(
    _ word: String, _ operands: [ExpressionSyntax], _ level: Level, isLast: Bool, indent: Int
  ) {
    open(.consistent, indent: indent)
    for (index, operand) in operands.enumerated() {
      if index > 0 {
        line()
        token(word)
        space()
      }
      expression(operand, level: level, isLast: isLast && index == operands.count - 1)
    }
    close()
  }

  private mutating func binary(
    _ op: BinaryOperator, _ left: ExpressionSyntax, _ right: ExpressionSyntax, isLast: Bool
  ) {
    let levels: (left: Level, right: Level) =
      switch op {
      case .plus, .minus: (.sum, .product)
      case .times: (.product, .unary)
      case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .in: (.sum, .sum)
      }
    expression(left, level: levels.left, isLast: false)
    // A set or record breaks inside its own brackets.
    let clings = right.withoutParentheses.0.isBracketed
    if clings {
      space()
    } else {
      open(.fill)
      line()
    }
    token(op.rawValue)
    space()
    expression(right, level: levels.right, isLast: isLast)
    if !clings { close() }
  }

  /// `has`, `is`, `like` and `matches`, which stay on the line of their left side.
  private mutating func wordTest(_ expression: ExpressionSyntax) {
    switch expression.form {
    case .hasPath(let left, let path):
      testHead(left, "has")
      for (index, word) in path.enumerated() {
        if index > 0 { token(".") }
        token(word.text)
      }
    case .hasKey(let left, let key):
      testHead(left, "has")
      string(key)
    case .isType(let left, let type):
      testHead(left, "is")
      name(type)
    case .like(let left, let pattern):
      testHead(left, "like")
      literal(pattern.span, else: StringLiteral.quoted(likeRuns: pattern.runs))
    case .matches(let left, let pattern):
      testHead(left, "matches")
      matchPattern(pattern)
    default: break
    }
  }

  private mutating func testHead(_ left: ExpressionSyntax, _ word: String) {
    expression(left, level: .sum, isLast: false)
    space()
    token(word)
    space()
  }

  private mutating func matchPattern(_ pattern: MatchPatternSyntax) {
    switch pattern {
    case .regex(let text, _): token("/" + text + "/")
    case .path(let template, _):
      token("path")
      bracket("(")
      string(template)
      bracket(")")
    case .missing: token("?")
    }
  }

  // MARK: Words of their own

  private mutating func conditional(
    _ condition: ExpressionSyntax, _ then: ExpressionSyntax, _ otherwise: ExpressionSyntax
  ) {
    open(.consistent)
    token("if")
    space()
    expression(condition, isLast: false)
    line()
    token("then")
    space()
    expression(then, isLast: false)
    line()
    token("else")
    space()
    expression(otherwise)
    close()
  }

  private mutating func quantified(
    _ quantifier: Quantifier, _ variable: WordSyntax, _ source: ExpressionSyntax,
    _ condition: ExpressionSyntax
  ) {
    open(.fill)
    quantifierHead(quantifier.rawValue, variable, source)
    line()
    token("where")
    space()
    expression(condition)
    close()
  }

  private mutating func each(
    _ variable: WordSyntax, _ source: ExpressionSyntax, _ condition: ExpressionSyntax?,
    _ give: ExpressionSyntax
  ) {
    open(.consistent)
    quantifierHead("each", variable, source)
    if let condition {
      line()
      token("where")
      space()
      expression(condition, isLast: false)
    }
    line()
    token("give")
    space()
    expression(give)
    close()
  }

  private mutating func quantifierHead(
    _ word: String, _ variable: WordSyntax, _ source: ExpressionSyntax
  ) {
    token(word)
    space()
    token(variable.text)
    space()
    token("in")
    space()
    expression(source, level: .sum, isLast: false)
  }

  // MARK: Brackets

  private mutating func arguments(_ arguments: [ExpressionSyntax]) {
    bracket("(")
    if !arguments.isEmpty {
      open(.consistent)
      softLine()
      for (index, argument) in arguments.enumerated() {
        expression(argument, indent: 0)
        guard index < arguments.count - 1 else { break }
        bracket(",")
        line()
      }
      softLine(outdent: TreePrinter.indent)
      close()
    }
    bracket(")")
  }

  private mutating func set(_ elements: [ExpressionSyntax]) {
    token("[")
    if elements.isEmpty {
      emptyBody()
    } else {
      open(.consistent)
      softLine(keeping: .opening)
      for (index, element) in elements.enumerated() {
        expression(element, indent: 0)
        guard index < elements.count - 1 else { break }
        bracket(",")
        line(keeping: .between)
      }
      commaIfBroken()
      softLine(outdent: TreePrinter.indent, keeping: .closing)
      close()
    }
    token("]")
  }

  mutating func record(_ entries: [RecordEntrySyntax]) {
    braces(entries) { printer, entry in
      printer.recordKey(entry.key)
      printer.token(":")
      printer.space()
      printer.expression(entry.value)
    }
  }

  /// `{ a, b }` on one line, or each on its own with a comma.
  mutating func braces<Item>(_ items: [Item], _ item: (inout TreePrinter, Item) -> Void) {
    token("{")
    if items.isEmpty {
      emptyBody()
    } else {
      open(.consistent)
      line(keeping: .opening)
      for index in items.indices {
        item(&self, items[index])
        guard index < items.count - 1 else { break }
        bracket(",")
        line(keeping: .between)
      }
      commaIfBroken()
      line(outdent: TreePrinter.indent, keeping: .closing)
      close()
    }
    token("}")
  }

  private mutating func recordKey(_ key: RecordKeySyntax) {
    if key.isQuoted {
      literal(key.span, else: StringLiteral.quoted(key.text))
    } else {
      token(key.text)
    }
  }

  mutating func entity(_ entity: EntitySyntax) {
    name(entity.type)
    token("::")
    string(entity.id)
  }
}

extension ExpressionSyntax {
  /// The expression inside all parentheses around it, and how many there are.
  var withoutParentheses: (ExpressionSyntax, layers: Int) {
    var inner = self
    var layers = 0
    while case .parenthesized(let next) = inner.form {
      inner = next
      layers += 1
    }
    return (inner, layers)
  }

  /// How tightly the form binds; `nil` for the forms that reach as far right as they can.
  var level: TreePrinter.Level? {
    switch form {
    case .or: .or
    case .and: .and
    case .not: .not
    case .binary(let op, _, _, _):
      switch op {
      case .plus, .minus: .sum
      case .times: .product
      case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .in: .comparison
      }
    case .hasPath, .hasKey, .isType, .like, .matches: .comparison
    case .negate: .unary
    case .conditional, .quantified, .each: nil
    case .missing, .boolean, .integer, .string, .instant, .duration, .entity, .set, .record,
      .name, .member, .subscripted, .call, .performed, .parenthesized:
      .postfix
    }
  }

  /// True for what carries its own brackets and need not begin a line.
  var isBracketed: Bool {
    switch form {
    case .set(let elements): !elements.isEmpty
    case .record(let entries): !entries.isEmpty
    default: false
    }
  }
}
