import RemitCompiler
import RemitModel

// Comparison, arithmetic and membership.
extension Evaluator {
  mutating func compare(_ variant: UInt8, _ a: Slot, _ b: Slot) -> Slot {
    guard a.kind == b.kind, a.detail == b.detail,
      let comparison = Node.Comparison(rawValue: variant)
    else { return .error(.wrongType) }
    switch a.kind {
    case .int, .instant, .duration, .enumCase: break
    case .absent, .error, .bool, .string, .ip, .ipRange, .entity, .set, .record, .map:
      return .error(.wrongType)
    }
    switch comparison {
    case .less: return .bool(a.number < b.number)
    case .lessOrEqual: return .bool(a.number <= b.number)
    case .greater: return .bool(a.number > b.number)
    case .greaterOrEqual: return .bool(a.number >= b.number)
    }
  }

  mutating func arithmetic(_ variant: UInt8, _ a: Slot, _ b: Slot) -> Slot {
    guard let arithmetic = Node.Arithmetic(rawValue: variant) else { return .error(.wrongType) }
    if a.kind == .set, b.kind == .set { return combine(a, b, isUnion: arithmetic == .plus) }
    guard let kind = Self.resultKind(arithmetic, a.kind, b.kind) else { return .error(.wrongType) }
    let (result, overflow) =
      switch arithmetic {
      case .plus: a.number.addingReportingOverflow(b.number)
      case .minus: a.number.subtractingReportingOverflow(b.number)
      case .times: a.number.multipliedReportingOverflow(by: b.number)
      }
    return overflow ? .error(.overflow) : Slot(kind, bits: UInt64(bitPattern: result))
  }

  private static func resultKind(
    _ arithmetic: Node.Arithmetic, _ a: Slot.Kind, _ b: Slot.Kind
  ) -> Slot.Kind? {
    switch (arithmetic, a, b) {
    case (_, .int, .int): .int
    case (.plus, .instant, .duration), (.plus, .duration, .instant): .instant
    case (.minus, .instant, .duration): .instant
    case (.minus, .instant, .instant): .duration
    case (.plus, .duration, .duration), (.minus, .duration, .duration): .duration
    default: nil
    }
  }

  mutating func negative(_ value: Slot) -> Slot {
    guard value.kind == .int || value.kind == .duration else {
      return .error(.wrongType)
    }
    let (result, overflow) = Int64(0).subtractingReportingOverflow(value.number)
    return overflow ? .error(.overflow) : Slot(value.kind, bits: UInt64(bitPattern: result))
  }

  // MARK: Membership

  mutating func isContained(_ a: Slot, _ b: Slot) -> Bool {
    switch (a.kind, b.kind) {
    case (.entity, .entity): return lies(a.id, in: b.id)
    case (.ip, .ipRange): return pool.address(b.id).range.contains(pool.address(a.id).address)
    case (.entity, .set): return contains(a, in: b) || lies(a.id, inAnyOf: b)
    case (.ip, .set):
      if contains(a, in: b) { return true }
      for index in 0..<elementCount(of: b) {
        let element = self.element(index, of: b)
        if element.kind == .ipRange, isContained(a, element) { return true }
      }
      return false
    case (_, .set): return contains(a, in: b)
    default: return false
    }
  }

  /// Whether an entity lies below one of a set, itself apart.
  private mutating func lies(_ entity: UInt32, inAnyOf set: Slot) -> Bool {
    if !facts.sendsParents, let content = storedElements(of: set) {
      return storedAncestors(of: entity).meetAscending(content)
    }
    for index in 0..<elementCount(of: set) {
      let element = self.element(index, of: set)
      if element.kind == .entity, lies(entity, in: element.id) { return true }
    }
    return false
  }

  // MARK: Sets

  private mutating func combine(_ a: Slot, _ b: Slot, isUnion: Bool) -> Slot {
    let left = pool.withElements(a) { Array($0) }
    if isUnion { return pool.set(left + pool.withElements(b) { Array($0) }) }
    return pool.set(left.filter { !pool.contains($0, in: b) })
  }

  mutating func containsAll(_ set: Slot, _ other: Slot) -> Bool {
    for index in 0..<elementCount(of: other)
    where !contains(element(index, of: other), in: set) {
      return false
    }
    return true
  }

  mutating func containsAny(_ set: Slot, _ other: Slot) -> Bool {
    for index in 0..<elementCount(of: other) where contains(element(index, of: other), in: set) {
      return true
    }
    return false
  }

  /// A set, record or map from its parts.
  mutating func construct(_ node: Node, _ frame: Int) -> Slot {
    var failure = Slot.absent
    var values: [Slot] = []
    for index in 0..<Int(node.count) {
      let value = operand(Int(node.first) + index, frame)
      if value.isError { failure = failure.leastError(value) }
      values.append(value)
    }
    if failure.isError { return failure }
    if node.operation == .set { return pool.set(values) }
    let fields = values.enumerated().map { index, value in
      (key: view.keys[Int(node.argument) + index], value: value)
    }
    return pool.fields(node.operation == .map ? .map : .record, fields)
  }
}
