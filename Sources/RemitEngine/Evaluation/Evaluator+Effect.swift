import RemitCompiler
import RemitModel

// Single steps through the effect graph.
extension Evaluator {
  /// Where a test leads. A value that is not of the kind that it tests counts as an error: the
  /// reason pass knows what it means.
  mutating func next(_ node: EffectNode) -> UInt32 {
    target(node, of: atom(node.subject, above: view.effect.frameSize))
  }

  private func target(_ node: EffectNode, of value: Slot) -> UInt32 {
    switch node.kind {
    case .test: return value.isTrue ? node.yes : value.isFalse ? node.no : node.failed
    case .values:
      if value.isError || value.kind == .absent { return node.failed }
      let constant = view.constantTable.number(of: value)
      if constant == IntTableView.none { return node.no }
      let target = view.effect.values.find(node.first, constant)
      return target == IntTableView.none ? node.no : target
    case .numbers:
      guard value.kind.rawValue == node.variant, value.detail == node.no else {
        return node.failed
      }
      return target(node) { view.effect.numberBounds[$0] <= value.number }
    case .addresses:
      guard value.kind == .ip else { return node.failed }
      let address = pool.address(value.id)
      let bound = AddressBound(isV4: address.isV4, high: address.high, low: address.low)
      return target(node) { !(bound < view.effect.addressBounds[$0]) }
    case .prefixes, .suffixes:
      guard value.kind == .string else { return node.failed }
      return withBytes(of: value) { bytes in
        target(node) { !isBefore(bytes, $0, isFromEnd: node.kind == .suffixes) }
      }
    case .paths:
      guard value.kind == .string else { return node.failed }
      return withBytes(of: value) { target(node, ofPath: $0) }
    case .end, .unknown, .applies, .asks: return EffectGraph.unknown
    }
  }

  @inline(__always)
  private func withBytes(
    of value: Slot, _ body: (UnsafeBufferPointer<UInt8>) -> UInt32
  ) -> UInt32 {
    value.id < view.pool.stringCount
      ? body(view.pool.string(value.id)) : pool.withString(value.id, body)
  }

  /// The target of the segment that a value lies in: as many bounds are not above it.
  @inline(__always)
  private func target(_ node: EffectNode, _ isReached: (Int) -> Bool) -> UInt32 {
    var low = 0
    var high = Int(node.count)
    while low < high {
      let middle = (low + high) / 2
      if isReached(Int(node.first) + middle) { low = middle + 1 } else { high = middle }
    }
    return view.effect.targets[Int(node.yes) + low]
  }

  /// Whether a string comes before a bound.
  private func isBefore(
    _ bytes: UnsafeBufferPointer<UInt8>, _ bound: Int, isFromEnd: Bool
  ) -> Bool {
    let start = Int(view.effect.textEnds[bound])
    let count = Int(view.effect.textEnds[bound + 1]) - start
    for index in 0..<min(count, bytes.count) {
      let own = bytes[isFromEnd ? bytes.count - 1 - index : index]
      let other = view.effect.textBytes[start + index]
      if own != other { return own < other }
    }
    return bytes.count < count
  }

  private func target(
    _ node: EffectNode, ofPath path: UnsafeBufferPointer<UInt8>
  ) -> UInt32 {
    guard PathNormalForm.fault(in: path) == nil else { return node.failed }
    var state = node.first
    var start = 1
    while start <= path.count {
      var end = start
      while end < path.count && path[end] != UInt8(ascii: "/") { end += 1 }
      let known = view.pool.find(UnsafeBufferPointer(rebasing: path[start..<end]))
      var step = known.map { view.effect.pathSteps.find(state, $0) } ?? IntTableView.none
      if step == IntTableView.none { step = view.effect.pathStates[Int(state)].other }
      if step == PathState.none { return node.no }
      state = step
      start = end + 1
    }
    return view.effect.pathStates[Int(state)].target
  }
}
