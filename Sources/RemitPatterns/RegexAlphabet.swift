/// The scalars of a regex in classes that it cannot tell apart.
struct RegexAlphabet {
  /// For each state of the automaton, the classes that it reads, ascending.
  let classes: [[Int]]
  let count: Int

  private static let classesMax = 400

  /// Nothing if there are too many classes.
  init?(_ sets: [ScalarSet]) {
    let distinct = Array(Set(sets))
    var borders: Set<UInt32> = [0]
    for set in distinct {
      for range in set.ranges {
        borders.insert(range.lowerBound)
        borders.insert(range.upperBound + 1)
      }
    }
    guard borders.count <= 20 * Self.classesMax else { return nil }
    // Two intervals belong together if the same sets hold them.
    var known: [[Int]: Int] = [:]
    for border in borders.sorted() {
      let holders = distinct.indices.filter { distinct[$0].contains(border) }
      if known[holders] == nil { known[holders] = known.count }
    }
    guard known.count <= Self.classesMax else { return nil }
    var read: [ScalarSet: [Int]] = [:]
    for (holders, number) in known.sorted(by: { $0.value < $1.value }) {
      for holder in holders { read[distinct[holder], default: []].append(number) }
    }
    classes = sets.map { read[$0] ?? [] }
    count = known.count
  }
}
