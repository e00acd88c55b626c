import RemitModel

/// Builds the candidate index from the rules' heads and features.
struct IndexBuilder {
  struct Placement {
    let side: UInt32
    let subject: HeadKey
    let object: HeadKey
    /// With the bit `CandidateIndex.repeated`.
    let rule: UInt32
  }

  let schema: Schema
  private(set) var index = CandidateIndex()
  private var placements: [Placement] = []
  private var features: [RuleFeatures] = []
  private var pathNumbers: [AttributePath: Int] = [:]
  private var paths: [AttributePath] = []

  init(_ schema: Schema) {
    self.schema = schema
  }

  // MARK: Placing

  /// Puts a rule wherever its head can be met.
  ///
  /// - Parameter entries: the number of each combination.
  mutating func place(
    _ rule: TypedRule, _ id: Int, entries: [Combination: UInt32], _ pool: inout ValuePool
  ) throws(CompileRefusal) {
    let own = RuleFeatures(rule.clauses)
    features.append(own)
    for action in rule.actions.sorted() {
      for principal in schema[action].principals.sorted() {
        let subjects = subjectKeys(rule, own, principal, &pool)
        if subjects.isEmpty { continue }
        for resource in schema[action].resources.sorted() {
          let objects = objectKeys(rule, own, resource, &pool)
          let combination = Combination(principal: principal, action: action, resource: resource)
          guard !objects.isEmpty, let entry = entries[combination] else { continue }
          let side = entry * 2 + (rule.effect == .deny ? 0 : 1)
          let isRepeated = subjects.count * objects.count > 1
          let mark = UInt32(id) | (isRepeated ? CandidateIndex.repeated : 0)
          for subject in subjects {
            for object in objects {
              placements.append(
                Placement(side: side, subject: subject, object: object, rule: mark))
            }
          }
        }
      }
      guard placements.count <= GraphLimit.graphPlacementsMax else {
        throw CompileRefusal(.tooLarge, at: rule.span)
      }
    }
  }

  /// The keys under which a principal of the type meets the rule; none if it cannot.
  private func subjectKeys(
    _ rule: TypedRule, _ own: RuleFeatures, _ type: EntityTypeID, _ pool: inout ValuePool
  ) -> [HeadKey] {
    var keys: [HeadKey] = [.always]
    if let patterns = rule.subject {
      keys = patterns.compactMap { pattern in
        switch pattern {
        case .entity(let entity): key(entity, type, &pool)
        case .holders(let role, let anywhere):
          anywhere ? .holdsAnywhere(UInt32(role.int)) : .holds(UInt32(role.int))
        }
      }
    }
    return refined(keys, own.subject, type, &pool)
  }

  private func objectKeys(
    _ rule: TypedRule, _ own: RuleFeatures, _ type: EntityTypeID, _ pool: inout ValuePool
  ) -> [HeadKey] {
    let keys = rule.object.map { $0.compactMap { key($0, type, &pool) } } ?? [.always]
    return refined(keys, own.object, type, &pool)
  }

  private func key(
    _ pattern: EntityPattern, _ type: EntityTypeID, _ pool: inout ValuePool
  ) -> HeadKey? {
    guard pattern.canFit(type, in: schema) else { return nil }
    switch pattern {
    case .type: return .always
    case .typesIn(_, let ancestor): return .lies(in: pool.intern(ancestor, in: schema))
    case .entity(let uid): return .equals(pool.intern(uid, in: schema))
    }
  }

  /// Distinct keys, sorted; one alone where the head asks nothing, and then what `when` asks.
  private func refined(
    _ keys: [HeadKey], _ asked: EntityPattern?, _ type: EntityTypeID, _ pool: inout ValuePool
  ) -> [HeadKey] {
    guard keys.contains(.always) else { return Set(keys).sorted() }
    switch asked {
    case .entity(let uid): return [.equals(pool.intern(uid, in: schema))]
    case .typesIn(_, let ancestor): return [.lies(in: pool.intern(ancestor, in: schema))]
    case .type, nil: return [.always]
    }
  }

  // MARK: Building

  /// Sorts what was placed into buckets and lists.
  ///
  /// - Parameter constant: the number under which the graph knows a constant.
  mutating func build(
    entryCount: Int, tables: inout GraphTables, pool: inout ValuePool
  ) throws(CompileRefusal) -> CandidateIndex {
    placements.sort { a, b in
      (a.side, a.subject, a.object, a.rule & ~CandidateIndex.repeated)
        < (b.side, b.subject, b.object, b.rule & ~CandidateIndex.repeated)
    }
    let empty = Side(
      always: CandidateIndex.none, keyCount: 0, usesEntities: false, usesRoles: false)
    index.sides = Array(repeating: empty, count: entryCount * 2)
    var start = 0
    while start < placements.count {
      let first = placements[start]
      var end = start
      while end < placements.count, placements[end].side == first.side,
        placements[end].subject == first.subject
      {
        end += 1
      }
      let bucket = try buildBucket(start..<end, &tables, &pool)
      note(bucket, under: first.subject, of: first.side)
      start = end
    }
    placements = []
    return index
  }

  private mutating func note(_ bucket: UInt32, under subject: HeadKey, of side: UInt32) {
    switch subject.kind {
    case .always:
      index.sides[Int(side)].always = bucket
      return
    case .lies, .equals: index.sides[Int(side)].usesEntities = true
    case .holds, .holdsAnywhere: index.sides[Int(side)].usesRoles = true
    }
    index.sides[Int(side)].keyCount += 1
    index.subjects.set(IntTable.key(side, subject.raw), bucket)
  }

  private mutating func buildBucket(
    _ range: Range<Int>, _ tables: inout GraphTables, _ pool: inout ValuePool
  ) throws(CompileRefusal) -> UInt32 {
    let id = UInt32(index.buckets.count)
    index.buckets.append(Bucket(always: CandidateIndex.none, keyCount: 0))
    var start = range.lowerBound
    while start < range.upperBound {
      let object = placements[start].object
      var end = start
      while end < range.upperBound, placements[end].object == object { end += 1 }
      let rules = placements[start..<end].map(\.rule)
      let list = try buildList(rules, without: [], &tables, &pool)
      if object == .always {
        index.buckets[Int(id)].always = list
      } else {
        index.buckets[Int(id)].keyCount += 1
        index.objects.set(IntTable.key(id, object.raw), list)
      }
      start = end
    }
    return id
  }

  // MARK: Lists and switches

  /// Shorter lists are looked at one by one.
  private static let switchCandidatesMin = 8
  /// How many switches may follow each other on the way to a candidate.
  private static let switchesDeepMax = 8

  /// - Parameter used: paths that were switched on before.
  private mutating func buildList(
    _ rules: [UInt32], without used: [Int], _ tables: inout GraphTables, _ pool: inout ValuePool
  ) throws(CompileRefusal) -> UInt32 {
    let id = UInt32(index.lists.count)
    index.lists.append(CandidateList(first: 0, count: 0, firstSwitch: 0, switchCount: 0))
    var rest = rules
    var chosen: [(path: Int, rules: [UInt32])] = []
    while let path = bestPath(for: rest, without: used + chosen.map(\.path)) {
      chosen.append((path, rest.filter { equality($0, on: path) != nil }))
      rest.removeAll { equality($0, on: path) != nil }
    }
    let own = try run(rest)
    index.lists[Int(id)].first = own.first
    index.lists[Int(id)].count = own.count
    index.lists[Int(id)].firstSwitch = UInt32(index.switches.count)
    index.lists[Int(id)].switchCount = UInt32(chosen.count)
    let firstSwitch = index.switches.count
    for choice in chosen { try addSwitch(choice.path, choice.rules, &tables, &pool) }
    for (offset, choice) in chosen.enumerated() {
      try addValues(
        of: UInt32(firstSwitch + offset), choice.path, choice.rules,
        without: used + [choice.path], &tables, &pool)
    }
    return id
  }

  /// The path on which most of the rules demand equality, if enough do.
  private mutating func bestPath(for rules: [UInt32], without used: [Int]) -> Int? {
    guard rules.count > Self.switchCandidatesMin, used.count < Self.switchesDeepMax else {
      return nil
    }
    var counts: [Int: Int] = [:]
    for rule in rules {
      let equalities = features[Int(rule & ~CandidateIndex.repeated)].equalities
      for number in Set(equalities.map({ number(of: $0.path) })) { counts[number, default: 0] += 1 }
    }
    let best = counts.filter { !used.contains($0.key) }
      .min { ($1.value, $0.key) < ($0.value, $1.key) }
    guard let best, best.value >= Self.switchCandidatesMin else { return nil }
    return best.key
  }

  private mutating func number(of path: AttributePath) -> Int {
    if let number = pathNumbers[path] { return number }
    paths.append(path)
    pathNumbers[path] = paths.count - 1
    return paths.count - 1
  }

  private func equality(_ rule: UInt32, on path: Int) -> RuleFeatures.Equality? {
    features[Int(rule & ~CandidateIndex.repeated)].equalities.first { $0.path == paths[path] }
  }

  private mutating func run(_ rules: [UInt32]) throws(CompileRefusal) -> CandidateRun {
    let run = CandidateRun(first: UInt32(index.candidates.count), count: UInt32(rules.count))
    index.candidates.append(contentsOf: rules)
    guard index.candidates.count <= GraphLimit.graphPlacementsMax else {
      throw CompileRefusal(.tooLarge, at: nil)
    }
    return run
  }

  private mutating func addSwitch(
    _ number: Int, _ rules: [UInt32], _ tables: inout GraphTables, _ pool: inout ValuePool
  ) throws(CompileRefusal) {
    let path = paths[number]
    let firstUnguarded = UInt32(index.unguarded.count)
    for step in 1...path.names.count {
      let unguarded = rules.filter {
        !features[Int($0 & ~CandidateIndex.repeated)].guards(path, step: step)
      }
      let run = try run(unguarded)
      index.unguarded.append(run)
    }
    let first = UInt32(index.paths.count)
    for name in path.names { index.paths.append(tables.name(name, &pool)) }
    index.switches.append(
      Switch(
        root: path.root, first: first, count: UInt32(path.names.count),
        firstUnguarded: firstUnguarded))
  }

  private mutating func addValues(
    of id: UInt32, _ path: Int, _ rules: [UInt32], without used: [Int],
    _ tables: inout GraphTables, _ pool: inout ValuePool
  ) throws(CompileRefusal) {
    var groups: [UInt32: [UInt32]] = [:]
    for rule in rules {
      guard let equality = equality(rule, on: path) else { continue }
      for value in equality.values {
        let constant = tables.constant(pool.intern(value, in: schema))
        groups[constant, default: []].append(rule)
      }
    }
    for (constant, group) in groups.sorted(by: { $0.key < $1.key }) {
      let list = try buildList(group, without: used, &tables, &pool)
      index.values.set(IntTable.key(id, constant), list)
    }
  }
}
