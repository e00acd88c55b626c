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
  /// When anything of it begins or ends for the first time after it was looked at.
  let nextEdge: Int64
}

/// Somebody who may have too much under an item of the separation plan.
struct Suspect: Hashable, Sendable {
  /// An index into the plan's items.
  let item: Int
  /// A person, an account that stands for itself, or a group.
  let person: UInt32
  /// Whether it is an account whose person cannot be established.
  let isUnknown: Bool
}

/// Finds who has more of what a separation keeps apart than one person may, at any instant from now
/// on: through groups, seniority, several accounts, scopes and windows. Conditions of grants are
/// ignored.
///
/// Bits say fast who may be a suspect; only suspects are looked at closely.
struct SeparationCheck {
  let snapshot: EngineSnapshot
  let now: Int64
  private let overlap: ScopeOverlap

  init(_ snapshot: EngineSnapshot, now: Instant) {
    self.snapshot = snapshot
    self.now = now.milliseconds
    overlap = ScopeOverlap(snapshot)
  }

  /// All breaches.
  ///
  /// - Complexity: O(entities × their ancestors + grants), and for each suspect its grants sorted by
  ///   time.
  func breaches(_ persons: SeparatedPersons) -> [Suspect: Breach] {
    let plan = snapshot.graph.separationPlan
    var held = HeldWords(snapshot, now: now, isForAll: true)
    var words = [UInt64](repeating: 0, count: snapshot.fixed.holdingPlan.wordCount)
    // By item: what each person has together, for those of several accounts.
    var together = [[UInt32: [UInt64]]](repeating: [:], count: plan.items.count)
    var suspects: [Suspect] = []
    for entity in 0..<snapshot.view.pool.entityCount where held.read(entity, into: &words) {
      let isAccount = snapshot.isAccount(entity)
      for (number, item) in plan.items.enumerated() {
        let count = HoldingPlan.count(words, of: item)
        if count == 0 { continue }
        guard isAccount, let table = persons[number] else {
          if count > item.most {
            suspects.append(Suspect(item: number, person: entity, isUnknown: false))
          }
          continue
        }
        guard let person = table.person(of: entity) else {
          suspects.append(Suspect(item: number, person: entity, isUnknown: true))
          continue
        }
        if count > item.most {
          suspects.append(Suspect(item: number, person: person, isUnknown: false))
        } else if var known = together[number][person] {
          for index in words.indices { known[index] |= words[index] }
          together[number][person] = known
          if HoldingPlan.count(known, of: item) > item.most {
            suspects.append(Suspect(item: number, person: person, isUnknown: false))
          }
        } else {
          together[number][person] = words
        }
      }
    }
    var found: [Suspect: Breach] = [:]
    for suspect in Set(suspects) { found[suspect] = breach(of: suspect, persons, &held) }
    return found
  }

  /// Breaches of those whom entities may stand for, and of others that are asked for.
  ///
  /// - Returns: everybody who was looked at, with the breach if there is one.
  /// - Complexity: O(entities × (their ancestors + grants to these)), and for each suspect its
  ///   grants sorted by time.
  func breaches(
    _ persons: SeparatedPersons, concerning entities: Set<UInt32>, and others: [Suspect],
    known: [Suspect: FoundBreach]
  ) -> [Suspect: Breach?] {
    let plan = snapshot.graph.separationPlan
    var held = HeldWords(snapshot, now: now, isForAll: false)
    var words = [UInt64](repeating: 0, count: snapshot.fixed.holdingPlan.wordCount)
    var suspects = Set(others)
    for entity in entities {
      _ = held.read(entity, into: &words)
      let isAccount = snapshot.isAccount(entity)
      for (number, item) in plan.items.enumerated() {
        let count = HoldingPlan.count(words, of: item)
        let table = isAccount ? persons[number] : nil
        let person = table.map { $0.person(of: entity) } ?? entity
        let suspect = Suspect(item: number, person: person ?? entity, isUnknown: person == nil)
        let isSuspect = table == nil ? count > item.most : count > 0
        if isSuspect || known[suspect] != nil { suspects.insert(suspect) }
      }
    }
    var found: [Suspect: Breach?] = [:]
    for suspect in suspects {
      found[suspect] = .some(breach(of: suspect, persons, &held))
    }
    return found
  }

  private func breach(
    of suspect: Suspect, _ persons: SeparatedPersons, _ held: inout HeldWords
  ) -> Breach? {
    let item = snapshot.graph.separationPlan.items[suspect.item]
    var candidates = [suspect.person]
    if !suspect.isUnknown, let table = persons[suspect.item] {
      candidates = table.accounts(of: suspect.person)
      if !snapshot.isAccount(suspect.person) {
        candidates.insert(suspect.person, at: 0)
      }
    }
    var together = [UInt64](repeating: 0, count: snapshot.fixed.holdingPlan.wordCount)
    var words = together
    let accounts = candidates.filter { account in
      guard account < snapshot.view.pool.entityCount, held.read(account, into: &words),
        HoldingPlan.count(words, of: item) > 0
      else { return false }
      for index in words.indices { together[index] |= words[index] }
      return true
    }
    guard suspect.isUnknown || HoldingPlan.count(together, of: item) > item.most else {
      return nil
    }
    return breach(
      of: suspect.person, named: snapshot.uid(of: suspect.person), accounts,
      isUnknown: suspect.isUnknown,
      snapshot.holdings(of: accounts, under: item, now: now), item)
  }

  /// What a person who has these things has too much of, if anything.
  ///
  /// - Parameter uid: the person's, who need not be in the snapshot.
  func breach(
    of person: UInt32, named uid: EntityUID, _ accounts: [UInt32], isUnknown: Bool,
    _ held: [HeldMember], _ item: SeparationPlan.Item
  ) -> Breach? {
    guard let span = span(of: held, item, isUnknown: isUnknown) else { return nil }
    var lifting: [LiftingWaiver] = []
    for (number, waiver) in snapshot.policy.waivers.enumerated()
    where waiver.separation.int == Int(item.separation) && waiver.person == uid {
      let left = held.compactMap { snapshot.lifted($0, by: waiver) }
      let rest = self.span(of: left, item, isUnknown: isUnknown)
      lifting.append(LiftingWaiver(waiver: number, from: rest?.until ?? .min))
    }
    let edges = held.flatMap { [$0.from, $0.until] }
    return Breach(
      item: item, person: person, accounts: accounts, isUnknownPerson: isUnknown,
      from: span.from, until: span.until, held: held.filter { $0.isHeld(at: span.from) },
      liftedBy: lifting, nextEdge: edges.filter { $0 > now }.min() ?? .max)
  }

  /// From when to when somebody has too much, as a whole: `nil` if never.
  private func span(
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

  private func isTooMuch(_ held: [HeldMember], _ item: SeparationPlan.Item) -> Bool {
    guard Set(held.map(\.member)).count > item.most else { return false }
    if !snapshot.policy.separations[Int(item.separation)].inOneScope { return true }
    return overlap.hasOneScope(held, moreThan: item.most)
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
