import RemitCompiler
import RemitModel

/// Whether scopes share an entity: everything holds all; one may hold the other; or a stored entity
/// is in all of them.
struct ScopeOverlap {
  let snapshot: EngineSnapshot

  init(_ snapshot: EngineSnapshot) {
    self.snapshot = snapshot
  }

  /// Whether some entity lies in the scopes of more than so many of the members.
  ///
  /// - Complexity: O(scopes²), and O(stored entities below the scopes) where that does not settle
  ///   it.
  func hasOneScope(_ held: [HeldMember], moreThan most: Int) -> Bool {
    let everywhere = Set(held.filter { $0.scope == nil }.map(\.member))
    if everywhere.count > most { return true }
    let scoped = held.filter { $0.scope != nil && !everywhere.contains($0.member) }
    let entities = Set(scoped.flatMap { $0.scope ?? [] })
    for entity in entities {
      var members = everywhere
      for one in scoped where one.scope?.contains(where: { snapshot.lies(entity, in: $0) }) ?? false
      {
        members.insert(one.member)
      }
      if members.count > most { return true }
    }
    return hasStoredEntity(scoped, everywhere, moreThan: most)
  }

  private func hasStoredEntity(
    _ scoped: [HeldMember], _ everywhere: Set<Int>, moreThan most: Int
  ) -> Bool {
    var members: [UInt32: Set<Int>] = [:]
    for one in scoped {
      for scope in one.scope ?? [] {
        for entity in snapshot.descendants(of: scope) {
          members[entity, default: everywhere].insert(one.member)
          if let count = members[entity]?.count, count > most { return true }
        }
      }
    }
    return false
  }
}
