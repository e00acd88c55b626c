import RemitCompiler

/// Values of memoised nodes, for one request. Its size depends on what the request evaluates, not
/// on the policy.
struct MemoTable {
  /// Open addressing, at most half full; a node is stored plus one, zero is none.
  private var nodes: [UInt32]
  private var values: [Slot]
  private var count = 0

  init() {
    nodes = [UInt32](repeating: 0, count: 64)
    values = [Slot](repeating: .absent, count: 64)
  }

  @inline(__always)
  func find(_ node: UInt32) -> Slot? {
    let place = place(of: node)
    return nodes[place] == 0 ? nil : values[place]
  }

  mutating func set(_ node: UInt32, _ value: Slot) {
    if (count + 1) * 2 > nodes.count { grow() }
    let place = place(of: node)
    nodes[place] = node + 1
    values[place] = value
    count += 1
  }

  mutating func removeAll() {
    guard count > 0 else { return }
    count = 0
    for place in nodes.indices { nodes[place] = 0 }
  }

  @inline(__always)
  private func place(of node: UInt32) -> Int {
    var place = Int(truncatingIfNeeded: ByteHash.of(UInt64(node))) & (nodes.count - 1)
    while nodes[place] != 0, nodes[place] != node + 1 { place = (place + 1) & (nodes.count - 1) }
    return place
  }

  private mutating func grow() {
    let oldNodes = nodes
    let oldValues = values
    nodes = [UInt32](repeating: 0, count: oldNodes.count * 2)
    values = [Slot](repeating: .absent, count: nodes.count)
    for (index, stored) in oldNodes.enumerated() where stored != 0 {
      let place = place(of: stored - 1)
      nodes[place] = stored
      values[place] = oldValues[index]
    }
  }
}
