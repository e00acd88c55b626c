import RemitCompiler
import RemitModel

/// Everything that evaluation reads: where it lies.
struct SnapshotAddresses: @unchecked Sendable {
  var pool: PoolView
  // The graph.
  let nodes: UnsafePointer<Node>
  let operands: UnsafePointer<Operand>
  let constants: UnsafePointer<Slot>
  let constantTable: ConstantTableView
  let names: UnsafePointer<UInt32>
  let paths: UnsafePointer<UInt32>
  let keys: UnsafePointer<UInt32>
  let conditions: UnsafePointer<ConditionBody>
  let rules: UnsafePointer<GraphRule>
  let permissions: UnsafePointer<GraphPermission>
  let index: IndexView
  let roles: RoleView
  // The data.
  var entities: EntityRows
  let stored: ShortNameView
  var grants: GrantView
  let effect: EffectView
  let requests: RequestView
  let duties: DutyView
  /// Constant entities of the policy have lower ids than this: only they are keys of the index.
  let constantEntityCount: UInt32
  let weekdayType: EnumTypeID
}

/// The same as one pointer, so that reading one of them copies no other. Valid as long as its
/// `EngineSnapshot` lives.
struct SnapshotView: @unchecked Sendable {
  let base: UnsafePointer<SnapshotAddresses>

  @inline(__always) var pool: PoolView { base.pointee.pool }
  @inline(__always) var nodes: UnsafePointer<Node> { base.pointee.nodes }
  @inline(__always) var operands: UnsafePointer<Operand> { base.pointee.operands }
  @inline(__always) var constants: UnsafePointer<Slot> { base.pointee.constants }
  @inline(__always) var constantTable: ConstantTableView { base.pointee.constantTable }
  @inline(__always) var names: UnsafePointer<UInt32> { base.pointee.names }
  @inline(__always) var paths: UnsafePointer<UInt32> { base.pointee.paths }
  @inline(__always) var keys: UnsafePointer<UInt32> { base.pointee.keys }
  @inline(__always) var conditions: UnsafePointer<ConditionBody> { base.pointee.conditions }
  @inline(__always) var rules: UnsafePointer<GraphRule> { base.pointee.rules }
  @inline(__always) var permissions: UnsafePointer<GraphPermission> { base.pointee.permissions }
  @inline(__always) var index: IndexView { base.pointee.index }
  @inline(__always) var roles: RoleView { base.pointee.roles }
  @inline(__always) var entities: EntityRows { base.pointee.entities }
  @inline(__always) var stored: ShortNameView { base.pointee.stored }
  @inline(__always) var grants: GrantView { base.pointee.grants }
  @inline(__always) var effect: EffectView { base.pointee.effect }
  @inline(__always) var requests: RequestView { base.pointee.requests }
  @inline(__always) var duties: DutyView { base.pointee.duties }
  /// Constant entities of the policy have lower ids than this: only they are keys of the index.
  @inline(__always) var constantEntityCount: UInt32 { base.pointee.constantEntityCount }
  @inline(__always) var weekdayType: EnumTypeID { base.pointee.weekdayType }
}

/// The candidate index.
struct IndexView: @unchecked Sendable {
  let sides: UnsafePointer<Side>
  let buckets: UnsafePointer<Bucket>
  let lists: UnsafePointer<CandidateList>
  let candidates: UnsafePointer<UInt32>
  let switches: UnsafePointer<Switch>
  let unguarded: UnsafePointer<CandidateRun>
  let paths: UnsafePointer<UInt32>
  let subjects: IntTableView
  let objects: IntTableView
  let values: IntTableView
}

/// What roles mean to entries.
struct RoleView: @unchecked Sendable {
  let closures: IDLists
  let permissions: IntTableView
  let permissionRuns: UnsafePointer<CandidateRun>
  let permissionIDs: UnsafePointer<UInt32>
  let concerns: IntTableView

  @inline(__always)
  func closure(of role: UInt32) -> UnsafeBufferPointer<UInt32> { closures[role] }
}

/// Lists of ids by a number.
struct IDLists: @unchecked Sendable {
  let starts: UnsafePointer<UInt32>
  let ids: UnsafePointer<UInt32>

  @inline(__always)
  subscript(_ number: UInt32) -> UnsafeBufferPointer<UInt32> {
    let start = Int(starts[Int(number)])
    return UnsafeBufferPointer(start: ids + start, count: Int(starts[Int(number) + 1]) - start)
  }
}

/// Where everything is that is kept of an entity, side by side: a decision looks at all of it.
struct EntityPlace: BitwiseCopyable, Sendable {
  /// Where its row of attributes begins, or `EntityRows.none` where it is not stored.
  let row: UInt32
  /// A run of `EntityRows.ancestorIDs`, ascending, without itself.
  let firstAncestor: UInt32
  let ancestorCount: UInt32
  /// Negative where the type is not declared.
  let type: Int32
}

/// Stored entities: a row of attributes each, and their ancestors.
struct EntityRows: @unchecked Sendable {
  /// By entity.
  var places: UnsafePointer<EntityPlace>
  let attributes: UnsafePointer<Slot>
  /// (type, attribute name) → column; the contexts of actions follow the types.
  let columns: IntTableView
  let ancestorIDs: UnsafePointer<UInt32>

  static var none: UInt32 { .max }

  @inline(__always)
  func row(of entity: UInt32) -> UInt32 { places[Int(entity)].row }

  @inline(__always)
  func ancestors(of entity: UInt32) -> UnsafeBufferPointer<UInt32> {
    let place = places[Int(entity)]
    return UnsafeBufferPointer(
      start: ancestorIDs + Int(place.firstAncestor), count: Int(place.ancestorCount))
  }
}

/// Grants by grantee.
struct GrantView: @unchecked Sendable {
  let grants: UnsafePointer<GraphGrant>
  let entities: UnsafePointer<UInt32>
  let ids: UnsafePointer<UInt32>
  /// By entity: a page, and in it an entry.
  let pages: UnsafePointer<PageAddress>
  let isEmpty: Bool

  @inline(__always)
  func entry(of grantee: UInt32) -> GranteeEntry {
    pages[Int(grantee >> GranteePage.bits)].entries[Int(grantee & (1 << GranteePage.bits - 1))]
  }

  @inline(__always)
  func ids(_ run: CandidateRun) -> UnsafeBufferPointer<UInt32> {
    UnsafeBufferPointer(start: ids + Int(run.first), count: Int(run.count))
  }
}

/// From constants to their numbers.
struct ConstantTableView: @unchecked Sendable {
  let numbers: UnsafePointer<UInt32>
  let mask: UInt64
  let constants: UnsafePointer<Slot>

  /// The number of a constant of the policy, or none for any other value. O(1).
  @inline(__always)
  func number(of slot: Slot) -> UInt32 {
    var place = Self.hash(slot) & mask
    while true {
      let stored = numbers[Int(place)]
      if stored == 0 { return IntTableView.none }
      if constants[Int(stored) - 1] == slot { return stored - 1 }
      place = (place &+ 1) & mask
    }
  }

  @inline(__always)
  static func hash(_ slot: Slot) -> UInt64 {
    ByteHash.of(slot.bits ^ UInt64(slot.kind.rawValue) << 56 ^ UInt64(slot.detail) << 32)
  }

  /// Open addressing, at most half full; a number is stored plus one.
  static func slots(for constants: [Slot]) -> [UInt32] {
    var size = 8
    while size < constants.count * 2 { size *= 2 }
    var slots = [UInt32](repeating: 0, count: size)
    for (number, constant) in constants.enumerated() {
      var place = Int(hash(constant) & UInt64(size - 1))
      while slots[place] != 0 { place = (place + 1) & (size - 1) }
      slots[place] = UInt32(number + 1)
    }
    return slots
  }
}
