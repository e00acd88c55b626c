import RemitModel
import RemitPatterns
import RemitSource
import RemitSyntax

/// Literals, and the functions that make constants of strings.
extension NodeBuilder {
  func buildLiteral(_ syntax: ExpressionSyntax) -> Node {
    let span = syntax.span
    switch syntax.form {
    case .boolean(let flag):
      return constant(.bool(flag), .bool, span)
    case .string(let text):
      return constant(.string(Text(text)), .string, span)
    case .integer(let digits):
      guard let value = Int64(digits) else {
        checker.report(CheckProblem.integerOutOfRange(digits, at: span))
        return broken(span)
      }
      return constant(.int(value), .int, span)
    case .instant(let text):
      switch Instant.parse(text) {
      case .success(let instant): return constant(.instant(instant), .instant, span)
      case .failure(let error):
        checker.report(CheckProblem.badInstant(text, error.message, at: span))
        return broken(span)
      }
    case .duration(let text):
      switch Milliseconds.parse(text) {
      case .success(let duration): return constant(.duration(duration), .duration, span)
      case .failure(let error):
        checker.report(CheckProblem.badDuration(text, error.message, at: span))
        return broken(span)
      }
    case .entity(let entity):
      guard let (uid, type) = checker.entity(entity, from: tree) else { return broken(span) }
      return constant(.entity(uid), .entity([type]), span)
    case .negate(let operand):
      return negation(of: operand, span)
    default:
      return broken(span)
    }
  }

  func constant(_ value: Value, _ type: ValueType, _ span: SourceSpan, isLiteral: Bool = true)
    -> Node
  {
    Node(
      .constant(value, type, isLiteral: isLiteral), number: number(span), span: span, path: nil)
  }

  /// A minus directly before a number belongs to it: −2^63 has no positive twin.
  private func negation(of operand: ExpressionSyntax, _ span: SourceSpan) -> Node {
    switch operand.form {
    case .integer(let digits):
      guard let value = Int64("-" + digits) else {
        checker.report(CheckProblem.integerOutOfRange("-" + digits, at: span))
        return broken(span)
      }
      return constant(.int(value), .int, span)
    default:
      let number = number(span)
      return Node(.negate(build(operand)), number: number, span: span, path: nil)
    }
  }

  /// `ip("10.0.0.1")`, an IP; `ip("10.0.0.0/8")`, an IPRange.
  func buildIP(_ arguments: [ExpressionSyntax], _ span: SourceSpan) -> Node {
    guard let (text, place) = literalArgument(arguments, of: "ip", span) else {
      return broken(span)
    }
    if text.utf8.contains(UInt8(ascii: "/")) {
      switch IPRange.parse(text) {
      case .success(let range): return constant(.ipRange(range), .ipRange, span)
      case .failure(let error):
        checker.report(CheckProblem.badIP(text, error.message, at: place))
        return broken(span)
      }
    }
    switch IPAddress.parse(text) {
    case .success(let address): return constant(.ip(address), .ip, span)
    case .failure(let error):
      checker.report(CheckProblem.badIP(text, error.message, at: place))
      return broken(span)
    }
  }

  /// The string literal that is the only argument of a function.
  private func literalArgument(
    _ arguments: [ExpressionSyntax], of function: String, _ span: SourceSpan
  ) -> (text: String, span: SourceSpan)? {
    guard arguments.count == 1 else {
      checker.report(
        CheckProblem.argumentCount(function, wanted: 1, found: arguments.count, at: span))
      return nil
    }
    switch arguments[0].form {
    case .string(let text): return (text, arguments[0].span)
    case .missing: return nil
    default:
      checker.report(CheckProblem.literalWanted(function, at: arguments[0].span))
      return nil
    }
  }

  /// `weekday(i, "zone")` and `timeOfDay(i, "zone")`.
  func buildZoned(
    _ function: String, _ arguments: [ExpressionSyntax], _ span: SourceSpan
  ) -> Node {
    let number = number(span)
    guard arguments.count == 2 else {
      checker.report(
        CheckProblem.argumentCount(function, wanted: 2, found: arguments.count, at: span))
      return Node(.broken, number: number, span: span, path: nil)
    }
    let instant = build(arguments[0])
    guard case .string(let zone) = arguments[1].form else {
      if case .missing = arguments[1].form {
      } else {
        checker.report(CheckProblem.literalWanted(function, at: arguments[1].span))
      }
      return Node(.broken, number: number, span: span, path: nil)
    }
    guard TimeZoneRules.zone(named: zone) != nil else {
      let near =
        TimeZoneRules.nameIgnoringCase(zone)
        ?? checker.suggestion(for: zone, among: TimeZoneRules.names)
      checker.report(CheckProblem.unknownTimeZone(zone, suggestion: near, at: arguments[1].span))
      return Node(.broken, number: number, span: span, path: nil)
    }
    let form: Node.Form =
      function == "weekday" ? .weekday(instant, zone: zone) : .timeOfDay(instant, zone: zone)
    return Node(form, number: number, span: span, path: nil)
  }

  /// Why a regex is refused, with the part of the literal at fault; `nil` if it is accepted.
  func checkRegex(_ source: String, at span: SourceSpan) -> Diagnostic? {
    switch RegexPattern.compile(source: source) {
    case .success:
      return nil
    case .failure(let refusal):
      let start = span.lower + 1
      let part = SourceSpan(
        file: span.file, lower: start + refusal.range.lowerBound,
        upper: start + refusal.range.upperBound)
      return CheckProblem.badRegex(refusal.message, help: refusal.help, at: part)
    }
  }
}
