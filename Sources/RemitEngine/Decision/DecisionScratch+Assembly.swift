import RemitCompiler
import RemitModel

// From ids to the decision that users read.
extension DecisionScratch {
  /// The decision of a valid request, with the reasons that its cause asks for.
  mutating func assembled(_ cause: Decision.Cause, now: Instant, asked: Request) -> Decision {
    var ids = DeterminingIDs()
    switch cause {
    case .forbidden, .separated:
      append(denies: &ids)
    case .failed:
      append(denies: &ids)
      if ids.isEmpty {
        for failure in reasons.failures { append(failure.subject, to: &ids) }
      }
    case .permitted:
      for index in 0..<reasons.allows.count {
        ids.append(DeterminingID(.rule, reasons.allows[index]))
      }
      for index in 0..<reasons.roles.count { append(permissionIn: reasons.roles[index], to: &ids) }
    case .unmatched, .invalid: break
    }
    if ids.more == nil, reasons.isPlain(), !isObliged(by: cause) {
      return Decision(
        cause: cause, reasons: ids.placed, namesOneReason: namesOneReason,
        details: isToBeRecorded(cause) ? performDetails() : nil, source: source,
        origin: origin(asked), ledgerPosition: evaluator.ledger.position, now: now)
    }
    return decision(
      cause, ids, snapshot.hasObligations ? demanded(by: cause) : [], decisionErrors(), now: now,
      asked: asked)
  }

  mutating func decision(
    _ cause: Decision.Cause, _ ids: DeterminingIDs, _ obligations: [Obligation],
    _ errors: [DecisionError], now: Instant, asked: Request
  ) -> Decision {
    Decision(
      cause: cause, reasons: ids, namesOneReason: namesOneReason, obligations: obligations,
      errors: errors.sortedForDecision(), waivers: waivers(), source: source,
      origin: origin(asked), ledgerPosition: evaluator.ledger.position, now: now)
  }

  private mutating func origin(_ asked: Request) -> DecisionOrigin {
    DecisionOrigin(asked, ledger: evaluator.ledger.source, isPerforming: isPerforming)
  }

  /// What applies all the same, for another person or object, no waiver has lifted.
  private mutating func waivers() -> [String] {
    guard !reasons.waived.isEmpty else { return [] }
    let lifted = reasons.waived.subtracting(reasons.separations.array)
      .subtracting(reasons.unanswered.array)
    return lifted.map { Text(snapshot.policy.separations[Int($0)].name) }.sorted().map(\.string)
  }

  // MARK: What determined it

  private mutating func append(denies ids: inout DeterminingIDs) {
    for index in 0..<reasons.denies.count {
      ids.append(DeterminingID(.rule, reasons.denies[index]))
    }
    for index in 0..<reasons.separations.count {
      ids.append(DeterminingID(.separation, reasons.separations[index]))
    }
    for index in 0..<reasons.unanswered.count {
      ids.append(DeterminingID(.separation, reasons.unanswered[index]))
    }
  }

  /// What stands for a rule, permission or grant among the determining names.
  private mutating func append(_ subject: Consideration.Subject, to ids: inout DeterminingIDs) {
    switch subject {
    case .rule(let id): ids.append(DeterminingID(.rule, UInt32(id)))
    case .grant(let id): ids.append(DeterminingID(.grant, UInt32(id)))
    case .permission(let id):
      append(permissionIn: evaluator.view.permissions[id].role, to: &ids)
    }
  }

  /// The role, and each applying grant that authorizes it.
  private mutating func append(permissionIn role: UInt32, to ids: inout DeterminingIDs) {
    ids.append(DeterminingID(.role, role))
    for index in 0..<applyingGrants.count {
      let grant = applyingGrants[index]
      let closure = evaluator.view.roles.closure(of: evaluator.view.grants.grants[Int(grant)].role)
      if closure.contains(role) { ids.append(DeterminingID(.grant, grant)) }
    }
  }

  // MARK: Errors

  private mutating func decisionErrors() -> [DecisionError] {
    if !reasons.hasErrors() { return [] }
    var errors = reasons.failures.map { failure in
      DecisionError(
        code: failure.error.code, name: name(of: failure.subject),
        message: snapshot.graph.message(for: failure.error), site: failure.error.place)
    }
    for separation in reasons.unanswered.array {
      errors.append(
        DecisionError(
          code: .ledgerUnavailable, name: snapshot.policy.separations[Int(separation)].name,
          message: "the ledger cannot be asked who has performed what"))
    }
    for role in reasons.unauthorizedRoles.array {
      let name = snapshot.policy.roles[Int(role)].name
      errors.append(
        DecisionError(
          code: .roleNotAuthorized, name: name,
          message: "the request names the role `\(name)`, which the principal does not hold here"))
    }
    return errors
  }

  private mutating func name(of subject: Consideration.Subject) -> String {
    switch subject {
    case .rule(let id): snapshot.policy.rules[id].name
    case .grant(let id): snapshot.grant(id).name
    case .permission(let id):
      snapshot.policy.roles[Int(snapshot.graph.permissions[id].role)].name
    }
  }

  // MARK: Obligations

  private struct Demand: Hashable {
    let name: Text
    let record: [Text: Value]
  }

  private mutating func demanded(by cause: Decision.Cause) -> [Obligation] {
    var demanded: [Obligation] = []
    if isObliged(by: cause) {
      demanded = obligations(
        of: cause == .permitted ? reasons.allows.array : reasons.denies.array)
    }
    if isToBeRecorded(cause) {
      let perform = performDetails().obligations
      if demanded.isEmpty { return perform }
      demanded += perform
    }
    return demanded.count > 1 ? demanded.sorted(by: Self.isOrdered) : demanded
  }

  /// Whether somebody has to be told to record what the request performs.
  private mutating func isToBeRecorded(_ cause: Decision.Cause) -> Bool {
    cause == .permitted && !isPerforming && !performing.isEmpty
  }

  private mutating func performDetails() -> DecisionDetails {
    performObligations.details(for: performing, by: evaluator.facts.action, snapshot)
  }

  /// Whether a rule that determined the decision has an obligation.
  private mutating func isObliged(by cause: Decision.Cause) -> Bool {
    guard snapshot.hasObligations else { return false }
    switch cause {
    case .forbidden, .separated, .failed: return Self.oblige(reasons.denies, evaluator.view)
    case .permitted: return Self.oblige(reasons.allows, evaluator.view)
    case .unmatched, .invalid: return false
    }
  }

  private static func oblige(_ rules: borrowing Stack<UInt32>, _ view: SnapshotView) -> Bool {
    for index in 0..<rules.count
    where view.rules[Int(rules[index])].obligationCount > 0 { return true }
    return false
  }

  /// What the rules demand, each demand once with all the rules behind it.
  private mutating func obligations(of rules: [UInt32]) -> [Obligation] {
    var demands: [Demand: Set<Text>] = [:]
    for rule in rules {
      let compiled = evaluator.view.rules[Int(rule)]
      let first = Int(compiled.firstObligation)
      for number in first..<first + Int(compiled.obligationCount) {
        let obligation = snapshot.graph.obligations[number]
        let record = record(of: obligation, frameSize: compiled.program.frameSize)
        demands[Demand(name: Text(obligation.name), record: record), default: []]
          .insert(Text(snapshot.policy.rules[Int(rule)].name))
      }
    }
    return demands.map { demand, names in
      Obligation(
        name: demand.name.string, record: demand.record, by: names.sorted().map(\.string))
    }
  }

  /// The checker has proved that no field errs; one that does all the same is left out.
  private mutating func record(
    of obligation: GraphObligation, frameSize: UInt32
  ) -> [Text: Value] {
    var record: [Text: Value] = [:]
    for offset in 0..<Int(obligation.count) {
      let slot = evaluator.value(
        at: Int(obligation.firstOperand) + offset, frameSize: frameSize)
      let key = evaluator.view.keys[Int(obligation.firstKey) + offset]
      guard let value = evaluator.pool.value(slot, in: snapshot.policy.schema) else { continue }
      record[evaluator.pool.text(key)] = value
    }
    return record
  }

  private static func isOrdered(_ a: Obligation, _ b: Obligation) -> Bool {
    if a.name != b.name { return Text(a.name) < Text(b.name) }
    return Value.isOrdered(.record(a.record), .record(b.record))
  }
}

extension [DecisionError] {
  /// By name, path, code and site; of several that differ in their message only (elements of one
  /// set, say), one.
  func sortedForDecision() -> [DecisionError] {
    guard count > 1 else { return self }
    var out: [DecisionError] = []
    let ordered = sorted { a, b in
      let x = (Text(a.name ?? ""), Text(a.path ?? ""), a.code.rawValue, a.sitePlace)
      let y = (Text(b.name ?? ""), Text(b.path ?? ""), b.code.rawValue, b.sitePlace)
      return x != y ? x < y : Text(a.message) < Text(b.message)
    }
    for error in ordered {
      if let last = out.last, last.name == error.name, last.path == error.path,
        last.code == error.code, last.site == error.site
      {
        continue
      }
      out.append(error)
    }
    return out
  }
}

extension DecisionError {
  fileprivate var sitePlace: Int { site.map { Int($0.number) } ?? -1 }
}
