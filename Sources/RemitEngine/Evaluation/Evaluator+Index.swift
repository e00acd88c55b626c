import RemitCompiler

// What the candidate index asks of a request.
extension Evaluator {
  enum SwitchValue {
    case value(Slot)
    /// The path fails; these rules have no guard at the step that does.
    case failed(unguarded: UInt32)
  }

  /// The value that a switch decides by.
  mutating func value(at choice: Switch) -> SwitchValue {
    var slot: Slot
    var step = 0
    switch choice.root {
    case .principal: slot = .entity(facts.principal)
    case .resource: slot = .entity(facts.resource)
    case .context:
      slot = contextAttribute(view.index.paths[Int(choice.first)])
      if slot.kind == .absent { return .failed(unguarded: choice.firstUnguarded) }
      step = 1
    }
    while step < Int(choice.count) {
      slot = attribute(view.index.paths[Int(choice.first) + step], of: slot)
      if slot.kind == .absent {
        return .failed(unguarded: choice.firstUnguarded + UInt32(step))
      }
      step += 1
    }
    return .value(slot)
  }

  /// An entity and everything that it lies in, stored or sent, each once.
  mutating func ancestorsAndSelf(of entity: UInt32) -> [UInt32] {
    var all = [entity]
    if entity < view.pool.entityCount { all += view.entities.ancestors(of: entity) }
    guard facts.sendsParents else { return all }
    for sent in facts.sent where lies(entity, in: sent.entity) { all += sent.ancestors }
    return Set(all).sorted()
  }

  /// What is stored above an entity, ascending; all that is above it where the request sends no
  /// parents.
  @inline(__always)
  mutating func storedAncestors(of entity: UInt32) -> UnsafeBufferPointer<UInt32> {
    entity < view.pool.entityCount
      ? view.entities.ancestors(of: entity) : UnsafeBufferPointer(start: nil, count: 0)
  }
}
