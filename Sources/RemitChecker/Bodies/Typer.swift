import RemitModel
import RemitSource
import RemitSyntax

/// The types that the variables of a body have in one combination.
struct Situation: Hashable {
  /// `nil` where the body does not mention it.
  var principal: EntityTypeID?
  var resource: EntityTypeID?
  /// An index into `Checker.contexts`.
  var context: Int?
}

/// Types the nodes of one body, once for each combination, and remembers what they came to.
///
/// What a node means — which enum case, a record or a map — must be the same in all combinations,
/// because one tree is emitted for all.
final class Typer {
  let checker: Checker
  var paths: PathTable
  let nodeCount: Int

  // For the combination at hand
  var situation = Situation()
  var locals: [ValueType?]
  var facts = Facts()
  /// The type of `object`, in a duty.
  var objectType: ValueType?
  /// Whether optional attributes may be read without a guard: in `by`, `known as`, `version`.
  var readsUnguarded = false
  /// Parameters whose required attributes the caller decides about.
  var parameterCount = 0
  /// Whether the type that a bare enum case would take is unknown because of a problem elsewhere.
  var isExpectationUnknown = false
  /// Whether diagnostics and choices are to be forgotten.
  var isQuiet = false
  /// Whether something was wrong while quiet.
  var hadQuietProblem = false

  // Over all combinations
  var visits: [Int32]
  /// Bit 0: has been true, bit 1: has been false, bit 2: depends on the request.
  var truths: [UInt8]
  /// Not looked at in some combination because of a comparison of unrelated types.
  var wasSkippedWeakly: [Bool]
  /// For `has`: whether the attribute was declared at least once.
  var wasDeclared: Set<Int> = []
  /// For `has` on what the type at hand lacks: a mistake if no combination has it.
  var undeclaredHas: [Int: Diagnostic] = [:]
  let unknownNames: [Int: Diagnostic]
  var choices: [Int: Choice] = [:]
  var problems: [Int: Problem] = [:]
  var possibleErrors: Set<PossibleError> = []
  /// Parameters of a condition whose required attributes it reads without knowing that they are
  /// stored.
  var parametersRead: Set<Int> = []

  /// What a node was taken for.
  enum Choice: Hashable {
    case enumCase(EnumCase)
    case record
    case map
    case attribute
    case method
  }

  struct Problem {
    let diagnostic: Diagnostic
    let situation: Situation
    var count: Int32
  }

  struct PossibleError: Hashable {
    let node: Int
    let code: RuntimeErrorCode
  }

  init(_ builder: NodeBuilder) {
    checker = builder.checker
    paths = builder.paths
    nodeCount = builder.nodeCount
    unknownNames = builder.unknownNames
    locals = Array(repeating: nil, count: builder.frameSize)
    visits = Array(repeating: 0, count: builder.nodeCount)
    truths = Array(repeating: 0, count: builder.nodeCount)
    wasSkippedWeakly = Array(repeating: false, count: builder.nodeCount)
  }

  // MARK: Reporting

  /// One problem a node: what is wrong with it in the first combination stands for all.
  func report(_ node: Node, _ diagnostic: @autoclosure () -> Diagnostic) {
    if isQuiet {
      hadQuietProblem = true
      return
    }
    if problems[node.number] != nil {
      problems[node.number]?.count += 1
    } else {
      problems[node.number] = Problem(diagnostic: diagnostic(), situation: situation, count: 1)
    }
  }

  func mayFail(_ node: Node, _ code: RuntimeErrorCode) {
    possibleErrors.insert(PossibleError(node: node.number, code: code))
  }

  /// Remembers what a node means; a second meaning is a problem.
  func choose(_ choice: Choice, for node: Node, _ word: String) {
    if isQuiet { return }
    guard let first = choices.updateValue(choice, forKey: node.number), first != choice else {
      return
    }
    choices[node.number] = first
    report(node, CheckProblem.differentMeanings(word, at: node.span))
  }

  func fitsOrUnknown(_ type: ValueType?, _ wanted: ValueType) -> Bool {
    type.map { TypeRelations.fits($0, wanted) } ?? true
  }

  /// Types an operand that must be of one type.
  @discardableResult
  func type(_ node: Node, as wanted: ValueType) -> Outcome {
    let outcome = type(node, expecting: wanted)
    if let type = outcome.type, !TypeRelations.fits(type, wanted) {
      report(
        node,
        CheckProblem.wrongType(
          found: checker.describe(type), wanted: checker.describe(wanted), at: node.span))
      return .unknown
    }
    return outcome
  }

  /// Types an operand that must be an entity, whatever its type.
  func requireEntity(_ node: Node) {
    guard let type = type(node).type, !type.isEntity else { return }
    report(
      node,
      CheckProblem.wrongType(found: checker.describe(type), wanted: "an entity", at: node.span))
  }

  /// Types what stands beside something of the type given; where that is not known, bare enum cases
  /// are let pass.
  @discardableResult
  func type(_ node: Node, beside other: ValueType?) -> Outcome {
    let before = isExpectationUnknown
    isExpectationUnknown = other == nil
    defer { isExpectationUnknown = before }
    return type(node, expecting: other)
  }

  // MARK: Typing

  /// Types a node with what is known here. `expected` settles what bare enum cases and records
  /// mean; whether the type fits is for the caller to see.
  @discardableResult
  func type(_ node: Node, expecting expected: ValueType? = nil) -> Outcome {
    let outcome = outcome(of: node, expecting: expected)
    if !isQuiet {
      visits[node.number] += 1
      switch outcome.truth {
      case true?: truths[node.number] |= 1
      case false?: truths[node.number] |= 2
      case nil: truths[node.number] |= 4
      }
    }
    return outcome
  }

  private func outcome(of node: Node, expecting expected: ValueType?) -> Outcome {
    switch node.form {
    case .broken:
      return .unknown
    case .constant(let value, let type, let isLiteral):
      guard isLiteral, case .bool(let flag) = value else { return Outcome(type: type) }
      return Outcome(type: type, truth: flag)
    case .variable, .object, .local:
      return Outcome(type: variable(node))
    case .bareCase(let word):
      return bareCase(node, word, expecting: expected)
    case .set(let elements):
      return set(node, elements, expecting: expected)
    case .record(let entries):
      return record(node, entries, expecting: expected)
    case .attribute(let base, let word):
      return attribute(node, base, word)
    case .mapValue(let base, let key):
      return mapValue(node, base, key)
    case .call(let condition, let arguments):
      return call(node, condition, arguments)
    case .method(let base, let word, let arguments):
      return method(node, base, word, arguments)
    case .id(let operand):
      requireEntity(operand)
      return Outcome(type: .string)
    case .weekday(let instant, _):
      type(instant, as: .instant)
      return Outcome(type: .enumeration(Checker.weekdayType))
    case .timeOfDay(let instant, _):
      type(instant, as: .instant)
      return Outcome(type: .duration)
    case .not, .and, .or, .conditional:
      return connective(node, expecting: expected)
    case .negate(let operand):
      return negation(node, operand)
    case .binary(let symbol, let left, let right, let span):
      return binary(node, symbol, left, right, span)
    case .has, .hasKey, .isType, .like, .matchesRegex, .matchesPath:
      return test(node)
    case .quantified, .each:
      return quantifier(node)
    case .performed(let duty, let object):
      return performed(node, duty, object)
    }
  }

  private func variable(_ node: Node) -> ValueType? {
    switch node.form {
    case .variable(.principal): return situation.principal.map { .entity([$0]) }
    case .variable(.resource): return situation.resource.map { .entity([$0]) }
    case .variable(.context): return situation.context.map { .record(checker.contexts[$0]) }
    case .variable(.now): return .instant
    case .object: return objectType
    case .local(let slot): return narrowed(locals[slot], at: node.path)
    default: return nil
    }
  }

  func narrowed(_ type: ValueType?, at path: PathID?) -> ValueType? {
    guard case .entity(let types)? = type else { return type }
    return .entity(facts.narrowed(types, at: path))
  }

  private func bareCase(_ node: Node, _ word: WordSyntax, expecting expected: ValueType?) -> Outcome
  {
    if case .enumeration(let type)? = expected {
      guard let value = checker.enumCase(word.text, of: type) else {
        report(node, checker.unknownCase(word, of: type))
        return .unknown
      }
      checker.enums[type.int].isUsed = true
      choose(.enumCase(value), for: node, word.text)
      return Outcome(type: expected)
    }
    if let unknown = unknownNames[node.number] {
      report(node, unknown)
      return .unknown
    }
    if expected == nil, isExpectationUnknown { return .unknown }
    let enums = checker.casesByName[word.text] ?? []
    guard expected == nil || expected == .never else {
      report(
        node,
        CheckProblem.caseMisplaced(
          word, of: enums.map { checker.enums[$0.int].syntax.name.text },
          wanted: expected.map(checker.describe) ?? ""))
      return .unknown
    }
    guard enums.count == 1, let value = checker.enumCase(word.text, of: enums[0]) else {
      report(
        node,
        CheckProblem.caseOfSeveralEnums(
          word, enums.map { checker.enums[$0.int].syntax.name.text }))
      return .unknown
    }
    checker.enums[enums[0].int].isUsed = true
    choose(.enumCase(value), for: node, word.text)
    return Outcome(type: .enumeration(enums[0]))
  }

  private func set(_ node: Node, _ elements: [Node], expecting expected: ValueType?) -> Outcome {
    var wanted: ValueType?
    if case .set(let element)? = expected { wanted = element }
    var joined: ValueType? = .never
    var isKnown = true
    for element in elements.inTypingOrder {
      let hint = wanted ?? (joined == .never ? nil : joined)
      guard let type = type(element, expecting: hint).type else {
        isKnown = false
        continue
      }
      guard let soFar = joined else { continue }
      joined = TypeRelations.join(soFar, type)
      // Only some records may have an attribute that is known to be optional.
      if joined == nil, let wanted, TypeRelations.fits(soFar, wanted),
        TypeRelations.fits(type, wanted)
      {
        joined = wanted
      }
      if joined == nil {
        report(
          element,
          CheckProblem.mixedSet(
            checker.describe(soFar), checker.describe(type), at: element.span))
      }
    }
    guard isKnown, let joined else { return .unknown }
    return Outcome(type: .set(joined))
  }

  private func record(
    _ node: Node, _ entries: [Node.RecordEntry], expecting expected: ValueType?
  ) -> Outcome {
    if case .map(let element)? = expected {
      choose(.map, for: node, "{ … }")
      return map(entries, expecting: element)
    }
    var shape: RecordType?
    if case .record(let record)? = expected { shape = record }
    let isRecord = shape != nil || entries.allSatisfy { $0.key.isAttributeName }
    guard isRecord else {
      choose(.map, for: node, "{ … }")
      return map(entries, expecting: nil)
    }
    choose(.record, for: node, "{ … }")
    var attributes: [Attribute] = []
    var isKnown = true
    for entry in entries {
      let wanted = shape?.attribute(named: entry.key.text)
      guard let type = type(entry.value, expecting: wanted?.type).type else {
        isKnown = false
        continue
      }
      attributes.append(
        Attribute(
          name: entry.key.text, wire: wanted?.wire ?? Text(entry.key.text), type: type,
          isOptional: false, isFromRequest: false))
    }
    return isKnown ? Outcome(type: .record(RecordType(attributes))) : .unknown
  }

  private func map(_ entries: [Node.RecordEntry], expecting element: ValueType?) -> Outcome {
    var joined: ValueType? = .never
    var isKnown = true
    for entry in entries {
      guard let type = type(entry.value, expecting: element).type else {
        isKnown = false
        continue
      }
      guard let soFar = joined else { continue }
      joined = TypeRelations.join(soFar, type)
      if joined == nil {
        report(
          entry.value,
          CheckProblem.mixedMap(
            checker.describe(soFar), checker.describe(type), at: entry.value.span))
      }
    }
    guard isKnown, let joined else { return .unknown }
    return Outcome(type: .map(joined))
  }
}

extension [Node] {
  /// Those whose type is plain first: they say what bare enum cases and records among them mean.
  var inTypingOrder: [Node] {
    guard contains(where: \.needsExpectation) else { return self }
    return filter { !$0.needsExpectation } + filter(\.needsExpectation)
  }
}

extension ValueType {
  var isEntity: Bool {
    if case .entity = self { return true }
    return false
  }
}

extension RecordKeySyntax {
  /// Whether the key could be written as a word, and so can name an attribute.
  var isAttributeName: Bool {
    if !isQuoted { return true }
    var last: UInt8 = 0
    for (index, byte) in text.utf8.enumerated() {
      let isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
      let isDigit = byte >= 0x30 && byte <= 0x39
      switch byte {
      case UInt8(ascii: "-"):
        if index == 0 || last == byte { return false }
      default:
        guard isLetter || byte == 0x5f || isDigit && index > 0 && last != UInt8(ascii: "-") else {
          return false
        }
      }
      last = byte
    }
    return !text.isEmpty && last != UInt8(ascii: "-")
  }
}
