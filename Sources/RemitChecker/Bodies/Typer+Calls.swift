import RemitModel
import RemitSource
import RemitSyntax

/// Calls of conditions, methods and properties, quantifiers.
extension Typer {
  func call(_ node: Node, _ index: Int, _ arguments: [Node]) -> Outcome {
    guard let summary = checker.conditions[index].summary else {
      for argument in arguments { type(argument, beside: nil) }
      return .unknown
    }
    for (slot, argument) in arguments.enumerated() {
      let wanted = summary.parameters[slot]
      guard let wanted, let found = type(argument, expecting: wanted).type else {
        if wanted == nil { type(argument, beside: nil) }
        continue
      }
      if !TypeRelations.fits(found, wanted) {
        report(
          argument,
          CheckProblem.wrongType(
            found: checker.describe(found), wanted: checker.describe(wanted), at: argument.span))
      } else if case .entity(let types) = found, summary.parametersRead.contains(slot),
        !isKnownToBeStored(argument, types)
      {
        if case .local(let own) = argument.form, own < parameterCount {
          parametersRead.insert(own)
        } else {
          mayFail(node, .missingEntity)
        }
      }
    }
    for code in summary.possibleErrors { mayFail(node, code) }
    return Outcome(
      type: summary.result, ifTrue: translate(summary.ifTrue, arguments),
      ifFalse: translate(summary.ifFalse, arguments))
  }

  /// What a condition proves of its parameters, said of what was passed for them.
  private func translate(_ facts: [ConditionSummary.Fact], _ arguments: [Node]) -> Learned {
    if facts.isEmpty { return .nothing }
    var learned = Learned()
    for fact in facts {
      guard var path = arguments[fact.slot].path else { continue }
      for step in fact.steps { path = paths.path(step, below: path) }
      if let types = fact.types {
        learned.types[path] = types
      } else {
        learned.present.insert(path)
      }
    }
    return learned
  }

  // MARK: Properties and methods

  /// `.count` and the like, on a type that has no attributes.
  func property(_ node: Node, _ base: Node, _ word: WordSyntax, of type: ValueType) -> Outcome {
    choose(.method, for: node, word.text)
    switch (type, word.text) {
    case (.set, "count"), (.string, "count"):
      return Outcome(type: .int)
    case (.set, "isEmpty"):
      return .bool
    case (.string, "asciiLowercased"):
      return Outcome(type: .string)
    case (.set, "contains"), (.set, "containsAll"), (.set, "containsAny"), (.string, "startsWith"),
      (.string, "endsWith"):
      report(node, CheckProblem.methodWithoutArgument(word))
    case (.map, _):
      let before = SourceSpan(
        file: word.span.file, lower: word.span.lower - 1, upper: word.span.lower)
      let dot = checker.files.text(of: before) == "." ? before : nil
      report(
        node, CheckProblem.mapReadByDot(word, checker.shortText(of: base.span), dot: dot))
    default:
      let near = checker.suggestion(for: word.text, among: Self.methodNames(of: type))
      report(
        node,
        CheckProblem.unknownMember(word, of: checker.describe(type), suggestion: near))
    }
    return .unknown
  }

  static func methodNames(of type: ValueType) -> [String] {
    switch type {
    case .set: ["contains", "containsAll", "containsAny", "count", "isEmpty"]
    case .string: ["startsWith", "endsWith", "count", "asciiLowercased"]
    case .bool, .int, .instant, .duration, .ip, .ipRange, .enumeration, .entity, .map, .record,
      .never:
      []
    }
  }

  func method(_ node: Node, _ base: Node, _ word: WordSyntax, _ arguments: [Node]) -> Outcome {
    guard let baseType = type(base).type else {
      for argument in arguments { type(argument, beside: nil) }
      return .unknown
    }
    let isMethod: Bool
    switch (baseType, word.text) {
    case (.set, "contains"), (.set, "containsAll"), (.set, "containsAny"), (.string, "startsWith"),
      (.string, "endsWith"):
      isMethod = true
    case (.set, "count"), (.set, "isEmpty"), (.string, "count"), (.string, "asciiLowercased"):
      report(node, CheckProblem.propertyWithParentheses(word))
      return .unknown
    default:
      isMethod = false
    }
    guard isMethod else {
      let near = checker.suggestion(for: word.text, among: Self.methodNames(of: baseType))
      report(
        node,
        CheckProblem.unknownMember(word, of: checker.describe(baseType), suggestion: near))
      return .unknown
    }
    guard arguments.count == 1 else {
      report(
        node,
        CheckProblem.argumentCount(word.text, wanted: 1, found: arguments.count, at: node.span))
      return .bool
    }
    guard case .set(let element) = baseType else {
      type(arguments[0], as: .string)
      return .bool
    }
    let wanted: ValueType = word.text == "contains" ? element : baseType
    let found = type(arguments[0], expecting: wanted == .never ? nil : wanted).type
    if let found, !TypeRelations.areComparable(found, wanted) {
      report(
        arguments[0],
        CheckProblem.wrongType(
          found: checker.describe(found), wanted: checker.describe(wanted), at: arguments[0].span))
    }
    return .bool
  }

  // MARK: Quantifiers

  func quantifier(_ node: Node) -> Outcome {
    let before = facts
    defer { facts = before }
    switch node.form {
    case .quantified(let quantifier, let slot, let source, let condition):
      enter(slot, source)
      let outcome = type(condition, as: .bool)
      switch quantifier {
      case .count: return Outcome(type: .int)
      case .some: return Outcome(type: .bool, ifTrue: outcome.ifTrue)
      case .every: return Outcome(type: .bool, ifFalse: outcome.ifFalse)
      }
    case .each(let slot, let source, let condition, let give):
      enter(slot, source)
      if let condition {
        let outcome = type(condition, as: .bool)
        if outcome.truth == false {
          if outcome.isTruthWeak, !isQuiet { wasSkippedWeakly[give.number] = true }
          return Outcome(type: .set(.never))
        }
        facts.learn(outcome.ifTrue)
      }
      return Outcome(type: type(give).type.map { .set($0) })
    default:
      return .unknown
    }
  }

  /// Types the source and puts the variable in scope. Where the source is no set, the variable is of
  /// unknown type, so that the condition is still looked at.
  private func enter(_ slot: Int, _ source: Node) {
    locals[slot] = nil
    guard let type = type(source).type else { return }
    guard case .set(let element) = type else {
      report(source, CheckProblem.notASet(checker.describe(type), at: source.span))
      return
    }
    locals[slot] = element == .never ? nil : element
  }
}
