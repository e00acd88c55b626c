import RemitCompiler

// Ids in ascending order, as ancestors and sets of entities are stored.
extension UnsafeBufferPointer where Element: Comparable {
  /// Whether ascending elements have one: a few are compared one after another, which costs less
  /// than guessing where to look. O(log n).
  @inline(__always)
  func containsAscending(_ wanted: Element) -> Bool {
    var low = 0
    var high = count
    while high &- low > 8 {
      let middle = (low &+ high) &>> 1
      if wanted < self[middle] { high = middle } else { low = middle }
    }
    while low < high {
      if self[low] == wanted { return true }
      low &+= 1
    }
    return false
  }
}

extension UnsafeBufferPointer<UInt32> {
  /// Whether one of these ids is an entity of a set.
  ///
  /// - Parameter set: the elements of a set, ascending.
  /// - Complexity: O(n + m), nothing where one ends before the other begins, and O(n log m) where
  ///   the set is much the longer.
  @inline(__always)
  func meetAscending(_ set: UnsafeBufferPointer<Slot>) -> Bool {
    guard count > 0, set.count > 0, set[0].kind == .entity else { return false }
    if self[count &- 1] < set[0].id || set[set.count &- 1].id < self[0] { return false }
    if set.count > count &* 8 {
      for id in self where set.containsAscending(.entity(id)) { return true }
      return false
    }
    var own = 0
    var other = 0
    while own < count, other < set.count {
      let id = self[own]
      let entity = set[other].id
      if id == entity { return true }
      if id < entity { own &+= 1 } else { other &+= 1 }
    }
    return false
  }
}
