package import RemitModel

/// Figures about a graph, for `remit graph --stats` and for tests.
package struct GraphStatistics: Hashable, Sendable {
  package struct EntryFigures: Hashable, Sendable {
    package let combination: Combination
    /// Candidates that stand under the combination; a rule stands once for each pair of keys.
    package let candidates: Int
    /// Rules that every request of the combination looks at: their heads name only types, and no
    /// equality in `when` helps the index.
    package let linearRules: Int
  }

  package let rules: Int
  package let permissions: Int
  package let grants: Int
  package let nodes: Int
  package let memoisedNodes: Int
  package let constants: Int
  package let lists: Int
  package let switches: Int
  package let entries: [EntryFigures]

  /// The most linear rules of any entry.
  package var linearRulesMax: Int { entries.map(\.linearRules).max() ?? 0 }
}

extension DecisionGraph {
  /// O(size of the graph).
  package var statistics: GraphStatistics {
    let outline = IndexOutline(index)
    let figures = entries.indices.map { entry in
      var candidates = 0
      var linear = 0
      for side in [entry * 2, entry * 2 + 1] {
        for bucket in outline.buckets[side] {
          for list in outline.lists[Int(bucket.bucket)] {
            candidates += outline.candidates(below: list.list).count
            if bucket.key == .always && list.key == .always {
              linear += Int(index.lists[Int(list.list)].count)
            }
          }
        }
      }
      return GraphStatistics.EntryFigures(
        combination: entries[entry].combination, candidates: candidates, linearRules: linear)
    }
    return GraphStatistics(
      rules: rules.count, permissions: permissions.count, grants: grants.count,
      nodes: nodes.count, memoisedNodes: nodes.count { $0.isMemoised },
      constants: tables.constants.count, lists: index.lists.count,
      switches: index.switches.count, entries: figures)
  }
}
