import RemitModel

/// A decision as it is recorded: JSON, members always in the same order.
///
/// What there is none of is left out, but for `determining` and `errors`.
struct DecisionRecord {
  private typealias Member = RecordTree.Member

  let report: DecisionReport
  let instance: RecordInstance
  let level: RecordLevel

  private(set) var tree: RecordTree = .null
  /// Kinds of typed values in the input.
  private var typed: [(pointer: JSONPointer, kind: TypedKind)] = []
  private(set) var tooDeep: [JSONPointer] = []

  /// Makes the record without its head.
  ///
  /// - Parameter level: what it will be cut to; `metadata` has the input too as yet, for its digest.
  init(_ report: DecisionReport, instance: RecordInstance, level: RecordLevel) {
    self.report = report
    self.instance = instance
    self.level = level
    let input = input()
    let obligations = obligations()
    var members = Self.origin(
      report.context, instance: instance, nanoseconds: report.nanoseconds)
    members += asked()
    members += answered(obligations)
    members += made()
    members.append(Member("level", .string(level.rawValue)))
    if let input { members.append(Member("input", input)) }
    if !typed.isEmpty {
      members.append(
        Member(
          "typed",
          .object(typed.map { Member($0.pointer.description, .string($0.kind.rawValue)) })))
    }
    if level == .full {
      members.append(Member("explanation", .string(report.decision.explanation.description)))
    }
    tree = .object(members)
  }

  /// Where a question came from, and who answers.
  static func origin(
    _ context: RecordContext, instance: RecordInstance, nanoseconds: UInt64?
  ) -> [RecordTree.Member] {
    var members: [Member] = []
    if let nanoseconds {
      members.append(Member("duration_ns", .int(Int64(clamping: nanoseconds))))
    }
    members.append(
      Member(
        "instance",
        .object([
          Member("host", .string(instance.host)), Member("pid", .int(Int64(instance.process))),
          Member("release", .string(instance.release)),
        ])))
    let request = [
      ("id", context.requestID), ("trace_id", context.traceID), ("span_id", context.spanID),
      ("remote", context.remoteAddress),
    ].compactMap { name, text in text.map { Member(name, .string($0)) } }
    if !request.isEmpty { members.append(Member("request", .object(request))) }
    if let caller = context.caller { members.append(Member("caller", .string(caller))) }
    return members
  }

  private func asked() -> [RecordTree.Member] {
    let request = report.decision.origin.request
    var members = [
      Member("principal", ValueWriter.entity(request.principal.uid)),
      Member("roles", .strings(report.activeRoles)),
    ]
    if let roles = request.roles {
      members.append(Member("roles_sent", .strings(roles.map(\.string))))
    }
    members.append(Member("action", .string(request.action.string)))
    members.append(Member("resource", ValueWriter.entity(request.resource.uid)))
    return members
  }

  private func answered(_ obligations: RecordTree?) -> [RecordTree.Member] {
    let decision = report.decision
    var members = [
      Member("effect", .string(decision.effect.rawValue)),
      Member("cause", .string(decision.cause.rawValue)),
      Member("determining", .strings(decision.determining)),
    ]
    if decision.namesOneReason { members.append(Member("reasons", .string("one"))) }
    if let obligations { members.append(Member("obligations", obligations)) }
    members.append(Member("errors", .array(decision.errors.map(error))))
    if !decision.waivers.isEmpty { members.append(Member("waivers", .strings(decision.waivers))) }
    if let performed = report.performed {
      members.append(Member("performed", .array(performed.map(entry))))
    }
    return members
  }

  /// What the answer was made from.
  private func made() -> [RecordTree.Member] {
    let inputs = report.decision.inputs
    var members = [
      Member("policy", .string(inputs.policyDigest)), Member("data", .string(inputs.dataVersion)),
    ]
    // Without a ledger that could be asked there is no position.
    if report.decision.origin.ledger != nil {
      members.append(Member("ledger", .int(Int64(clamping: inputs.ledgerPosition))))
    }
    members.append(Member("now", .string(inputs.now.description)))
    members.append(Member("zones", .string(inputs.timeZoneDataVersion)))
    return members
  }

  private func error(_ error: DecisionError) -> RecordTree {
    var members = [Member("code", .string(error.code.rawValue))]
    if let name = error.name { members.append(Member("name", .string(name))) }
    // Messages and paths quote what was sent.
    if level >= .input {
      if let path = error.path, !path.isEmpty { members.append(Member("path", .string(path))) }
      members.append(Member("message", .string(error.message)))
    }
    return .object(members)
  }

  private func entry(_ entry: LedgerEntry) -> RecordTree {
    var members = [
      Member("entry", .int(Int64(clamping: entry.position))),
      Member("duty", .string(entry.duty.string)),
    ]
    // Of a request that was sent again with its key: the decision that recorded it.
    if entry.decision != report.stamp.id {
      members.append(Member("decision", .string(entry.decision.string)))
    }
    return .object(members)
  }

  private mutating func obligations() -> RecordTree? {
    let all = report.decision.obligations
    if all.isEmpty { return nil }
    return .array(
      all.enumerated().map { index, obligation in
        var members = [Member("name", .string(obligation.name))]
        if level >= .input {
          let place = JSONPointer(["obligations", String(index), "record"])
          var writer = ValueWriter(schema: report.decision.schema)
          members.append(Member("record", writer.record(obligation.record, at: place)))
          tooDeep += writer.tooDeep
        }
        members.append(Member("by", .strings(obligation.by)))
        return .object(members)
      })
  }

  /// What the caller sent besides names.
  private mutating func input() -> RecordTree? {
    let request = report.decision.origin.request
    var writer = ValueWriter(schema: report.decision.schema)
    let root = JSONPointer(["input"])
    var members: [Member] = []
    for (name, entity) in [("principal", request.principal), ("resource", request.resource)] {
      let place = root.appending(name)
      var parts: [Member] = []
      if !entity.attributes.isEmpty {
        parts.append(
          Member("attrs", writer.record(entity.attributes, at: place.appending("attrs"))))
      }
      if !entity.parents.isEmpty {
        parts.append(Member("parents", .array(entity.parents.map(ValueWriter.entity))))
      }
      if !parts.isEmpty { members.append(Member(name, .object(parts))) }
    }
    if !request.context.isEmpty {
      members.append(
        Member("context", writer.record(request.context, at: root.appending("context"))))
    }
    typed = writer.typed
    tooDeep += writer.tooDeep
    return members.isEmpty ? nil : .object(members)
  }
}

extension RecordLevel: Comparable {
  public static func < (left: RecordLevel, right: RecordLevel) -> Bool {
    left.rank < right.rank
  }

  private var rank: Int {
    switch self {
    case .none: 0
    case .metadata: 1
    case .input: 2
    case .full: 3
    }
  }
}
