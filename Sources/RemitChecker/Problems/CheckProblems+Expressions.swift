import RemitModel
import RemitSource
import RemitSyntax

/// Problems of literals, names in expressions, calls, and bounds.
extension CheckProblem {
  static let expressionKinds: [DiagnosticKind] = [
    integerOutOfRangeKind, badInstantKind, badDurationKind, badIPKind, badPathTemplateKind,
    badRegexKind, unknownTimeZoneKind, literalWantedKind, argumentCountKind,
    conditionWithoutArgumentsKind, needlessParenthesesKind, notCallableKind,
    functionWithoutCallKind, methodWithoutArgumentKind, propertyWithParenthesesKind,
    variableNotVisibleKind, typeAsValueKind, mapKeyNotLiteralKind, repeatedKeyKind,
    notConstantKind, constantOverflowKind, performedMisplacedKind, quantifiersTooDeepKind,
    tooManyStepsKind, evaluationTooDeepKind, tooManyCombinationsKind,
  ]

  // MARK: Literals

  static let integerOutOfRangeKind = DiagnosticKind(
    3020, title: "number out of range",
    explanation: """
      Whole numbers lie between −9223372036854775808 and 9223372036854775807. The smallest is \
      written with the minus directly before the digits.
      """,
    example: "let big = 9223372036854775808\n")

  static func integerOutOfRange(_ digits: String, at span: SourceSpan) -> Diagnostic {
    let shown = digits.count <= 40 ? digits : String(digits.prefix(37)) + "…"
    return Diagnostic(
      integerOutOfRangeKind, "`\(shown)` is outside the range of whole numbers", at: span)
  }

  static let badInstantKind = DiagnosticKind(
    3021, title: "no such instant",
    explanation:
      "The text has the form of an instant, but names a day or time that does not exist.",
    example: "let day = 2026-02-30T09:00:00Z\n")

  static func badInstant(_ text: String, _ reason: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(badInstantKind, "`\(text)` is no instant: \(reason)", at: span)
  }

  static let badDurationKind = DiagnosticKind(
    3022, title: "no such duration",
    explanation: "A duration is counted in milliseconds, in 64 bits.",
    example: "let long = 9223372036854775807w\n")

  static func badDuration(_ text: String, _ reason: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(badDurationKind, "`\(text)` is no duration: \(reason)", at: span)
  }

  static let badIPKind = DiagnosticKind(
    3023, title: "no such address",
    explanation: "`ip(\"…\")` takes an IPv4 or IPv6 address, or a range whose host bits are zero.",
    example: "let net = ip(\"10.0.0.1/8\")\n")

  static func badIP(_ text: String, _ reason: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(badIPKind, "\(quoted(text)) is not accepted: \(reason)", at: span)
  }

  static let badPathTemplateKind = DiagnosticKind(
    3024, title: "no such path template",
    explanation: """
      A template begins with `/`; `{*}` stands for one segment, `{**}` at the end for any number.
      """,
    example: "condition orders(p: String) = p matches path(\"orders/{*}\")\n")

  static func badPathTemplate(_ reason: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(badPathTemplateKind, reason, at: span)
  }

  static let badRegexKind = DiagnosticKind(
    3025, title: "regex refused",
    explanation: """
      Regexes are a regular subset, matched against the whole string, and none may take time that \
      grows without bound: nested repetitions that can read one text in many ways are refused.
      """,
    example: "condition slow(s: String) = s matches /(a+)+b/\n")

  static func badRegex(_ reason: String, help: String?, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      badRegexKind, reason, at: span, notes: help.map { [DiagnosticNote($0)] } ?? [])
  }

  static let unknownTimeZoneKind = DiagnosticKind(
    3026, title: "unknown time zone",
    explanation: "Time zones are those of the IANA data in the library, spelled as they are there.",
    example: "condition weekend = weekday(now, \"Europe/Lodnon\") in [saturday, sunday]\n")

  static func unknownTimeZone(
    _ zone: String, suggestion: String?, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      unknownTimeZoneKind, "there is no time zone \(quoted(zone))", at: span,
      notes: didYouMean(suggestion), fixes: replacing(span, by: suggestion.map(quoted)))
  }

  static let literalWantedKind = DiagnosticKind(
    3027, title: "literal wanted",
    explanation:
      "Addresses and time zones are written as string literals, so that they are checked.",
    example: "condition monday-in(zone: String) = weekday(now, zone) == monday\n")

  static func literalWanted(_ function: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(literalWantedKind, "`\(function)` takes a string literal here", at: span)
  }

  // MARK: Calls

  static let argumentCountKind = DiagnosticKind(
    3030, title: "wrong number of arguments",
    explanation: "A condition, function or method is called with as many arguments as it has.",
    example: "condition small(x: Int) = x < 9\ncondition both = small(1, 2)\n")

  static func argumentCount(
    _ name: String, wanted: Int, found: Int, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      argumentCountKind,
      "`\(name)` takes \(wanted) argument\(wanted == 1 ? "" : "s"), and \(found) are given",
      at: span)
  }

  static let conditionWithoutArgumentsKind = DiagnosticKind(
    3031, title: "condition without its arguments",
    explanation: "A condition with parameters is called with arguments in parentheses.",
    example: "condition small(x: Int) = x < 9\ncondition tiny = small\n")

  static func conditionWithoutArguments(_ word: WordSyntax, wanted: Int) -> Diagnostic {
    Diagnostic(
      conditionWithoutArgumentsKind,
      "the condition `\(word.text)` takes \(wanted) argument\(wanted == 1 ? "" : "s")",
      at: word.span, notes: [DiagnosticNote("call it: `\(word.text)(…)`")])
  }

  static let needlessParenthesesKind = DiagnosticKind(
    3032, title: "parentheses without arguments",
    explanation: "A condition without parameters is used by its name alone.",
    example: "condition late = timeOfDay(now, \"UTC\") > 22h\ncondition quiet = late()\n")

  static func needlessParentheses(_ word: WordSyntax, call: SourceSpan) -> Diagnostic {
    Diagnostic(
      needlessParenthesesKind, "the condition `\(word.text)` has no parameters", at: call,
      notes: [DiagnosticNote("write `\(word.text)`")], fixes: replacing(call, by: word.text))
  }

  static let notCallableKind = DiagnosticKind(
    3033, title: "not a condition",
    explanation: "Only conditions and the functions `ip id weekday timeOfDay` are called.",
    example: "let limit-a = 3\ncondition a = limit-a(1)\n")

  static func notCallable(_ word: WordSyntax, what: String) -> Diagnostic {
    Diagnostic(notCallableKind, "`\(word.text)` is a \(what) and takes no arguments", at: word.span)
  }

  static let functionWithoutCallKind = DiagnosticKind(
    3034, title: "built-in name without a call",
    explanation: """
      `ip`, `id`, `weekday` and `timeOfDay` are functions; `object` has a meaning in the `version` \
      and `known as` of a duty only; `path` stands behind `matches`.
      """,
    example: "let a = weekday\n")

  static func functionWithoutCall(_ word: WordSyntax) -> Diagnostic {
    Diagnostic(
      functionWithoutCallKind,
      word.text == "object"
        ? "`object` has a meaning in the `version` and `known as` of a duty only"
        : "`\(word.text)` is a function of the language", at: word.span,
      notes: word.text == "object" ? [] : [DiagnosticNote("call it: `\(word.text)(…)`")])
  }

  static let methodWithoutArgumentKind = DiagnosticKind(
    3035, title: "method without an argument",
    explanation:
      "`.contains`, `.containsAll`, `.containsAny`, `.startsWith`, `.endsWith` take one.",
    example: "condition a(s: String) = s.startsWith\n")

  static func methodWithoutArgument(_ word: WordSyntax) -> Diagnostic {
    Diagnostic(
      methodWithoutArgumentKind, "`.\(word.text)` takes an argument", at: word.span,
      notes: [DiagnosticNote("write `.\(word.text)(…)`")])
  }

  static let propertyWithParenthesesKind = DiagnosticKind(
    3036, title: "property with parentheses",
    explanation: "`.count`, `.isEmpty` and `.asciiLowercased` are written without parentheses.",
    example: "condition a(s: Set<Int>) = s.isEmpty()\n")

  static func propertyWithParentheses(_ word: WordSyntax) -> Diagnostic {
    Diagnostic(
      propertyWithParenthesesKind, "`.\(word.text)` is written without parentheses", at: word.span)
  }

  static let variableNotVisibleKind = DiagnosticKind(
    3037, title: "variable out of reach",
    explanation: """
      A condition sees its parameters, `now` and constants; a let sees constants only; `version` \
      and `known as` of a duty see `object`; `by` of a separation sees `principal`.
      """,
    example: documents("condition mine = resource has owner and resource.owner == principal"))

  static func variableNotVisible(
    _ word: WordSyntax, _ setting: NodeBuilder.Setting
  ) -> Diagnostic {
    let (place, help): (String, [DiagnosticNote]) =
      switch setting {
      case .request, .duty: ("here", [])
      case .identity: ("here; `by` of a separation sees `principal` only", [])
      case .condition:
        ("in a condition", [DiagnosticNote("make it a parameter: `(\(word.text)-in: …)`")])
      case .constant: ("in a constant", [])
      case .dutyObject: ("here; this part of a duty sees `object` only", [])
      }
    return Diagnostic(
      variableNotVisibleKind, "there is no `\(word.text)` \(place)", at: word.span, notes: help)
  }

  static let typeAsValueKind = DiagnosticKind(
    3038, title: "type in place of a value",
    explanation: "Behind the name of an enum and a dot stands a case. Other types have no values.",
    example: "entity User\nlet ada = User.ada\n")

  static func typeAsValue(_ word: WordSyntax, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      typeAsValueKind, "the type before `.\(word.text)` is no enum", at: span,
      notes: [DiagnosticNote("an entity is written `User::\"ada\"`")])
  }

  static let mapKeyNotLiteralKind = DiagnosticKind(
    3039, title: "map key is no literal",
    explanation: "The key of a map is a string literal, so that a guard can speak of it.",
    example: documents(
      "condition env(d: Doc, key: String) = d.tags has \"env\" and d.tags[key] == \"x\""))

  static func mapKeyNotLiteral(at span: SourceSpan) -> Diagnostic {
    Diagnostic(mapKeyNotLiteralKind, "the key of a map is a string literal", at: span)
  }

  static let repeatedKeyKind = DiagnosticKind(
    3040, title: "repeated key",
    explanation: "A record or map has each key once.",
    example: "let both = { a: 1, a: 2 }\n")

  static func repeatedKey(_ key: RecordKeySyntax, first: SourceSpan) -> Diagnostic {
    Diagnostic(
      repeatedKeyKind, "the key `\(key.text)` is there already", at: key.span,
      notes: [DiagnosticNote("the first is here", at: first)])
  }

  static let notConstantKind = DiagnosticKind(
    3041, title: "not a constant",
    explanation: """
      A let, and what a test gives, is built from literals, lets and arithmetic. Use `condition` \
      for what depends on a request.
      """,
    example: "let soon = not true\n")

  static func notConstant(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      notConstantKind, "a constant is built from literals, lets and `+ - *`", at: span)
  }

  static let constantOverflowKind = DiagnosticKind(
    3042, title: "constant out of range",
    explanation: "The result of the arithmetic does not fit into 64 bits.",
    example: "let big = 9223372036854775807 + 1\n")

  static func constantOverflow(at span: SourceSpan) -> Diagnostic {
    Diagnostic(constantOverflowKind, "the result is outside the range of its type", at: span)
  }

  static let performedMisplacedKind = DiagnosticKind(
    3043, title: "performed out of place",
    explanation: """
      `performed` asks the ledger, so it stands in rules, permissions and grants. Conditions are \
      pure: give the set to one as a parameter.
      """,
    example: documents(
      "condition reviewed(d: Doc) = not performed(read, d).isEmpty"))

  static func performedMisplaced(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      performedMisplacedKind, "`performed` has a meaning in rules, permissions and grants only",
      at: span)
  }

  // MARK: Bounds

  static let quantifiersTooDeepKind = DiagnosticKind(
    3050, title: "quantifiers too deep",
    explanation: """
      `some`, `every`, `count` and `each` stand inside each other at most two deep, those of the \
      conditions called included.
      """,
    example: """
      condition deep(a: Set<Int>) =
          some x in a where some y in [1, 2] where some z in [1, 2] where x + y == z
      """)

  static func quantifiersTooDeep(_ depth: Int, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      quantifiersTooDeepKind,
      "quantifiers stand \(depth) deep inside each other here, and "
        + "\(CheckLimits.quantifierDepthMax) are allowed", at: span)
  }

  static let tooManyStepsKind = DiagnosticKind(
    3051, title: "too many steps",
    explanation: """
      Evaluation takes a million steps at most: elements that quantifiers visit and conditions that \
      are called. A set that is not written out counts as 1,000 elements.
      """,
    example: """
      condition pairs(a: Set<Int>) =
          (some x in a where some y in a where x + y == 1)
          and (some x in a where some y in a where x + y == 2)
      """)

  static func tooManySteps(_ steps: Int, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      tooManyStepsKind,
      "this may take \(steps == Int.max ? "countless" : String(steps)) steps, and "
        + "\(CheckLimits.stepsMax) are allowed", at: span,
      notes: [DiagnosticNote("a set that is not written out counts as 1,000 elements")])
  }

  static let evaluationTooDeepKind = DiagnosticKind(
    3052, title: "calls too deep",
    explanation: """
      Expressions and the conditions they call, and those these call, are at most 512 levels deep.
      """,
    example: "")

  static func evaluationTooDeep(_ depth: Int, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      evaluationTooDeepKind,
      "with the conditions it calls this is \(depth) levels deep, and "
        + "\(CheckLimits.evaluationDepthMax) are allowed", at: span)
  }

  static let tooManyCombinationsKind = DiagnosticKind(
    3053, title: "too many combinations",
    explanation: """
      A declaration is checked for each combination of types that it meets: 100,000 at most. Split \
      it by action or by type.
      """,
    example: "")

  static func tooManyCombinations(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      tooManyCombinationsKind,
      "this meets more than \(CheckLimits.combinationsMax) combinations of types", at: span)
  }
}
