import RemitCompiler
import RemitModel

/// The reflexive-transitive closure of parents: for each entity its ancestors, ascending.
///
/// Entities with the same parents share one run.
struct Hierarchy {
  /// By entity.
  private(set) var ancestors: [CandidateRun]
  private(set) var ids: [UInt32] = []
  /// Entities that lie in themselves: the way around, from an entity to itself.
  private(set) var cycles: [[UInt32]] = []
  /// Whether the closure would have more pairs than it may.
  private(set) var isTooLarge = false

  private enum Mark {
    case new
    case open
    case done
  }

  private let pairsMax: Int
  private let parents: [CandidateRun]
  private let parentIDs: [UInt32]
  private var marks: [Mark]
  private var shared: [[UInt32]: CandidateRun] = [:]

  /// O(entities + parents + pairs).
  init(parents: [CandidateRun], parentIDs: [UInt32], pairsMax: Int) {
    self.pairsMax = pairsMax
    self.parents = parents
    self.parentIDs = parentIDs
    ancestors = Array(repeating: CandidateRun(first: 0, count: 0), count: parents.count)
    marks = Array(repeating: .new, count: parents.count)
    for entity in parents.indices where marks[entity] == .new && parents[entity].count > 0 {
      close(UInt32(entity))
      if isTooLarge { break }
    }
    shared = [:]
  }

  /// Depth first on a stack of its own: hierarchies may be deep.
  private mutating func close(_ root: UInt32) {
    var path: [(entity: UInt32, next: UInt32)] = [(root, 0)]
    marks[Int(root)] = .open
    while let (entity, next) = path.last {
      let run = parents[Int(entity)]
      guard next < run.count else {
        finish(entity)
        if isTooLarge { return }
        path.removeLast()
        continue
      }
      path[path.count - 1].next += 1
      let parent = parentIDs[Int(run.first + next)]
      switch marks[Int(parent)] {
      case .done: continue
      case .new:
        marks[Int(parent)] = .open
        path.append((parent, 0))
      case .open:
        let start = path.firstIndex { $0.entity == parent } ?? 0
        cycles.append(path[start...].map(\.entity) + [parent])
      }
    }
  }

  private mutating func finish(_ entity: UInt32) {
    marks[Int(entity)] = .done
    let run = parents[Int(entity)]
    guard run.count > 0 else { return }
    let direct = parentIDs[Int(run.first)..<Int(run.first + run.count)].sorted()
    if let known = shared[direct] {
      ancestors[Int(entity)] = known
      return
    }
    let first = ids.count
    if direct.count == 1 {
      append(direct[0])
    } else {
      append(direct)
    }
    if isTooLarge { return }
    let closed = CandidateRun(first: UInt32(first), count: UInt32(ids.count - first))
    shared[direct] = closed
    ancestors[Int(entity)] = closed
  }

  /// A single parent goes in among its own ancestors.
  private mutating func append(_ parent: UInt32) {
    let above = ancestors[Int(parent)]
    isTooLarge = ids.count + Int(above.count) + 1 > pairsMax
    guard !isTooLarge else { return }
    let run = Int(above.first)..<Int(above.first + above.count)
    var split = run.upperBound
    while split > run.lowerBound, ids[split - 1] > parent { split -= 1 }
    // One by one: a slice of `ids` would hold it, and appending would copy all of it each time.
    for index in run.lowerBound..<split { ids.append(ids[index]) }
    ids.append(parent)
    for index in split..<run.upperBound { ids.append(ids[index]) }
  }

  private mutating func append(_ direct: [UInt32]) {
    var all = direct
    for parent in direct {
      let above = ancestors[Int(parent)]
      all.append(contentsOf: ids[Int(above.first)..<Int(above.first + above.count)])
      isTooLarge = all.count > pairsMax
      guard !isTooLarge else { return }
    }
    all.sort()
    let first = ids.count
    for id in all where ids.count == first || ids[ids.count - 1] != id { ids.append(id) }
    isTooLarge = ids.count > pairsMax
  }
}
