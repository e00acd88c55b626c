import RemitModel
import RemitSource
import RemitSyntax

/// Calls of conditions, functions and methods; map look-ups.
extension NodeBuilder {
  func buildCall(
    _ callee: ExpressionSyntax, _ arguments: [ExpressionSyntax], _ span: SourceSpan
  ) -> Node {
    switch callee.form {
    case .name(let word):
      return buildCall(named: word, arguments, span)
    case .member(let base, let word):
      if let condition = qualifiedCondition(callee) {
        return call(condition, word, arguments, span, hasParentheses: true)
      }
      let number = number(span)
      let base = build(base)
      let nodes = arguments.map(build)
      guard !word.text.isEmpty else {
        return Node(.broken, number: number, span: span, path: nil)
      }
      return Node(.method(base, word, nodes), number: number, span: span, path: nil)
    default:
      return broken(span)
    }
  }

  private func buildCall(
    named word: WordSyntax, _ arguments: [ExpressionSyntax], _ span: SourceSpan
  ) -> Node {
    switch word.text {
    case "": return brokenCall(arguments, span)
    case "ip": return buildIP(arguments, span)
    case "weekday", "timeOfDay": return buildZoned(word.text, arguments, span)
    case "id":
      let number = number(span)
      guard arguments.count == 1 else {
        checker.report(
          CheckProblem.argumentCount("id", wanted: 1, found: arguments.count, at: span))
        return Node(.broken, number: number, span: span, path: nil)
      }
      return Node(.id(build(arguments[0])), number: number, span: span, path: nil)
    default: break
    }
    guard !locals.contains(where: { $0.name == word.text }) else {
      checker.report(CheckProblem.notCallable(word, what: "variable"))
      return brokenCall(arguments, span)
    }
    switch checker.lookUp(short: word.text, in: .values, from: tree) {
    case .found(.condition(let index)):
      return call(index, word, arguments, span, hasParentheses: true)
    case .found(let symbol):
      checker.report(CheckProblem.notCallable(word, what: symbol.kind))
    case .ambiguous(let fullNames):
      checker.report(CheckProblem.ambiguousName(word, fullNames))
    case .silent:
      break
    case .unknown:
      let functions = ["ip", "id", "weekday", "timeOfDay"]
      let near =
        checker.suggestion(for: word.text, among: functions)
        ?? checker.suggestion(for: word.text, in: .values, from: tree)
      checker.report(
        CheckProblem.unknownName(
          word, what: "condition or function", suggestion: near,
          elsewhere: checker.moduleThatDeclares(word.text, in: .values, notIn: tree)))
    }
    return brokenCall(arguments, span)
  }

  /// The arguments are still looked at, for the problems in them.
  private func brokenCall(_ arguments: [ExpressionSyntax], _ span: SourceSpan) -> Node {
    let node = broken(span)
    for argument in arguments { _ = build(argument) }
    return node
  }

  private func qualifiedCondition(_ callee: ExpressionSyntax) -> Int? {
    guard let chain = Chain(callee), let word = chain.words.last, chain.words.count > 1,
      !locals.contains(where: { $0.name == chain.words[0].text })
    else { return nil }
    let prefix = chain.words.dropLast().map(\.text).joined(separator: ".")
    guard let module = checker.moduleByName[prefix],
      checker.scopes[tree].reach.contains(module),
      case .condition(let index)? = checker.modules[module]
        .tables[NameSpace.values.rawValue][word.text]?.symbol
    else { return nil }
    return index
  }

  /// A call of a condition; one without parameters is written without parentheses.
  func call(
    _ index: Int, _ word: WordSyntax, _ arguments: [ExpressionSyntax], _ span: SourceSpan,
    hasParentheses: Bool
  ) -> Node {
    checker.conditions[index].isUsed = true
    let number = number(span)
    let nodes = arguments.map(build)
    if setting == .constant {
      checker.report(CheckProblem.notConstant(at: span))
      return Node(.broken, number: number, span: span, path: nil)
    }
    let wanted = checker.conditions[index].syntax.parameters.count
    guard nodes.count == wanted else {
      checker.report(
        hasParentheses
          ? CheckProblem.argumentCount(word.text, wanted: wanted, found: nodes.count, at: span)
          : CheckProblem.conditionWithoutArguments(word, wanted: wanted))
      return Node(.broken, number: number, span: span, path: nil)
    }
    if hasParentheses, wanted == 0 {
      checker.report(CheckProblem.needlessParentheses(word, call: span))
    }
    callees.append((index, span))
    return Node(.call(index, nodes), number: number, span: span, path: nil)
  }

  func buildSubscript(
    _ base: ExpressionSyntax, _ key: ExpressionSyntax, _ span: SourceSpan
  ) -> Node {
    let number = number(span)
    let base = build(base)
    switch key.form {
    case .string(let text):
      let path = base.path.map { paths.path(.key(Text(text)), below: $0) }
      return Node(.mapValue(base, Text(text)), number: number, span: span, path: path)
    case .missing:
      return Node(.broken, number: number, span: span, path: nil)
    default:
      _ = build(key)
      checker.report(CheckProblem.mapKeyNotLiteral(at: key.span))
      return Node(.broken, number: number, span: span, path: nil)
    }
  }
}
