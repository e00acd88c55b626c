import RemitModel

/// Bytes in their order.
struct ByteString: Hashable, Comparable {
  let bytes: [UInt8]

  static func < (a: ByteString, b: ByteString) -> Bool {
    a.bytes.lexicographicallyPrecedes(b.bytes)
  }

  /// The first in order that does not begin with these, if there is one.
  var afterAllWithPrefix: ByteString? {
    var rest = bytes
    while let last = rest.popLast() {
      if last < .max { return ByteString(bytes: rest + [last + 1]) }
    }
    return nil
  }
}

/// What members accept, as places between bounds.
struct Segments<Bound: Comparable & Hashable> {
  /// A half-open run of the order; without a bound it has no end there.
  struct Span {
    let member: Int
    let low: Bound?
    let high: Bound?
  }

  /// Ascending.
  let bounds: [Bound]
  /// Of each segment: the members that accept it. One more than bounds.
  private(set) var members: [[Int]]

  /// - Parameter take: told before how many places each span fills.
  init(
    _ spans: [Span], _ take: (Int) throws(EffectBuilder.TooLarge) -> Void
  ) throws(EffectBuilder.TooLarge) {
    bounds = Set(spans.compactMap(\.low) + spans.compactMap(\.high)).sorted()
    members = Array(repeating: [], count: bounds.count + 1)
    var places: [Bound: Int] = [:]
    for (place, bound) in bounds.enumerated() { places[bound] = place }
    for span in spans {
      let first = span.low.flatMap { places[$0] }.map { $0 + 1 } ?? 0
      let end = span.high.flatMap { places[$0] }.map { $0 + 1 } ?? bounds.count + 1
      guard first < end else { continue }
      try take(end - first)
      for segment in first..<end where members[segment].last != span.member {
        members[segment].append(span.member)
      }
    }
  }
}

// Many-way nodes.
extension EffectBuilder {
  mutating func branch(
    _ subject: UInt32, _ family: EffectFeature.Family, _ rules: [Residual], _ next: UInt32,
    _ failed: UInt32, _ depth: Int
  ) throws(TooLarge) -> UInt32 {
    var members: [(rest: Residual, accepted: EffectFeature.Accepted)] = []
    for rule in rules {
      let demand = rule.demands.first { demand in
        guard let feature = formulas.features[Int(demand)] else { return false }
        return feature.subject == subject && feature.family == family
      }
      guard let demand, let feature = formulas.features[Int(demand)] else { continue }
      var rest = rule
      rest.demands.removeAll { $0 == demand }
      members.append((rest, feature.accepted))
    }
    switch family {
    case .values: return try values(subject, members, next, failed, depth)
    case .numbers: return try numbers(subject, members, next, failed, depth)
    case .addresses: return try addresses(subject, members, next, failed, depth)
    case .prefixes, .suffixes:
      return try texts(subject, family, members, next, failed, depth)
    case .paths: return try paths(subject, members, next, failed, depth)
    }
  }

  typealias Member = (rest: Residual, accepted: EffectFeature.Accepted)

  private mutating func values(
    _ subject: UInt32, _ members: [Member], _ next: UInt32, _ failed: UInt32, _ depth: Int
  ) throws(TooLarge) -> UInt32 {
    var groups: [UInt32: [Residual]] = [:]
    for member in members {
      guard case .values(let constants) = member.accepted else { continue }
      try take(steps: constants.count)
      for constant in constants { groups[constant, default: []].append(member.rest) }
    }
    var keys: [UInt64] = []
    var targets: [UInt32] = []
    for (constant, group) in groups.sorted(by: { $0.key < $1.key }) {
      keys.append(UInt64(constant))
      targets.append(try build(group, next, depth: depth + 1))
    }
    let plain = EffectNode(.values, subject: subject, no: next, failed: failed)
    let table = newTable()
    return addBranch(plain, keys: keys, targets: targets) { graph in
      for (key, target) in zip(keys, targets) {
        graph.values.set(IntTable.key(table, UInt32(key)), target)
      }
      graph.valueTables[table] = zip(keys, targets).map {
        EffectBranch(constant: UInt32($0), target: $1)
      }
      return EffectNode(
        .values, subject: subject, first: table, count: UInt32(keys.count), no: next,
        failed: failed)
    }
  }

  private mutating func numbers(
    _ subject: UInt32, _ members: [Member], _ next: UInt32, _ failed: UInt32, _ depth: Int
  ) throws(TooLarge) -> UInt32 {
    var spans: [Segments<Int64>.Span] = []
    var kind = EffectFeature.NumberKind(.int(0))
    for (number, member) in members.enumerated() {
      guard case .numbers(let own, let intervals) = member.accepted else { continue }
      kind = own
      for interval in intervals {
        spans.append(
          .init(
            member: number, low: interval.lowerBound == .min ? nil : interval.lowerBound,
            high: interval.upperBound == .max ? nil : interval.upperBound + 1))
      }
    }
    let (bounds, targets) = try segments(spans, members, next, depth)
    let plain = EffectNode(
      .numbers, variant: kind.kind.rawValue, subject: subject, no: kind.detail, failed: failed)
    return addBranch(
      plain, keys: bounds.map { UInt64(bitPattern: $0) }, targets: targets
    ) { graph in
      let first = UInt32(graph.numberBounds.count)
      graph.numberBounds += bounds
      let firstTarget = UInt32(graph.targets.count)
      graph.targets += targets
      return EffectNode(
        .numbers, variant: kind.kind.rawValue, subject: subject, first: first,
        count: UInt32(bounds.count), yes: firstTarget, no: kind.detail, failed: failed)
    }
  }

  private mutating func addresses(
    _ subject: UInt32, _ members: [Member], _ next: UInt32, _ failed: UInt32, _ depth: Int
  ) throws(TooLarge) -> UInt32 {
    var spans: [Segments<AddressBound>.Span] = []
    for (number, member) in members.enumerated() {
      guard case .addresses(let ranges) = member.accepted else { continue }
      for range in ranges {
        let base = AddressBound(
          isV4: range.base.isV4, high: range.base.high, low: range.base.low)
        spans.append(.init(member: number, low: base, high: Self.end(of: range)))
      }
    }
    let (bounds, targets) = try segments(spans, members, next, depth)
    let keys: [UInt64] = bounds.flatMap { bound -> [UInt64] in
      [bound.isV4 ? 1 : 0, bound.high, bound.low]
    }
    let plain = EffectNode(.addresses, subject: subject, no: next, failed: failed)
    return addBranch(plain, keys: keys, targets: targets) { graph in
      let first = UInt32(graph.addressBounds.count)
      graph.addressBounds += bounds
      let firstTarget = UInt32(graph.targets.count)
      graph.targets += targets
      return EffectNode(
        .addresses, subject: subject, first: first, count: UInt32(bounds.count),
        yes: firstTarget, no: next, failed: failed)
    }
  }

  /// The first address behind a range. IPv4 has the low 32 bits, so its last range ends at 2^32.
  private static func end(of range: IPRange) -> AddressBound? {
    let host = (range.base.isV4 ? 32 : 128) - range.prefixLength
    let base = range.base
    if base.isV4 { return AddressBound(isV4: true, high: 0, low: base.low + (1 << UInt64(host))) }
    let (low, carry) =
      host < 64 ? base.low.addingReportingOverflow(1 << UInt64(host)) : (base.low, false)
    let added: UInt64 = host >= 128 ? 0 : host >= 64 ? 1 << UInt64(host - 64) : carry ? 1 : 0
    let (high, overflow) = base.high.addingReportingOverflow(added)
    // Behind the last IPv6 address comes the first IPv4 address.
    if overflow || host >= 128 { return AddressBound(isV4: true, high: 0, low: 0) }
    return AddressBound(isV4: false, high: high, low: low)
  }

  private mutating func texts(
    _ subject: UInt32, _ family: EffectFeature.Family, _ members: [Member], _ next: UInt32,
    _ failed: UInt32, _ depth: Int
  ) throws(TooLarge) -> UInt32 {
    var spans: [Segments<ByteString>.Span] = []
    for (number, member) in members.enumerated() {
      switch member.accepted {
      case .prefixes(let parts), .suffixes(let parts):
        for part in parts {
          let text = ByteString(bytes: part)
          spans.append(
            .init(
              member: number, low: part.isEmpty ? nil : text,
              high: part.isEmpty ? nil : text.afterAllWithPrefix))
        }
      case .values, .numbers, .addresses, .path: continue
      }
    }
    let (bounds, targets) = try segments(spans, members, next, depth)
    let kind: EffectNode.Kind = family == .prefixes ? .prefixes : .suffixes
    let plain = EffectNode(kind, subject: subject, no: next, failed: failed)
    return addBranch(plain, keys: [], targets: targets, texts: bounds) { graph in
      let first = UInt32(graph.textEnds.count - 1)
      for bound in bounds {
        graph.textBytes += bound.bytes
        graph.textEnds.append(UInt32(graph.textBytes.count))
      }
      let firstTarget = UInt32(graph.targets.count)
      graph.targets += targets
      return EffectNode(
        kind, subject: subject, first: first, count: UInt32(bounds.count), yes: firstTarget,
        no: next, failed: failed)
    }
  }

  /// Bounds and where the places between them lead; neighbours that lead to the same are one.
  private mutating func segments<Bound: Comparable & Hashable>(
    _ spans: [Segments<Bound>.Span], _ members: [Member], _ next: UInt32, _ depth: Int
  ) throws(TooLarge) -> (bounds: [Bound], targets: [UInt32]) {
    let ordered = Self.innermostFirst(spans)
    var taken = 0
    let left = stepsLeft
    let cut = try Segments(ordered) { (steps) throws(TooLarge) in
      taken += steps
      if taken > left { throw TooLarge() }
    }
    try take(steps: taken)
    var bounds: [Bound] = []
    var targets: [UInt32] = []
    for (place, accepted) in cut.members.enumerated() {
      // A member with several spans may stand apart in a segment.
      var seen = Set<Int>()
      let rest = accepted.filter { seen.insert($0).inserted }.map { members[$0].rest }
      let target = try build(rest, next, depth: depth + 1)
      if place > 0 {
        if target == targets[targets.count - 1] { continue }
        bounds.append(cut.bounds[place - 1])
      }
      targets.append(target)
    }
    return (bounds, targets)
  }

  /// Of nested spans the inner before the outer: then what the places share comes last in each of
  /// them, and is one chain.
  private static func innermostFirst<Bound: Comparable & Hashable>(
    _ spans: [Segments<Bound>.Span]
  ) -> [Segments<Bound>.Span] {
    spans.enumerated().sorted { a, b in
      let (x, y) = (a.element, b.element)
      if x.low != y.low {
        guard let low = x.low else { return false }
        return y.low.map { low > $0 } ?? true
      }
      if x.high != y.high {
        guard let high = x.high else { return false }
        return y.high.map { high < $0 } ?? true
      }
      return a.offset < b.offset
    }.map(\.element)
  }
}
