package import RemitModel

/// Makes policies about duties, separations of all four kinds, waivers and limits, over one small
/// world: persons with several accounts, nested groups and folders, documents with versions.
///
/// What it says of that world differs from seed to seed; its types do not, so that data and
/// histories can be made without looking at the policy.
package struct SeparationPolicy {
  var random: SplitMix64
  private var declarations: [String] = []
  private var closures: [[Int]] = []
  private var separations: [(name: String, isByPerson: Bool)] = []
  /// Whether each duty says `by principal.person`, or `by principal`.
  private let isByPerson: Bool
  private let hasDuties: Bool

  package static let roles = ["r0", "r1", "r2", "r3", "r4"]
  static let duties = ["write", "review", "sign", "deploy", "handle"]
  /// Days after this are the edges of all windows.
  package static let start = Pools.instant("2026-11-01T00:00:00Z")

  package init(seed: UInt64, hasDuties: Bool = true) {
    random = SplitMix64(seed: seed)
    isByPerson = random.chance(75)
    self.hasDuties = hasDuties
  }

  package static func day(_ number: Int) -> Instant {
    Instant(milliseconds: start.milliseconds + Int64(number) * 86_400_000)
  }

  package mutating func make() -> DraftPolicy {
    declarations = [
      "entity Person", "entity Group in Group",
      "entity User in Group { person\(random.chance(50) ? "?" : ""): Person }",
      "open entity Bot in Group { person?: Person }", "entity Folder in Folder",
      "entity Doc in Folder { head?: String, author?: Person, crew: Set<Person> }",
      "action write, review, sign on Doc by User, Bot { final: Bool, about?: Doc }",
      "action deploy on Folder by User, Bot { final: Bool, about?: Doc }",
      "actions handle = write, review",
    ]
    closures = []
    separations = []
    for index in Self.roles.indices { declarations.append(role(index)) }
    if hasDuties {
      declarations += duties()
      for index in 0..<random.below(3) { declarations.append(dutySeparation(index)) }
    }
    for index in 0..<random.between(1, 2) { declarations.append(roleSeparation(index)) }
    if random.chance(40) { declarations.append(permissionSeparation()) }
    if hasDuties, random.chance(40) {
      declarations.append(
        "separate active roles active: \(names(members(max: 3, most: 1)).joined(separator: ", "))")
    }
    for index in 0..<random.below(4) { declarations.append(waiver(index)) }
    declarations += rules()
    for index in 0..<random.between(1, 4) { declarations.append(grant(index)) }
    if random.chance(20) { declarations.append("limit few: holders of r4 at most 90") }
    let file = DraftPolicy.File(
      path: "app.remit", module: nil, uses: [],
      declarations: DraftList(declarations.map { .text($0) }, separator: "\n"))
    return DraftPolicy(files: [file], schema: DraftSchema(), roles: Self.roles, module: nil)
  }

  /// Policies until the checker takes one: some separations leave a role that nobody can hold.
  package mutating func makeChecked() -> (draft: DraftPolicy, policy: TypedPolicy)? {
    for _ in 0..<50 {
      let draft = make()
      if let policy = CheckedPolicy(draft).policy { return (draft, policy) }
    }
    return nil
  }

  // MARK: - Roles and grants

  private mutating func role(_ index: Int) -> String {
    let juniors = random.some(Array(0..<index), percent: 30)
    closures.append([index] + juniors.flatMap { closures[$0] })
    let head = juniors.isEmpty ? "" : " extends " + names(juniors).joined(separator: ", ")
    let permissions = (0..<random.below(3)).map { _ in
      let actions = random.several(["write", "review", "sign"], max: 2)
      let unless = random.chance(15) ? " when context.final" : ""
      return random.chance(70)
        ? "can \(actions.joined(separator: ", ")) on Doc\(unless)" : "can deploy on Folder\(unless)"
    }
    return "role \(Self.roles[index])\(head) { \(permissions.joined(separator: "  ")) }"
  }

  private func names(_ roles: [Int]) -> [String] { roles.map { Self.roles[$0] } }

  /// Roles of which none holds more than so many.
  private mutating func members(max: Int, most: Int) -> [Int] {
    var members = random.several(Array(Self.roles.indices), max: max)
    while members.count < most + 1 {
      let more = random.below(Self.roles.count)
      if !members.contains(more) { members.append(more) }
    }
    return members
  }

  private mutating func grant(_ index: Int) -> String {
    let to = (0..<random.between(1, 2)).map { _ in
      random.pick(["Group::\"g0\"", "Group::\"g1\"", "User::\"u0\"", "Bot::\"b0\""])
    }
    let scope =
      random.chance(50)
      ? "everything" : random.pick(["Folder::\"f0\"", "Folder::\"f1\"", "Doc::\"d0\""])
    var window = ""
    let days = random.several(Array(0..<7), max: 2).sorted()
    if random.chance(30) { window += " from \(Self.day(days[0]))" }
    if random.chance(30), let last = days.last, last > days[0] {
      window += " until \(Self.day(last))"
    }
    let when = random.chance(12) ? " when context.final" : ""
    return "grant \(random.pick(Self.roles)) as grant\(index) to "
      + "\(Array(Set(to)).sorted().joined(separator: ", ")) on \(scope)\(window)\(when)"
  }

  // MARK: - Duties

  private mutating func duties() -> [String] {
    Self.duties.map { name in
      let person = isByPerson ? "principal.person" : "principal"
      var text = "duty \(name) of Doc = \(name == "deploy" ? "context.about" : "resource")"
      if random.chance(35) { text += " version object.head" }
      text += " by \(person)"
      if isByPerson, random.chance(30) {
        text += " known as " + random.pick(["object.author", "object.crew"])
      }
      switch random.below(5) {
      case 0: text += " when context.final"
      case 1: text += " unless context.final"
      case 2 where name != "deploy":
        text += " when resource.crew.contains(Person::\"p0\")"
      default: break
      }
      return text
    }
  }

  private mutating func dutySeparation(_ index: Int) -> String {
    let members = random.several(Self.duties, max: 4)
    let all = members.count > 1 ? members : ["write", "review"]
    var text = "separate duties apart\(index): \(all.joined(separator: ", "))"
    if all.count > 2, random.chance(40) { text += " at most 2" }
    if random.chance(35) { text += " within \(random.pick(["1h", "1d", "2d"]))" }
    separations.append(("apart\(index)", isByPerson))
    return text
  }

  // MARK: - Static separations

  private mutating func roleSeparation(_ index: Int) -> String {
    let most = random.chance(30) ? 2 : 1
    let members = members(max: 4, most: most)
    var text = "separate roles hats\(index): \(names(members).joined(separator: ", "))"
    if most > 1 { text += " at most \(most)" }
    if random.chance(35) { text += " in one scope" }
    let hasPersons = random.chance(60)
    if hasPersons { text += " by principal.person" }
    separations.append(("hats\(index)", hasPersons))
    return text
  }

  private mutating func permissionSeparation() -> String {
    let pairs =
      random.chance(50)
      ? ["(write, review on Doc)", "(deploy on Folder)"]
      : ["(write on Doc)", "(sign on Doc)", "(deploy on Folder)"]
    var text = "separate permissions toxic: \(pairs.joined(separator: ", "))"
    if pairs.count > 2, random.chance(50) { text += " at most 2" }
    let hasPersons = random.chance(60)
    if hasPersons { text += " by principal.person" }
    separations.append(("toxic", hasPersons))
    return text
  }

  private mutating func waiver(_ index: Int) -> String {
    let separation = random.pick(separations)
    let person =
      separation.isByPerson && random.chance(80)
      ? random.pick(["Person::\"p0\"", "Person::\"p1\""])
      : random.pick(["User::\"u0\"", "User::\"u1\"", "Bot::\"b0\"", "Bot::\"bx\""])
    var text = "waive \(separation.name) for \(person)"
    if random.chance(40) {
      text += " on " + random.pick(["Folder::\"f0\"", "Folder::\"f1\"", "Doc::\"d0\""])
    }
    let from = random.below(4)
    if random.chance(50) { text += " from \(Self.day(from))" }
    return text + " until \(Self.day(random.between(from + 1, 6))) because \"CHG-\(index)\""
  }

  // MARK: - Rules

  private mutating func rules() -> [String] {
    var rules: [String] = []
    for index in 0..<random.between(1, 3) { rules.append("allow yes\(index): " + rule()) }
    for index in 0..<random.below(2) { rules.append("deny no\(index): " + rule()) }
    return rules
  }

  private mutating func rule() -> String {
    let role = random.pick(Self.roles)
    let subject = random.pick([
      "anyone", "anyone", "User", "holders of \(role)", "holders of \(role) anywhere",
      "(User, Bot) in Group::\"g1\"",
    ])
    if random.chance(30) {
      return "\(subject) to deploy on Folder" + (random.chance(60) ? deployCondition() : "")
        + obligation()
    }
    let actions = random.several(["write", "review", "sign"], max: 3).joined(separator: ", ")
    return "\(subject) to \(actions) on Doc" + (random.chance(60) ? condition() : "") + obligation()
  }

  private mutating func obligation() -> String { random.chance(25) ? " oblige notify" : "" }

  private mutating func deployCondition() -> String {
    let more =
      hasDuties
      ? [
        " when context has about and performed(\(duty()), context.about).count >= 1",
        " when context has about"
          + " and (performed(review, context.about) - performed(write, context.about)).count == 0",
      ] : []
    return random.pick([" when context.final", " when resource in Folder::\"f0\""] + more)
  }

  private mutating func duty() -> String { random.pick(Self.duties) }

  private mutating func condition() -> String {
    let more =
      hasDuties
      ? [
        " when performed(\(duty()), resource).count >= 1",
        " unless performed(\(duty()), resource).isEmpty",
        isByPerson
          ? " when principal has person and principal.person in performed(\(duty()), resource)"
          : " when principal in performed(\(duty()), resource)",
        isByPerson
          ? " when some who in performed(\(duty()), resource) where who == Person::\"p0\""
          : " when performed(\(duty()), resource).count == 0",
      ] : []
    return random.pick([" when context.final", " when principal in Group::\"g0\""] + more)
  }
}
