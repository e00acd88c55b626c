import RemitCompiler
import RemitModel

/// The owner of a snapshot's arrays.
final class SnapshotMemory: Sendable {
  /// Valid as long as this object lives.
  nonisolated(unsafe) let view: UnsafePointer<SnapshotView>
  private let pool: FrozenPool
  private let tables: [FrozenIntTable]
  private let owners: Owners

  /// One owner per array, kept alive together.
  private struct Owners: Sendable {
    let nodes: FlatArray<Node>
    let operands: FlatArray<Operand>
    let slots: [FlatArray<Slot>]
    let ids: [FlatArray<UInt32>]
    let runs: [FlatArray<CandidateRun>]
    let conditions: FlatArray<ConditionBody>
    let rules: FlatArray<GraphRule>
    let permissions: FlatArray<GraphPermission>
    let grants: FlatArray<GraphGrant>
    let sides: FlatArray<Side>
    let buckets: FlatArray<Bucket>
    let lists: FlatArray<CandidateList>
    let switches: FlatArray<Switch>
  }

  /// Copies everything that evaluation reads. O(size of graph and data).
  init(_ graph: DecisionGraph, _ data: SnapshotData) {
    var ids: [FlatArray<UInt32>] = []
    func keep(_ array: [UInt32]) -> UnsafePointer<UInt32> {
      ids.append(FlatArray(array))
      return ids[ids.count - 1].base
    }
    var runs: [FlatArray<CandidateRun>] = []
    func keep(_ array: [CandidateRun]) -> UnsafePointer<CandidateRun> {
      runs.append(FlatArray(array))
      return runs[runs.count - 1].base
    }
    var tables: [FrozenIntTable] = []
    func keep(_ table: IntTable) -> IntTableView {
      tables.append(FrozenIntTable(table))
      return tables[tables.count - 1].view
    }
    let pool = FrozenPool(data.pool)
    let constants = FlatArray(graph.tables.constants)
    let attributes = FlatArray(data.attributes)
    let sides = FlatArray(graph.index.sides)
    let buckets = FlatArray(graph.index.buckets)
    let lists = FlatArray(graph.index.lists)
    let switches = FlatArray(graph.index.switches)
    let grants = FlatArray(data.grants)
    let nodes = FlatArray(graph.nodes)
    let operands = FlatArray(graph.operands)
    let conditions = FlatArray(graph.conditions)
    let rules = FlatArray(graph.rules)
    let permissions = FlatArray(graph.permissions)

    let numbers = ConstantTableView.slots(for: graph.tables.constants)
    let constantTable = ConstantTableView(
      numbers: keep(numbers), mask: UInt64(numbers.count - 1), constants: constants.base)
    let index = IndexView(
      sides: sides.base, buckets: buckets.base, lists: lists.base,
      candidates: keep(graph.index.candidates), switches: switches.base,
      unguarded: keep(graph.index.unguarded), paths: keep(graph.index.paths),
      subjects: keep(graph.index.subjects), objects: keep(graph.index.objects),
      values: keep(graph.index.values))
    let roles = RoleView(
      closureStarts: keep(graph.roles.closureStarts), closures: keep(graph.roles.closures),
      permissions: keep(graph.roles.permissions), permissionRuns: keep(graph.roles.permissionRuns),
      permissionIDs: keep(graph.roles.permissionIDs), concerns: keep(graph.roles.concerns))
    let entities = EntityRows(
      rows: keep(data.rows), attributes: attributes.base, columns: keep(data.columns),
      ancestors: keep(data.ancestors), ancestorIDs: keep(data.ancestorIDs))
    let grantView = GrantView(
      grants: grants.base, entities: keep(data.grantEntities),
      granteeCount: data.grantIndex.everywhere.count, grantees: keep(data.grantIndex.grantees),
      everywhere: keep(data.grantIndex.everywhere), scoped: keep(data.grantIndex.scoped),
      ids: keep(data.grantIndex.ids), pairs: keep(data.grantIndex.pairs),
      pairRuns: keep(data.grantIndex.pairRuns))
    let address = UnsafeMutablePointer<SnapshotView>.allocate(capacity: 1)
    address.initialize(
      to: SnapshotView(
        pool: pool.view, nodes: nodes.base, operands: operands.base, constants: constants.base,
        constantTable: constantTable, names: keep(graph.tables.names),
        paths: keep(graph.tables.paths), keys: keep(graph.tables.keys),
        conditions: conditions.base, rules: rules.base, permissions: permissions.base,
        index: index, roles: roles, entities: entities, grants: grantView,
        constantEntityCount: UInt32(graph.pool.entityCount),
        weekdayType: graph.policy.weekdayType))
    view = UnsafePointer(address)
    self.pool = pool
    self.tables = tables
    owners = Owners(
      nodes: nodes, operands: operands, slots: [constants, attributes], ids: ids, runs: runs,
      conditions: conditions, rules: rules, permissions: permissions, grants: grants,
      sides: sides, buckets: buckets, lists: lists, switches: switches)
  }

  deinit {
    view.deallocate()
  }
}

/// What a builder hands over.
struct SnapshotData {
  let pool: ValuePool
  let rows: [UInt32]
  let attributes: [Slot]
  let columns: IntTable
  let ancestors: [CandidateRun]
  let ancestorIDs: [UInt32]
  let grants: [GraphGrant]
  let grantEntities: [UInt32]
  let grantIndex: GrantIndex
}
