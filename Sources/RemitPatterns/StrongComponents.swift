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
