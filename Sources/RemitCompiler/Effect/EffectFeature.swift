import RemitModel

/// What a formula says if it asks nothing but which of some constants one value is, or where it
/// lies among them. Many rules that ask this of one value are told apart in one step.
struct EffectFeature {
  enum Family: UInt8 {
    case values
    case numbers
    case addresses
    case prefixes
    case suffixes
    case paths
  }

  struct NumberKind: Hashable {
    let kind: Slot.Kind
    let detail: UInt32

    init(_ slot: Slot) {
      kind = slot.kind
      detail = slot.detail
    }
  }

  enum Accepted {
    /// Constants by number, ascending.
    case values([UInt32])
    /// Closed intervals of values of a kind (of an enum: that one), ascending and apart.
    case numbers(NumberKind, [ClosedRange<Int64>])
    case addresses([IPRange])
    case prefixes([[UInt8]])
    /// From the end.
    case suffixes([[UInt8]])
    case path([PathTemplate])
  }

  /// The node of the value.
  let subject: UInt32
  let accepted: Accepted

  var family: Family {
    switch accepted {
    case .values: .values
    case .numbers: .numbers
    case .addresses: .addresses
    case .prefixes: .prefixes
    case .suffixes: .suffixes
    case .path: .paths
    }
  }

  /// Several about one value, where the result is again one.
  static func joined(_ parts: [EffectFeature?], isAll: Bool) -> EffectFeature? {
    guard var result = parts.first ?? nil else { return nil }
    for part in parts.dropFirst() {
      guard let part, part.subject == result.subject,
        let next = isAll
          ? intersection(result.accepted, part.accepted)
          : union(result.accepted, part.accepted)
      else { return nil }
      result = EffectFeature(subject: result.subject, accepted: next)
    }
    return result
  }

  private static func union(_ a: Accepted, _ b: Accepted) -> Accepted? {
    switch (a, b) {
    case (.values(let x), .values(let y)): return .values(Set(x + y).sorted())
    case (.numbers(let kind, let x), .numbers(let other, let y)) where kind == other:
      return .numbers(kind, apart(x + y))
    case (.addresses(let x), .addresses(let y)): return .addresses(x + y)
    case (.prefixes(let x), .prefixes(let y)): return .prefixes(x + y)
    case (.suffixes(let x), .suffixes(let y)): return .suffixes(x + y)
    case (.path(let x), .path(let y)): return .path(x + y)
    case (.values, _), (.numbers, _), (.addresses, _), (.prefixes, _), (.suffixes, _), (.path, _):
      return nil
    }
  }

  /// Of intervals only: nothing else is asked twice of one value.
  private static func intersection(_ a: Accepted, _ b: Accepted) -> Accepted? {
    guard case .numbers(let kind, let x) = a, case .numbers(let other, let y) = b, kind == other
    else { return nil }
    var out: [ClosedRange<Int64>] = []
    for one in x {
      for two in y where one.overlaps(two) {
        out.append(
          max(one.lowerBound, two.lowerBound)...min(one.upperBound, two.upperBound))
      }
    }
    return .numbers(kind, apart(out))
  }

  static func apart(_ intervals: [ClosedRange<Int64>]) -> [ClosedRange<Int64>] {
    var out: [ClosedRange<Int64>] = []
    for interval in intervals.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = out.last, last.upperBound == .max || interval.lowerBound <= last.upperBound + 1
      {
        out[out.count - 1] = last.lowerBound...max(last.upperBound, interval.upperBound)
      } else {
        out.append(interval)
      }
    }
    return out
  }
}

// From nodes to features.
extension EffectFormulas {
  mutating func feature(of id: UInt32, isNegated: Bool) -> EffectFeature? {
    let node = nodes[Int(id)]
    switch node.operation {
    case .equal where !isNegated, .notEqual where isNegated:
      return withConstant(node) { formulas, slot, _ in formulas.one(of: [slot]) }
    case .compare:
      return withConstant(node) { _, slot, isFirst in
        Self.interval(node.variant, slot, isFirst: isFirst, isNegated: isNegated)
      }
    case .contained where !isNegated:
      return withConstant(node) { formulas, slot, isFirst in
        isFirst ? nil : formulas.inside(slot)
      }
    case .method where !isNegated: return method(node)
    case .like where !isNegated:
      let subject = operands[Int(node.first)].node
      guard let accepted = glob(tables.globPatterns[Int(node.argument)]) else { return nil }
      return EffectFeature(subject: subject, accepted: accepted)
    case .path where !isNegated:
      let subject = operands[Int(node.first)].node
      return EffectFeature(
        subject: subject, accepted: .path([tables.pathTemplates[Int(node.argument)]]))
    case .literal, .principal, .resource, .context, .now, .local, .attribute, .contextAttribute,
      .mapValue, .has, .contextHas, .hasKey, .isType, .not, .and, .or, .conditional, .equal,
      .notEqual, .arithmetic, .negate, .contained, .like, .regex, .path, .method, .quantified,
      .each, .call, .performed, .id, .weekday, .timeOfDay, .set, .record, .map:
      return nil
    }
  }

  /// What a node with two operands asks, if one of them is a constant.
  private mutating func withConstant(
    _ node: Node, _ body: (inout EffectFormulas, Slot, Bool) -> EffectFeature.Accepted?
  ) -> EffectFeature? {
    let a = operands[Int(node.first)].node
    let b = operands[Int(node.first) + 1].node
    if let slot = constant(b), constant(a) == nil {
      return body(&self, slot, false).map { EffectFeature(subject: a, accepted: $0) }
    }
    if let slot = constant(a), constant(b) == nil {
      return body(&self, slot, true).map { EffectFeature(subject: b, accepted: $0) }
    }
    return nil
  }

  private func constant(_ id: UInt32) -> Slot? {
    let node = nodes[Int(id)]
    return node.operation == .literal ? tables.constants[Int(node.argument)] : nil
  }

  /// Equality with one of some constants.
  private mutating func one(of slots: [Slot]) -> EffectFeature.Accepted? {
    guard let first = slots.first else { return nil }
    if Self.isNumber(first.kind),
      slots.allSatisfy({ $0.kind == first.kind && $0.detail == first.detail })
    {
      return .numbers(
        EffectFeature.NumberKind(first), EffectFeature.apart(slots.map { $0.number...$0.number }))
    }
    return .values(Set(slots.map { tables.constant($0) }).sorted())
  }

  private static func isNumber(_ kind: Slot.Kind) -> Bool {
    switch kind {
    case .int, .instant, .duration, .enumCase: true
    case .absent, .error, .bool, .string, .ip, .ipRange, .entity, .set, .record, .map: false
    }
  }

  private static func interval(
    _ variant: UInt8, _ slot: Slot, isFirst: Bool, isNegated: Bool
  ) -> EffectFeature.Accepted? {
    guard isNumber(slot.kind), let comparison = Node.Comparison(rawValue: variant) else {
      return nil
    }
    let bound = slot.number
    let kind = EffectFeature.NumberKind(slot)
    // 3 < x is x > 3, and not (x < 3) is x >= 3.
    var isUpper: Bool
    var isStrict: Bool
    switch comparison {
    case .less: (isUpper, isStrict) = (true, true)
    case .lessOrEqual: (isUpper, isStrict) = (true, false)
    case .greater: (isUpper, isStrict) = (false, true)
    case .greaterOrEqual: (isUpper, isStrict) = (false, false)
    }
    if isFirst { isUpper.toggle() }
    if isNegated {
      isUpper.toggle()
      isStrict.toggle()
    }
    if isUpper {
      if isStrict, bound == .min { return .numbers(kind, []) }
      return .numbers(kind, [.min...(isStrict ? bound - 1 : bound)])
    }
    if isStrict, bound == .max { return .numbers(kind, []) }
    return .numbers(kind, [(isStrict ? bound + 1 : bound)...Int64.max])
  }

  /// `x in c`
  private mutating func inside(_ slot: Slot) -> EffectFeature.Accepted? {
    let elements = slot.kind == .set ? pool.withElements(slot) { Array($0) } : [slot]
    if elements.isEmpty { return nil }
    var ranges: [IPRange] = []
    for element in elements {
      switch element.kind {
      case .bool, .int, .string, .instant, .duration, .enumCase:
        if slot.kind != .set { return nil }
      case .ip:
        let address = pool.address(element.id).address
        ranges.append(IPRange(base: address, prefixLength: address.isV4 ? 32 : 128))
      case .ipRange: ranges.append(pool.address(element.id).range)
      case .absent, .error, .entity, .set, .record, .map: return nil
      }
    }
    if ranges.isEmpty { return one(of: elements) }
    return ranges.count == elements.count ? .addresses(ranges) : nil
  }

  private mutating func method(_ node: Node) -> EffectFeature? {
    guard node.count == 2, let method = Node.Method(rawValue: node.variant) else { return nil }
    let receiver = operands[Int(node.first)].node
    let argument = operands[Int(node.first) + 1].node
    switch method {
    case .contains:
      guard let set = constant(receiver), set.kind == .set, constant(argument) == nil else {
        return nil
      }
      let elements = pool.withElements(set) { Array($0) }
      return one(of: elements).map { EffectFeature(subject: argument, accepted: $0) }
    case .startsWith, .endsWith:
      guard let part = constant(argument), part.kind == .string, constant(receiver) == nil else {
        return nil
      }
      let bytes = pool.withString(part.id) { Array($0) }
      return EffectFeature(
        subject: receiver,
        accepted: method == .startsWith ? .prefixes([bytes]) : .suffixes([bytes.reversed()]))
    case .containsAll, .containsAny, .count, .isEmpty, .asciiLowercased: return nil
    }
  }

  private mutating func glob(_ pattern: GlobPattern) -> EffectFeature.Accepted? {
    let segments = pattern.segments
    if segments.count == 1 { return one(of: [.string(pool.intern(segments[0]))]) }
    guard segments.count == 2 else { return nil }
    let start = Array(segments[0].string.utf8)
    let end = Array(segments[1].string.utf8)
    if end.isEmpty { return .prefixes([start]) }
    return start.isEmpty ? .suffixes([end.reversed()]) : nil
  }
}
