/// The order in which things that depend on each other can be worked out.
///
/// Iterative, so that a chain of a hundred thousand dependencies needs no stack. O(nodes + edges).
struct DependencyOrder {
  /// Every node after all that it depends on; members of cycles stand in some order.
  private(set) var order: [Int] = []
  /// Each group of nodes that depend on each other, or one node that depends on itself.
  private(set) var cycles: [[Int]] = []

  /// - Parameter edges: for each node, the nodes it depends on.
  init(_ edges: [[Int]]) {
    // Tarjan's strongly connected components, which come out dependencies first.
    var index = [Int](repeating: -1, count: edges.count)
    var low = [Int](repeating: 0, count: edges.count)
    var isOnStack = [Bool](repeating: false, count: edges.count)
    var stack: [Int] = []
    var counter = 0
    var work: [(node: Int, next: Int)] = []
    for root in edges.indices where index[root] < 0 {
      work.append((root, 0))
      while let (node, next) = work.popLast() {
        if next == 0 {
          index[node] = counter
          low[node] = counter
          counter += 1
          stack.append(node)
          isOnStack[node] = true
        } else {
          low[node] = min(low[node], low[edges[node][next - 1]])
        }
        var step = next
        while step < edges[node].count, index[edges[node][step]] >= 0 {
          let target = edges[node][step]
          if isOnStack[target] { low[node] = min(low[node], index[target]) }
          step += 1
        }
        if step < edges[node].count {
          work.append((node, step + 1))
          work.append((edges[node][step], 0))
          continue
        }
        guard low[node] == index[node] else { continue }
        var component: [Int] = []
        while let member = stack.popLast() {
          isOnStack[member] = false
          component.append(member)
          if member == node { break }
        }
        order.append(contentsOf: component)
        if component.count > 1 || edges[node].contains(node) {
          cycles.append(component.sorted())
        }
      }
    }
  }
}
