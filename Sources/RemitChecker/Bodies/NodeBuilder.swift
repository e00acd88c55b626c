import RemitModel
import RemitSource
import RemitSyntax

/// Resolves the names of one body: all clauses of a declaration, a condition, or a constant.
///
/// Reports what is wrong whatever the types are. Recursion follows the tree as parsed, whose depth
/// the parser bounds.
final class NodeBuilder {
  /// What a body may speak of.
  enum Setting {
    /// Rules, permissions and grants.
    case request
    /// What a duty says of the requests that perform it: the same, but what others have performed.
    case duty
    /// `by` of a separation: `principal` alone.
    case identity
    /// Parameters, `now` and constants.
    case condition
    /// Literals, lets and arithmetic.
    case constant
    /// `version` and `known as`: `object` alone.
    case dutyObject
  }

  let checker: Checker
  let tree: Int
  let setting: Setting
  /// Name and slot of each variable in scope, innermost last.
  var locals: [(name: String, slot: Int)] = []
  var paths = PathTable()
  var nodeCount = 0
  var frameSize = 0
  var mentions: Mentions = []
  /// The conditions called, and where.
  var callees: [(condition: Int, span: SourceSpan)] = []
  var performedSpans: [SourceSpan] = []
  /// By node: what to say of a name that is neither declared nor a case of any enum, unless the
  /// place where it stands can say more.
  var unknownNames: [Int: Diagnostic] = [:]
  let firstSite: Int

  init(_ checker: Checker, tree: Int, setting: Setting) {
    self.checker = checker
    self.tree = tree
    self.setting = setting
    if setting == .dutyObject { frameSize = Node.objectSlot + 1 }
    firstSite = checker.sites.count
  }

  /// Takes the next number, which is also the next site.
  func number(_ span: SourceSpan) -> Int {
    checker.sites.append(span)
    nodeCount += 1
    return nodeCount - 1
  }

  /// For a body that is not typed.
  func reportUnknownNames() {
    for diagnostic in unknownNames.values { checker.report(diagnostic) }
  }

  func broken(_ span: SourceSpan) -> Node {
    Node(.broken, number: number(span), span: span, path: nil)
  }

  func build(_ syntax: ExpressionSyntax) -> Node {
    let span = syntax.span
    switch syntax.form {
    case .parenthesized(let inner):
      return build(inner)
    case .missing:
      return broken(span)
    case .boolean, .integer, .string, .instant, .duration, .entity, .negate:
      return buildLiteral(syntax)
    case .set(let elements):
      let number = number(span)
      return Node(.set(elements.map(build)), number: number, span: span, path: nil)
    case .record(let entries):
      let number = number(span)
      return Node(.record(build(entries)), number: number, span: span, path: nil)
    case .name, .member:
      return buildName(syntax)
    case .subscripted(let base, let key):
      return buildSubscript(base, key, span)
    case .call(let callee, let arguments):
      return buildCall(callee, arguments, span)
    case .not, .and, .or, .binary, .conditional:
      return buildOperator(syntax)
    case .hasPath, .hasKey, .isType, .like, .matches:
      return buildTest(syntax)
    case .quantified, .each:
      return buildQuantifier(syntax)
    case .performed(let duty, let object):
      return buildPerformed(duty, object, span)
    }
  }

  /// A record's entries; one whose key is there already is left out.
  func build(_ entries: [RecordEntrySyntax]) -> [Node.RecordEntry] {
    var keys: [Text: SourceSpan] = [:]
    return entries.compactMap { entry in
      let value = build(entry.value)
      if let first = keys.updateValue(entry.key.span, forKey: Text(entry.key.text)) {
        checker.report(CheckProblem.repeatedKey(entry.key, first: first))
        return nil
      }
      return Node.RecordEntry(key: entry.key, value: value)
    }
  }

  private func buildOperator(_ syntax: ExpressionSyntax) -> Node {
    let span = syntax.span
    let number = number(span)
    switch syntax.form {
    case .not(let operand):
      return Node(.not(build(operand)), number: number, span: span, path: nil)
    case .and(let operands):
      return Node(.and(operands.map(build)), number: number, span: span, path: nil)
    case .or(let operands):
      return Node(.or(operands.map(build)), number: number, span: span, path: nil)
    case .binary(let symbol, let left, let right, let operatorSpan):
      let form = Node.Form.binary(symbol, build(left), build(right), operatorSpan: operatorSpan)
      return Node(form, number: number, span: span, path: nil)
    case .conditional(let condition, let then, let otherwise):
      let form = Node.Form.conditional(
        build(condition), then: build(then), otherwise: build(otherwise))
      return Node(form, number: number, span: span, path: nil)
    default:
      return Node(.broken, number: number, span: span, path: nil)
    }
  }

  private func buildTest(_ syntax: ExpressionSyntax) -> Node {
    let span = syntax.span
    let number = number(span)
    let form: Node.Form
    switch syntax.form {
    case .hasPath(let base, let path):
      let base = build(base)
      form = path.contains { $0.text.isEmpty } ? .broken : .has(base, path)
    case .hasKey(let base, let key):
      form = .hasKey(build(base), Text(key.value))
    case .isType(let base, let type):
      form = isType(build(base), type)
    case .like(let base, let pattern):
      form = .like(build(base), GlobPattern(segments: pattern.runs.map { Text($0) }))
    case .matches(let base, let pattern):
      form = matches(build(base), pattern)
    default:
      form = .broken
    }
    return Node(form, number: number, span: span, path: nil)
  }

  private func isType(_ base: Node, _ name: NameSyntax) -> Node.Form {
    guard let types = checker.entityTypes(of: name, from: tree) else { return .broken }
    guard types.count == 1 else {
      checker.report(CheckProblem.unionInTypeTest(name))
      return .broken
    }
    return .isType(base, types[0])
  }

  private func matches(_ base: Node, _ pattern: MatchPatternSyntax) -> Node.Form {
    switch pattern {
    case .missing:
      return .broken
    case .regex(let source, let span):
      if let problem = checkRegex(source, at: span) {
        checker.report(problem)
        return .broken
      }
      return .matchesRegex(base, source)
    case .path(let text, let span):
      switch PathTemplate.parse(text.value) {
      case .success(let template):
        return .matchesPath(base, template)
      case .failure(let error):
        checker.report(CheckProblem.badPathTemplate(error.message, at: span))
        return .broken
      }
    }
  }

  private func buildQuantifier(_ syntax: ExpressionSyntax) -> Node {
    let span = syntax.span
    let number = number(span)
    switch syntax.form {
    case .quantified(let quantifier, let variable, let source, let condition):
      let source = build(source)
      let (slot, node) = withLocal(variable) { build(condition) }
      return Node(
        .quantified(quantifier, slot: slot, source: source, condition: node), number: number,
        span: span, path: nil)
    case .each(let variable, let source, let condition, let give):
      let source = build(source)
      let (slot, nodes) = withLocal(variable) { (condition.map(build), build(give)) }
      return Node(
        .each(slot: slot, source: source, condition: nodes.0, give: nodes.1), number: number,
        span: span, path: nil)
    default:
      return Node(.broken, number: number, span: span, path: nil)
    }
  }

  /// Runs `body` with one more variable in scope. Slots are never used twice, so that facts about
  /// one variable can never be taken for facts about another.
  private func withLocal<Result>(
    _ variable: WordSyntax, _ body: () -> Result
  ) -> (slot: Int, result: Result) {
    let slot = declareLocal(variable)
    let result = body()
    locals.removeLast()
    return (slot, result)
  }

  /// Puts a parameter or a quantifier's variable in scope.
  func declareLocal(_ word: WordSyntax) -> Int {
    let name = word.text
    if BuiltinNames.values.contains(name) {
      checker.report(CheckProblem.builtinName(word))
    } else if locals.contains(where: { $0.name == name && !name.isEmpty }) {
      checker.report(CheckProblem.shadowing(word, what: "variable"))
    } else {
      switch checker.lookUp(short: name, in: .values, from: tree) {
      case .found(let symbol): checker.report(CheckProblem.shadowing(word, what: symbol.kind))
      case .ambiguous: checker.report(CheckProblem.shadowing(word, what: "name"))
      case .unknown, .silent: break
      }
    }
    let slot = frameSize
    frameSize += 1
    locals.append((name, slot))
    return slot
  }

  private func buildPerformed(
    _ name: NameSyntax, _ object: ExpressionSyntax, _ span: SourceSpan
  ) -> Node {
    let number = number(span)
    let object = build(object)
    guard setting == .request else {
      checker.report(CheckProblem.performedMisplaced(at: span))
      return Node(.broken, number: number, span: span, path: nil)
    }
    performedSpans.append(span)
    guard let duty = checker.dutyIfDeclared(name, from: tree) else {
      return Node(.broken, number: number, span: span, path: nil)
    }
    return Node(.performed(DutyID(duty), object), number: number, span: span, path: nil)
  }
}
