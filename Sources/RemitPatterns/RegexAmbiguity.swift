extension RegexAutomaton {
  private static let pairsMax = 30_000
  /// In pairs of edges compared.
  private static let workMax = 500_000

  /// The repetition that can read one text in exponentially many ways, if there is one.
  ///
  /// There is one exactly if some state can be reached from itself in two ways by the same text:
  /// if a way around it goes over an edge that counts twice, or if in the automaton of pairs of
  /// states a pair (q, q) and a pair (p, p′) with p ≠ p′ reach each other.
  ///
  /// Nothing is found where there are too many pairs to look at; such a pattern runs on the
  /// one-pass matcher, which ambiguity cannot slow down.
  func exponentialLoop(_ alphabet: RegexAlphabet) -> Loop? {
    let component = StrongComponents.of(next.map { $0.map(\.to) })
    let inner = next.indices.map { state in
      next[state].filter { component[$0.to] == component[state] }
    }
    var doubling: [Loop] = []
    for state in inner.indices {
      for edge in inner[state] where edge.count > 1 {
        let known = doublingLoop[Step(from: state, to: edge.to)].map { loops[$0] }
        if let loop = known ?? innermostLoop(around: [state, edge.to]) { doubling.append(loop) }
      }
    }
    return smallest(doubling) ?? loopInPairs(inner, alphabet)
  }

  private func loopInPairs(_ inner: [[Edge]], _ alphabet: RegexAlphabet) -> Loop? {
    var pairs: [Pair] = []
    var numbers: [Pair: Int] = [:]
    func number(_ pair: Pair) -> Int {
      if let known = numbers[pair] { return known }
      numbers[pair] = pairs.count
      pairs.append(pair)
      return pairs.count - 1
    }
    for state in inner.indices where !inner[state].isEmpty { _ = number(Pair(state, state)) }
    var edges: [[Int]] = []
    var work = 0
    while edges.count < pairs.count {
      let pair = pairs[edges.count]
      var targets: Set<Int> = []
      work += inner[pair.low].count * inner[pair.high].count
      guard work <= Self.workMax else { return nil }
      for one in inner[pair.low] {
        for other in inner[pair.high]
        where haveCommon(alphabet.classes[one.to], alphabet.classes[other.to]) {
          targets.insert(number(Pair(one.to, other.to)))
        }
      }
      edges.append(targets.sorted())
      guard pairs.count <= Self.pairsMax else { return nil }
    }
    let component = StrongComponents.of(edges)
    var diagonal: [Int: Int] = [:]
    for (index, pair) in pairs.enumerated() where pair.low == pair.high {
      diagonal[component[index]] = pair.low
    }
    for (index, pair) in pairs.enumerated() where pair.low != pair.high {
      if let state = diagonal[component[index]] {
        return innermostLoop(around: [pair.low, pair.high, state])
      }
    }
    return nil
  }

  /// An unordered pair of states.
  private struct Pair: Hashable {
    let low: Int
    let high: Int

    init(_ a: Int, _ b: Int) {
      low = min(a, b)
      high = max(a, b)
    }
  }

  private func innermostLoop(around states: [Int]) -> Loop? {
    smallest(loops.filter { loop in states.allSatisfy(loop.states.contains) })
  }

  private func smallest(_ loops: [Loop]) -> Loop? {
    loops.min { ($0.states.count, $0.span.count) < ($1.states.count, $1.span.count) }
  }

  private func haveCommon(_ a: [Int], _ b: [Int]) -> Bool {
    var left = 0
    var right = 0
    while left < a.count && right < b.count {
      if a[left] == b[right] { return true }
      if a[left] < b[right] { left += 1 } else { right += 1 }
    }
    return false
  }
}

/// Which nodes of a directed graph reach each other.
enum StrongComponents {
  /// A number for each node; two nodes have one number exactly if each reaches the other.
  ///
  /// Tarjan's algorithm with a stack of its own, so that a long path cannot exhaust the thread's.
  ///
  /// - Complexity: O(nodes + edges)
  static func of(_ edges: [[Int]]) -> [Int] {
    let unseen = -1
    var order = Array(repeating: unseen, count: edges.count)
    var lowest = order
    var component = order
    var open: [Int] = []
    var componentCount = 0
    var orderCount = 0
    for root in edges.indices where order[root] == unseen {
      var path = [(node: root, next: 0)]
      while let (node, next) = path.last {
        if next == 0 {
          order[node] = orderCount
          lowest[node] = orderCount
          orderCount += 1
          open.append(node)
        }
        if next < edges[node].count {
          path[path.count - 1].next += 1
          let target = edges[node][next]
          if order[target] == unseen {
            path.append((target, 0))
          } else if component[target] == unseen {
            lowest[node] = min(lowest[node], order[target])
          }
          continue
        }
        if lowest[node] == order[node] {
          while let member = open.popLast() {
            component[member] = componentCount
            if member == node { break }
          }
          componentCount += 1
        }
        path.removeLast()
        if let parent = path.last?.node { lowest[parent] = min(lowest[parent], lowest[node]) }
      }
    }
    return component
  }
}
