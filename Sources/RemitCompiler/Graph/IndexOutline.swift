/// The candidate index with its tables turned around: what stands below each side, bucket and
/// switch. For statistics, dumps and checks, not for deciding.
struct IndexOutline {
  /// By side, sorted by key.
  private(set) var buckets: [[(key: HeadKey, bucket: UInt32)]]
  /// By bucket, sorted by key.
  private(set) var lists: [[(key: HeadKey, list: UInt32)]]
  /// By switch, sorted by constant.
  private(set) var values: [[(constant: UInt32, list: UInt32)]]
  let index: CandidateIndex

  /// O(n log n) in the size of the index.
  init(_ index: CandidateIndex) {
    self.index = index
    buckets = Array(repeating: [], count: index.sides.count)
    lists = Array(repeating: [], count: index.buckets.count)
    values = Array(repeating: [], count: index.switches.count)
    for (key, bucket) in index.subjects.sorted {
      buckets[Int(key >> 32)].append((HeadKey(tableKey: key), bucket))
    }
    for (key, list) in index.objects.sorted {
      lists[Int(key >> 32)].append((HeadKey(tableKey: key), list))
    }
    for (key, list) in index.values.sorted {
      values[Int(key >> 32)].append((UInt32(truncatingIfNeeded: key), list))
    }
    for (side, declared) in index.sides.enumerated() where declared.always != CandidateIndex.none {
      buckets[side].append((.always, declared.always))
    }
    for (bucket, declared) in index.buckets.enumerated()
    where declared.always != CandidateIndex.none {
      lists[bucket].append((.always, declared.always))
    }
  }

  /// All candidates below a list, with repetitions.
  func candidates(below list: UInt32) -> [UInt32] {
    let own = index.lists[Int(list)]
    var all = Array(index.candidates[Int(own.first)..<Int(own.first + own.count)])
    for number in own.firstSwitch..<own.firstSwitch + own.switchCount {
      for value in values[Int(number)] { all += candidates(below: value.list) }
    }
    return all
  }
}
