import RemitCompiler

/// Grants by grantee, and those with a scope also by (grantee, scope entity).
struct GrantIndex {
  /// By entity: its number among the grantees, or none.
  private(set) var grantees: [UInt32]
  private(set) var everywhere: [CandidateRun] = []
  private(set) var scoped: [CandidateRun] = []
  private(set) var ids: [UInt32] = []
  private(set) var pairs = IntTable()
  private(set) var pairRuns: [CandidateRun] = []

  /// - Parameter entityCount: how many entities the snapshot knows.
  /// - Complexity: O(n log n) in the pairs of grantees and scope entities.
  init(_ grants: [GraphGrant], _ entities: [UInt32], entityCount: Int) {
    grantees = Array(repeating: EntityRows.none, count: entityCount)
    var byGrantee: [(grantee: UInt32, isScoped: Bool, grant: UInt32)] = []
    for (number, grant) in grants.enumerated() {
      let first = Int(grant.firstEntity)
      for grantee in entities[first..<first + Int(grant.granteeCount)] {
        byGrantee.append((grantee, !grant.isEverywhere, UInt32(number)))
      }
    }
    byGrantee.sort {
      ($0.grantee, $0.isScoped ? 1 : 0, $0.grant) < ($1.grantee, $1.isScoped ? 1 : 0, $1.grant)
    }
    var byPair: [(key: UInt64, grant: UInt32)] = []
    var start = 0
    while start < byGrantee.count {
      let grantee = byGrantee[start].grantee
      let number = UInt32(everywhere.count)
      grantees[Int(grantee)] = number
      var end = start
      let first = UInt32(ids.count)
      while end < byGrantee.count, byGrantee[end].grantee == grantee, !byGrantee[end].isScoped {
        append(byGrantee[end].grant, since: first)
        end += 1
      }
      let firstScoped = UInt32(ids.count)
      everywhere.append(CandidateRun(first: first, count: firstScoped - first))
      while end < byGrantee.count, byGrantee[end].grantee == grantee {
        append(byGrantee[end].grant, since: firstScoped)
        let grant = grants[Int(byGrantee[end].grant)]
        let scope = Int(grant.firstEntity + grant.granteeCount)
        for entity in entities[scope..<scope + Int(grant.scopeCount)] {
          byPair.append((IntTable.key(number, entity), byGrantee[end].grant))
        }
        end += 1
      }
      scoped.append(CandidateRun(first: firstScoped, count: UInt32(ids.count) - firstScoped))
      start = end
    }
    addPairs(&byPair)
  }

  /// Grants that name a grantee twice are listed once.
  private mutating func append(_ grant: UInt32, since first: UInt32) {
    if ids.count > first, ids[ids.count - 1] == grant { return }
    ids.append(grant)
  }

  private mutating func addPairs(_ byPair: inout [(key: UInt64, grant: UInt32)]) {
    byPair.sort { ($0.key, $0.grant) < ($1.key, $1.grant) }
    var start = 0
    while start < byPair.count {
      let first = UInt32(ids.count)
      var end = start
      while end < byPair.count, byPair[end].key == byPair[start].key {
        append(byPair[end].grant, since: first)
        end += 1
      }
      pairs.set(byPair[start].key, UInt32(pairRuns.count))
      pairRuns.append(CandidateRun(first: first, count: UInt32(ids.count) - first))
      start = end
    }
  }
}
