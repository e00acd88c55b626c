import RemitModel

/// The grants of the data by name, with a digest of all of them: a radix tree over the digests of
/// the names, whose every node has the digest of what is below it (a Merkle tree).
///
/// Where a leaf stands follows from its name alone, so that equal sets of grants have equal digests
/// however they came about. Copies share all nodes but those on the way to a change.
///
/// INVARIANT: but for the root, below each node are two leaves or more, so that one set has one tree.
struct DigestTree: Sendable {
  /// The first 16 bytes of the digest of a name.
  struct Key: Hashable, Sendable {
    let high: UInt64
    let low: UInt64

    /// O(bytes of the name).
    init(_ name: String) {
      (high, low) = SHA256.digest(name).start
    }

    fileprivate func bit(_ depth: Int) -> UInt16 {
      let word = depth < 16 ? high : low
      return 1 << UInt16(truncatingIfNeeded: word >> UInt64(60 - 4 * (depth & 15)) & 15)
    }
  }

  struct Leaf: Sendable {
    let key: Key
    /// Of the canonical bytes, which have the name in them.
    let digest: SHA256.Digest
    /// The grant's number in the table.
    var number: UInt32
  }

  private struct Node: Sendable {
    /// Forgotten where anything below changes.
    var digest: SHA256.Digest?
    var leafBits: UInt16 = 0
    var nodeBits: UInt16 = 0
    var leaves: [Leaf] = []
    var nodes: [Node] = []
  }

  private var root = Node()
  private(set) var count = 0

  /// The number of the grant of that name. O(log grants).
  func find(_ key: Key) -> UInt32? {
    var node = root
    var depth = 0
    while true {
      let bit = key.bit(depth)
      if node.leafBits & bit != 0 {
        let leaf = node.leaves[Self.place(node.leafBits, bit)]
        return leaf.key == key ? leaf.number : nil
      }
      guard node.nodeBits & bit != 0 else { return nil }
      node = node.nodes[Self.place(node.nodeBits, bit)]
      depth += 1
    }
  }

  /// Adds a leaf whose key is not there. O(log grants).
  mutating func insert(_ leaf: Leaf) {
    Self.insert(leaf, &root, 0)
    count += 1
  }

  /// Takes a leaf out that is there. O(log grants).
  mutating func remove(_ key: Key) {
    Self.remove(key, &root, 0)
    count -= 1
  }

  /// The digest of all leaves. O(what changed since it was last asked for × log grants).
  mutating func digest() -> SHA256.Digest { Self.digest(&root) }

  /// Numbers of all grants, in no useful order.
  var numbers: [UInt32] {
    var numbers: [UInt32] = []
    numbers.reserveCapacity(count)
    var open = [root]
    while let node = open.popLast() {
      for leaf in node.leaves { numbers.append(leaf.number) }
      open += node.nodes
    }
    return numbers
  }

  /// Gives grants new numbers, by their old ones; digests stay.
  mutating func renumber(_ numbers: [UInt32: UInt32]) { Self.renumber(&root, numbers) }

  // Recursion is bounded by the digits of a key, 32.

  private static func place(_ bits: UInt16, _ bit: UInt16) -> Int {
    (bits & (bit &- 1)).nonzeroBitCount
  }

  private static func insert(_ leaf: Leaf, _ node: inout Node, _ depth: Int) {
    node.digest = nil
    let bit = leaf.key.bit(depth)
    if node.nodeBits & bit != 0 {
      insert(leaf, &node.nodes[place(node.nodeBits, bit)], depth + 1)
    } else if node.leafBits & bit != 0 {
      let other = node.leaves.remove(at: place(node.leafBits, bit))
      node.leafBits &= ~bit
      var child = Node()
      insert(other, &child, depth + 1)
      insert(leaf, &child, depth + 1)
      node.nodes.insert(child, at: place(node.nodeBits, bit))
      node.nodeBits |= bit
    } else {
      node.leaves.insert(leaf, at: place(node.leafBits, bit))
      node.leafBits |= bit
    }
  }

  private static func remove(_ key: Key, _ node: inout Node, _ depth: Int) {
    node.digest = nil
    let bit = key.bit(depth)
    if node.leafBits & bit != 0 {
      node.leaves.remove(at: place(node.leafBits, bit))
      node.leafBits &= ~bit
    } else if node.nodeBits & bit != 0 {
      let at = place(node.nodeBits, bit)
      remove(key, &node.nodes[at], depth + 1)
      let child = node.nodes[at]
      guard child.nodes.isEmpty, child.leaves.count == 1 else { return }
      node.nodes.remove(at: at)
      node.nodeBits &= ~bit
      node.leaves.insert(child.leaves[0], at: place(node.leafBits, bit))
      node.leafBits |= bit
    }
  }

  private static func digest(_ node: inout Node) -> SHA256.Digest {
    if let known = node.digest { return known }
    var hash = SHA256()
    var leaf = 0
    var inner = 0
    for digit in 0..<UInt8(16) {
      let bit = UInt16(1) << UInt16(digit)
      if node.leafBits & bit != 0 {
        hash.update([digit] as [UInt8])
        hash.update(node.leaves[leaf].digest)
        leaf += 1
      } else if node.nodeBits & bit != 0 {
        hash.update([digit | 0x80] as [UInt8])
        hash.update(digest(&node.nodes[inner]))
        inner += 1
      }
    }
    let digest = hash.finished()
    node.digest = digest
    return digest
  }

  private static func renumber(_ node: inout Node, _ numbers: [UInt32: UInt32]) {
    for index in node.leaves.indices {
      if let number = numbers[node.leaves[index].number] { node.leaves[index].number = number }
    }
    for index in node.nodes.indices { renumber(&node.nodes[index], numbers) }
  }
}
