import RemitCompiler
import RemitModel

/// A waiver that lifts a breach while it is in force.
struct LiftingWaiver: Sendable {
  /// An index into the policy's waivers.
  let waiver: Int
  /// What it leaves is too much by itself before this time. Milliseconds.
  let from: Int64
}

/// Somebody who has too much, by ids of the snapshot.
struct Breach {
  let item: SeparationPlan.Item
  /// A person, an account that stands for itself, or a group.
  let person: UInt32
  let accounts: [UInt32]
  let isUnknownPerson: Bool
  /// Milliseconds; the largest number stands for "without end".
  let from: Int64
  let until: Int64
  let held: [HeldMember]
  let liftedBy: [LiftingWaiver]
}

/// Finds who has more of what a separation keeps apart than one person may, at any instant from now
/// on: through groups, seniority, several accounts, scopes and windows. Conditions of grants are
/// ignored.
///
/// Bits say fast who may be a suspect; only suspects are looked at closely.
struct SeparationCheck {
  let snapshot: EngineSnapshot
  let now: Int64
  private var persons: PersonIndex
  private var overlap: ScopeOverlap

  init(_ snapshot: EngineSnapshot, now: Instant) {
    self.snapshot = snapshot
    self.now = now.milliseconds
    persons = PersonIndex(snapshot)
    overlap = ScopeOverlap(snapshot)
  }

  /// - Complexity: O(entities × their ancestors + grants), and for each suspect its grants sorted by
  ///   time.
  mutating func breaches() -> [Breach] {
    let plan = snapshot.graph.separationPlan
    guard !plan.isEmpty else { return [] }
    let held = heldBits()
    var breaches: [Breach] = []
    for item in plan.items {
      let hasPersons = snapshot.graph.identities[Int(item.separation)] != GraphDuty.none
      // Without `by` each account is by itself, and most have nothing to fear.
      let candidates =
        hasPersons ? held : held.filter { plan.count($0.bits, of: item) > item.most }
      let suspects = persons.suspects(under: item, among: candidates)
      for person in suspects.keys.sorted() {
        guard let suspect = suspects[person],
          suspect.isUnknown || plan.count(suspect.bits, of: item) > item.most,
          let breach = breach(
            of: person, named: snapshot.uid(of: person), suspect,
            snapshot.holdings(of: suspect.accounts, under: item, now: now), item)
        else { continue }
        breaches.append(breach)
      }
    }
    return breaches
  }

  /// By item: the accounts that have any of its members, by person.
  mutating func accountsByPerson() -> [[UInt32: [UInt32]]] {
    let held = heldBits()
    return snapshot.graph.separationPlan.items.map { item in
      persons.suspects(under: item, among: held).mapValues(\.accounts)
    }
  }

  /// What every entity has that has anything: accounts, and groups for those who will be in them.
  private func heldBits() -> [(entity: UInt32, bits: BitSet)] {
    let plan = snapshot.graph.separationPlan
    let view = snapshot.view
    let none = BitSet(bitCount: plan.bitCount)
    var own = [BitSet?](repeating: nil, count: Int(view.pool.entityCount))
    for entity in 0..<view.pool.entityCount {
      for id in snapshot.grantIDs(to: entity) {
        let grant = view.grants.grants[Int(id)]
        let bits = plan.bitsOfRole[Int(grant.role)]
        if grant.hasUntil && grant.until <= now || bits.isEmpty { continue }
        own[Int(entity), default: none].formUnion(bits)
      }
    }
    var held: [(entity: UInt32, bits: BitSet)] = []
    for entity in 0..<view.pool.entityCount {
      let ancestors = view.entities.ancestors(of: entity)
      var bits = own[Int(entity)]
      for ancestor in ancestors {
        if let more = own[Int(ancestor)] { bits.formUnion(more, orElse: none) }
      }
      if !plan.rules.isEmpty, snapshot.isAccount(entity) {
        let grantees = [entity] + ancestors
        let type = view.pool.entities[Int(entity)].type
        for reach in plan.rules
        where !snapshot.windows(of: reach, entity, type, grantees).isEmpty {
          bits.formUnion(reach.bits, orElse: none)
        }
      }
      if let bits, !bits.isEmpty { held.append((entity, bits)) }
    }
    return held
  }

  /// What a person who has these things has too much of, if anything.
  ///
  /// - Parameter uid: the person's, who need not be in the snapshot.
  mutating func breach(
    of person: UInt32, named uid: EntityUID, _ suspect: PersonIndex.Suspect, _ held: [HeldMember],
    _ item: SeparationPlan.Item
  ) -> Breach? {
    guard let span = span(of: held, item, isUnknown: suspect.isUnknown) else { return nil }
    var lifting: [LiftingWaiver] = []
    for (number, waiver) in snapshot.policy.waivers.enumerated()
    where waiver.separation.int == Int(item.separation) && waiver.person == uid {
      let left = held.compactMap { snapshot.lifted($0, by: waiver) }
      let rest = self.span(of: left, item, isUnknown: suspect.isUnknown)
      lifting.append(LiftingWaiver(waiver: number, from: rest?.until ?? .min))
    }
    return Breach(
      item: item, person: person, accounts: suspect.accounts, isUnknownPerson: suspect.isUnknown,
      from: span.from, until: span.until, held: held.filter { $0.isHeld(at: span.from) },
      liftedBy: lifting)
  }

  /// From when to when somebody has too much, as a whole: `nil` if never.
  private mutating func span(
    of held: [HeldMember], _ item: SeparationPlan.Item, isUnknown: Bool
  ) -> (from: Int64, until: Int64)? {
    var events: Set<Int64> = [now]
    for one in held {
      if one.from > now { events.insert(one.from) }
      if one.until > now, one.until < .max { events.insert(one.until) }
    }
    let times = events.sorted()
    var found: (from: Int64, until: Int64)?
    for (index, time) in times.enumerated() {
      let present = held.filter { $0.isHeld(at: time) }
      guard isUnknown ? !present.isEmpty : isTooMuch(present, item) else { continue }
      let end = index + 1 < times.count ? times[index + 1] : .max
      found = (found?.from ?? time, end)
    }
    return found
  }

  private mutating func isTooMuch(_ held: [HeldMember], _ item: SeparationPlan.Item) -> Bool {
    guard Set(held.map(\.member)).count > item.most else { return false }
    if !snapshot.policy.separations[Int(item.separation)].inOneScope { return true }
    return overlap.hasOneScope(held, moreThan: item.most)
  }
}

extension [BitSet?] {
  subscript(_ index: Int, default none: BitSet) -> BitSet {
    get { self[index] ?? none }
    set { self[index] = newValue }
  }
}

extension BitSet? {
  mutating func formUnion(_ other: BitSet, orElse none: BitSet) {
    var bits = self ?? none
    bits.formUnion(other)
    self = bits
  }
}

extension EngineSnapshot {
  /// The entity of an identity, if anything in the snapshot speaks of it.
  func entity(_ uid: EntityUID) -> UInt32? {
    guard let type = policy.schema.entityType(wire: uid.type) else { return nil }
    let bytes = Array(uid.id.string.utf8)
    return bytes.withUnsafeBufferPointer { view.pool.find($0) }.flatMap { id in
      view.pool.find(PooledEntity(type: Int32(type.int), id: id))
    }
  }

  /// What a waiver leaves of something held; `nil` where it leaves nothing.
  func lifted(_ held: HeldMember, by waiver: TypedWaiver) -> HeldMember? {
    guard let scope = waiver.scope else { return nil }
    guard let holder = entity(scope), let own = held.scope else { return held }
    let left = own.filter { !lies($0, in: holder) }
    return left.isEmpty
      ? nil
      : HeldMember(
        member: held.member, account: held.account, grantee: held.grantee, grant: held.grant,
        rule: held.rule, from: held.from, until: held.until, scope: left)
  }

  /// By what is stored.
  func lies(_ entity: UInt32, in ancestor: UInt32) -> Bool {
    entity == ancestor || view.entities.ancestors(of: entity).contains(ancestor)
  }
}
