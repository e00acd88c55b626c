import RemitCompiler
package import RemitModel

/// What a change of grants makes of a snapshot.
package struct ChangedSnapshot: Sendable {
  /// Not yet looked at for separations.
  let snapshot: EngineSnapshot
  /// What is worth a look about the change.
  package let warnings: [DataProblem]
  /// To whom something was granted or no longer is that counts for separations.
  let touched: Set<UInt32>
  /// The limits on holders for which an added grant counts, by their places in the policy.
  let limits: Set<Int>

  /// The limits on holders that the change breaks; removals break none.
  package func brokenHolderLimits(at now: Instant) -> [DataProblem] {
    limits.isEmpty ? [] : snapshot.brokenHolderLimits(at: now, among: limits)
  }
}

extension EngineSnapshot {
  /// Removes and adds grants of the data.
  ///
  /// Of one snapshot one change may be taken; before another is tried, `forgetChanges` (else the
  /// next copies the grants).
  ///
  /// - Returns: nothing if any problem is an error.
  /// - Complexity: O(size of the change × log grants + entities / 256), amortised.
  package func applying(
    _ changes: GrantChanges
  ) -> (changed: ChangedSnapshot?, problems: [DataProblem]) {
    var growing = growing
    let isNewest = growing.grants.isNewest
    var entities = AddedEntities(self, above: growing.pool.view)
    growing.grants.beginChange()
    var touched: Set<UInt32> = []
    let rescoped = remove(changes.removedIDs, from: &growing.grants, &touched, &entities.problems)
    let first = growing.grants.count
    let loaded = fixed.reader.load(changes.added, called: "added", into: &growing.grants, &entities)
    guard !entities.problems.hasErrors else {
      forgetChanges()
      return (nil, entities.problems.all)
    }
    var limits: Set<Int> = []
    for number in loaded.added {
      note(UInt32(number), of: growing.grants, &touched)
      limits.formUnion(growing.grants.limits(of: UInt32(number)))
    }
    growing.grants.indexScopes(
      of: rescoped.union(growing.grants.scopedGrantees(of: first..<growing.grants.count)))
    growing.pool = growing.pool.extended(by: entities.pool, isNewest: isNewest)
    if !isNewest {
      growing.places = growing.places.copied()
    }
    growing.coverPool()
    growing.grants.finishChange(entityCount: Int(growing.pool.view.entityCount))
    let changed = ChangedSnapshot(
      snapshot: EngineSnapshot(fixed, growing), warnings: entities.problems.all, touched: touched,
      limits: limits)
    return (changed, entities.problems.all)
  }

  /// Gives up what `applying` made of this snapshot, so that it may be changed again.
  package func forgetChanges() { growing.grants.resume() }

  private func remove(
    _ ids: [Text], from table: inout GrantTable, _ touched: inout Set<UInt32>,
    _ problems: inout ProblemList
  ) -> Set<UInt32> {
    var rescoped: Set<UInt32> = []
    for (index, id) in ids.enumerated() {
      guard let number = table.find(id.string) else {
        let isOwn = fixed.reader.policyNames.contains(id)
        problems.add(
          .wrongType, "removed[\(index)]",
          isOwn
            ? "the grant `\(id)` is the policy's own, and only the policy can take it back"
            : "no grant has the id `\(id)`")
        continue
      }
      note(number, of: table, &touched)
      rescoped.formUnion(table.scopedGrantees(of: [Int(number)]))
      table.remove(id.string, number)
    }
    return rescoped
  }

  private func note(_ number: UInt32, of table: GrantTable, _ touched: inout Set<UInt32>) {
    let counts = fixed.holdingPlan.counts(table.grants[Int(number)].role)
    // Who is known by grants alone may have something by an allow rule from the first grant on, and
    // has nothing after the last, whatever they grant.
    touched.formUnion(table.grantees(of: number).filter { counts || $0 >= fixed.spokenOfCount })
  }
}

/// Entities that a change names, above those of a snapshot.
private struct AddedEntities: GrantEntities {
  let snapshot: EngineSnapshot
  var pool: ValuePool
  var problems = ProblemList()

  init(_ snapshot: EngineSnapshot, above pool: PoolView) {
    self.snapshot = snapshot
    self.pool = ValuePool(above: pool)
  }

  mutating func intern(_ uid: EntityUID) -> UInt32 {
    pool.intern(uid, in: snapshot.policy.schema)
  }

  func mayBeMissing(_ entity: UInt32) -> Bool {
    let type = pool.entity(entity).type
    return snapshot.isStored(entity)
      || type >= 0 && snapshot.policy.schema[EntityTypeID(Int(type))].isOpen
  }

  mutating func reportMissing(_ entity: UInt32, at path: String) {
    problems.add(
      .unknownEntity, path, "\(pool.uid(entity, in: snapshot.policy.schema)) is not stored",
      isWarning: !snapshot.fixed.options.strictReferences)
  }
}

extension EngineSnapshot {
  func isStored(_ entity: UInt32) -> Bool {
    entity < view.pool.entityCount && view.entities.row(of: entity) != EntityRows.none
  }
}
