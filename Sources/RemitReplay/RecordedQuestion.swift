package import RemitAudit
package import RemitModel

/// What a record says was asked, exactly as the engine was given it.
package struct RecordedQuestion: Sendable {
  package let request: Request
  package let now: Instant
  /// The ledger's position; `nil` where no ledger could be asked.
  package let ledgerPosition: UInt64?
  package let isPerforming: Bool

  /// Reads a decision's record.
  ///
  /// - Throws: why it cannot be decided again.
  package init(_ record: StoredRecord) throws(ReplayObstacle) {
    let tree = record.tree
    if tree["line_digest"] != nil { throw .noRequest }
    try Self.refuseWithheld(tree)
    guard let level = tree["level"]?.text.flatMap({ RecordLevel(rawValue: $0) }) else {
      throw .unreadable
    }
    if level < .input, tree["input_bytes"] != nil { throw .inputNotKept }
    guard let principal = tree["principal"]?.entityUID, let resource = tree["resource"]?.entityUID,
      let action = tree["action"]?.text, let now = tree["now"]?.text,
      case .success(let instant) = Instant.parse(now)
    else { throw .unreadable }
    let typed = try Self.typed(tree)
    self.now = instant
    request = Request(
      principal: try Self.entity(principal, "principal", tree, typed), action: Text(action),
      resource: try Self.entity(resource, "resource", tree, typed),
      context: try Self.values(["input", "context"], tree, typed),
      roles: tree["roles_sent"]?.elements.map { $0.compactMap { $0.text.map { Text($0) } } },
      now: instant)
    ledgerPosition = tree["ledger"]?.number.map { UInt64(clamping: $0) }
    isPerforming = tree["performed"] != nil
  }

  /// Parts without which nothing can be decided again.
  private static let needed = [
    "input", "typed", "principal", "resource", "action", "roles_sent", "performed",
  ]

  private static func refuseWithheld(_ tree: RecordTree) throws(ReplayObstacle) {
    func isNeeded(_ text: String) -> Bool {
      JSONPointer(text)?.tokens.first.map { needed.contains($0) } ?? false
    }
    func lists(_ name: String) -> Bool {
      guard let list = tree[name] else { return false }
      // A list that was itself too long may hold anything.
      return list.elements?.contains { isNeeded($0.text ?? "") } ?? true
    }
    if lists("masked") { throw .masked }
    if lists("erased") { throw .erased }
    if lists("pseudonyms") { throw .pseudonym }
    if let sealed = tree["sealed"] {
      if sealed.elements?.contains(where: { isNeeded($0["pointer"]?.text ?? "") }) ?? true {
        throw .sealed
      }
    }
    if lists("left_out") { throw .tooLong }
  }

  private static func typed(
    _ tree: RecordTree
  ) throws(ReplayObstacle) -> [JSONPointer: TypedKind] {
    var typed: [JSONPointer: TypedKind] = [:]
    for member in tree["typed"]?.members ?? [] {
      guard let pointer = JSONPointer(member.key),
        let kind = member.value.text.flatMap({ TypedKind(rawValue: $0) })
      else { throw .unreadable }
      typed[pointer] = kind
    }
    return typed
  }

  private static func entity(
    _ uid: EntityUID, _ name: String, _ tree: RecordTree, _ typed: [JSONPointer: TypedKind]
  ) throws(ReplayObstacle) -> RequestEntity {
    var parents: [EntityUID] = []
    for parent in tree[JSONPointer(["input", name, "parents"])]?.elements ?? [] {
      guard let uid = parent.entityUID else { throw .unreadable }
      parents.append(uid)
    }
    return RequestEntity(
      uid, attributes: try values(["input", name, "attrs"], tree, typed), parents: parents)
  }

  private static func values(
    _ path: [String], _ tree: RecordTree, _ typed: [JSONPointer: TypedKind]
  ) throws(ReplayObstacle) -> [Text: Value] {
    let pointer = JSONPointer(path)
    guard let part = tree[pointer] else { return [:] }
    guard let values = part.record(at: pointer, typed: typed) else { throw .unreadable }
    return values
  }
}

/// Why a decision cannot be made again.
package enum ReplayObstacle: String, Error, Hashable, Sendable, CaseIterable {
  case inputNotKept = "what was sent is not kept at its level"
  case masked = "a part of what was sent is masked"
  case erased = "a part of what was sent was taken out"
  case pseudonym = "who asked, or a part of what was sent, is a pseudonym"
  case sealed = "a part of what was sent is sealed"
  case tooLong = "a part of what was sent was too long to be kept"
  case noRequest = "what was sent was no request"
  case unreadable = "the record cannot be read"
  case ledgerMissing = "it depends on a ledger that is not at hand, or is older"
  case policyMissing = "the archive does not have its policy"
  case policyDamaged = "the archive's policy is not the one that decided"
  case policyRefused = "its policy, or the data under it, cannot be loaded any more"
}
