import RemitCompiler

/// A small map from ids to bits, for one request: its size depends on what the request meets.
struct IDMap {
  /// Open addressing, at most half full; an id is stored plus one, zero is none.
  private var ids: [UInt32]
  private var bits: [UInt32]
  private var count = 0

  init() {
    ids = [UInt32](repeating: 0, count: 32)
    bits = [UInt32](repeating: 0, count: 32)
  }

  /// The bits of an id; zero if it has none.
  subscript(_ id: UInt32) -> UInt32 {
    let place = place(of: id)
    return ids[place] == 0 ? 0 : bits[place]
  }

  /// Adds bits to those of an id.
  ///
  /// - Returns: the bits that it had.
  @discardableResult
  mutating func insert(_ id: UInt32, _ added: UInt32) -> UInt32 {
    var place = place(of: id)
    if ids[place] == 0 {
      if (count + 1) * 2 > ids.count {
        grow()
        place = self.place(of: id)
      }
      ids[place] = id + 1
      bits[place] = 0
      count += 1
    }
    let before = bits[place]
    bits[place] = before | added
    return before
  }

  mutating func removeAll() {
    guard count > 0 else { return }
    count = 0
    for place in ids.indices { ids[place] = 0 }
  }

  private func place(of id: UInt32) -> Int {
    var place = Int(truncatingIfNeeded: ByteHash.of(UInt64(id))) & (ids.count - 1)
    while ids[place] != 0, ids[place] != id + 1 { place = (place + 1) & (ids.count - 1) }
    return place
  }

  private mutating func grow() {
    let oldIDs = ids
    let oldBits = bits
    ids = [UInt32](repeating: 0, count: oldIDs.count * 2)
    bits = [UInt32](repeating: 0, count: ids.count)
    for (index, stored) in oldIDs.enumerated() where stored != 0 {
      let place = place(of: stored - 1)
      ids[place] = stored
      bits[place] = oldBits[index]
    }
  }
}
