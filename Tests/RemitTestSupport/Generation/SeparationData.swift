package import RemitModel

/// Makes data, histories and requests for policies of `SeparationPolicy`.
package struct SeparationData {
  var random: SplitMix64
  private static let persons = ["p0", "p1", "p2"]
  private static let versions = ["v1", "v2"]

  package init(seed: UInt64) {
    random = SplitMix64(seed: seed &* 0x9E37_79B9)
  }

  package typealias Entry = (performance: Performance, time: Instant, isWithdrawn: Bool)

  private func uid(_ type: String, _ id: String) -> EntityUID {
    EntityUID(type: Text(type), id: Text(id))
  }

  // MARK: - Stored data

  package mutating func entities() -> Entities {
    var records = Self.persons.map { EntityRecord(uid("Person", $0)) }
    for index in 0..<4 {
      let above = random.some(Array(index + 1..<4), percent: 25)
      records.append(EntityRecord(uid("Group", "g\(index)"), parents: groups(above)))
    }
    for index in 0..<4 {
      records.append(account("User", "u\(index)", isCertain: true))
    }
    for index in 0..<2 where random.chance(80) {
      records.append(account("Bot", "b\(index)", isCertain: false))
    }
    for index in 0..<3 {
      let above = random.some(Array(index + 1..<3), percent: 40)
      records.append(
        EntityRecord(uid("Folder", "f\(index)"), parents: above.map { uid("Folder", "f\($0)") }))
    }
    for index in 0..<3 {
      var attributes: [Text: Value] = [
        "crew": .set(Set(random.some(Self.persons, percent: 25).map { .entity(uid("Person", $0)) }))
      ]
      if random.chance(80) { attributes["head"] = .string(Text(random.pick(Self.versions))) }
      if random.chance(75) { attributes["author"] = .entity(person()) }
      let parents = random.some([0, 1, 2], percent: 30).map { uid("Folder", "f\($0)") }
      records.append(
        EntityRecord(uid("Doc", "d\(index)"), attributes: attributes, parents: parents))
    }
    return Entities(records)
  }

  private func groups(_ numbers: [Int]) -> [EntityUID] { numbers.map { uid("Group", "g\($0)") } }

  private mutating func person() -> EntityUID { uid("Person", random.pick(Self.persons)) }

  private mutating func account(_ type: String, _ id: String, isCertain: Bool) -> EntityRecord {
    EntityRecord(
      uid(type, id),
      attributes: isCertain || random.chance(70) ? ["person": .entity(person())] : [:],
      parents: groups(random.some([0, 1, 2, 3], percent: 25)))
  }

  package mutating func grants(_ count: Int) -> Grants {
    Grants(
      (0..<count).map { index in
        let days = random.several(Array(0..<7), max: 2).sorted()
        let until = days.count > 1 && random.chance(40) ? SeparationPolicy.day(days[1]) : nil
        return GrantRecord(
          id: Text("data-\(index)"), role: Text(random.pick(SeparationPolicy.roles)),
          to: (0..<random.between(1, 2)).map { _ in grantee() },
          on: random.chance(40) ? .everything : .entities([scope()]),
          from: random.chance(40) ? SeparationPolicy.day(days[0]) : nil, until: until)
      })
  }

  private mutating func grantee() -> EntityUID {
    random.chance(50)
      ? uid("Group", "g\(random.below(4))")
      : random.pick([
        uid("User", "u\(random.below(4))"), uid("Bot", "b\(random.below(2))"), uid("Bot", "bx"),
      ])
  }

  private mutating func scope() -> EntityUID {
    random.chance(60) ? uid("Folder", "f\(random.below(3))") : uid("Doc", "d\(random.below(3))")
  }

  // MARK: - Histories

  /// Entries of any duty, by accounts that may have been linked to other persons since.
  package mutating func history(_ policy: TypedPolicy) -> [Entry] {
    guard !policy.duties.isEmpty else { return [] }
    var time = SeparationPolicy.day(0).milliseconds
    return (0..<random.below(8)).map { _ in
      time += Int64(random.below(20)) * 3_600_000
      let duty = random.pick(policy.duties)
      let account = account()
      let hasPersons = duty.personTypes.count == 1
      let version = duty.version == nil ? nil : Text(random.pick(Self.versions))
      return (
        Performance(
          duty: duty.wire, object: uid("Doc", "d\(random.below(3))"), version: version,
          person: hasPersons ? person() : account, principal: account, action: "write",
          decision: "given"), Instant(milliseconds: time), random.chance(20)
      )
    }
  }

  package mutating func account() -> EntityUID {
    random.chance(70) ? uid("User", "u\(random.below(4))") : uid("Bot", "b\(random.below(2))")
  }

  // MARK: - Requests

  package mutating func moment() -> Instant {
    let edge = SeparationPolicy.day(random.between(0, 7)).milliseconds
    return Instant(milliseconds: edge + Int64(random.pick([-1, 0, 0, 1, 3_600_000, 43_200_000])))
  }

  package mutating func request() -> Request {
    var principal = RequestEntity(account())
    if random.chance(25) {
      principal = RequestEntity(uid("Bot", random.chance(70) ? "bx" : "by"))
      if random.chance(60) { principal.attributes["person"] = .entity(person()) }
      if random.chance(60) { principal.parents = groups(random.some([0, 1, 2, 3], percent: 40)) }
    }
    let isDeploy = random.chance(30)
    var context: [Text: Value] = ["final": .bool(random.chance(50))]
    if random.chance(70) {
      context["about"] = .entity(uid("Doc", random.chance(92) ? "d\(random.below(3))" : "none"))
    }
    var request = Request(
      principal: principal,
      action: isDeploy ? "deploy" : random.pick(["write", "review", "sign"]),
      resource: RequestEntity(
        isDeploy ? uid("Folder", "f\(random.below(3))") : uid("Doc", "d\(random.below(3))")),
      context: context)
    if random.chance(25) {
      request.roles = random.several(SeparationPolicy.roles, max: 3).map { Text($0) }
    }
    return request
  }
}
