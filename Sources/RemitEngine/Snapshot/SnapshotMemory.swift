import RemitCompiler
import RemitModel

/// The owner of those arrays of a snapshot that changes of grants leave as they are.
final class SnapshotMemory: Sendable {
  /// Without pool, rows of entities, ancestors and grants, which are those of `GrowingMemory`.
  private let fixed: SnapshotAddresses
  private let effect: EffectMemory
  private let stored: ShortNames
  private let duties: DutyMemory
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
    let sides: FlatArray<Side>
    let buckets: FlatArray<Bucket>
    let lists: FlatArray<CandidateList>
    let switches: FlatArray<Switch>
  }

  /// Copies everything that evaluation reads. O(size of graph and data).
  init(
    _ graph: DecisionGraph, _ data: SnapshotData, _ growing: GrowingMemory,
    _ requests: RequestTables, takesShortcuts: Bool
  ) {
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
    let constants = FlatArray(graph.tables.constants)
    let attributes = FlatArray(data.attributes)
    let sides = FlatArray(graph.index.sides)
    let buckets = FlatArray(graph.index.buckets)
    let lists = FlatArray(graph.index.lists)
    let switches = FlatArray(graph.index.switches)
    let nodes = FlatArray(takesShortcuts ? graph.directNodes : graph.nodes)
    let operands = FlatArray(graph.operands)
    let conditions = FlatArray(graph.conditions)
    let rules = FlatArray(graph.rules)
    let permissions = FlatArray(graph.permissions)

    let numbers = ConstantTableView.slots(for: graph.tables.constants)
    let constantTable = ConstantTableView(
      numbers: keep(numbers), mask: UInt64(numbers.count - 1), constants: constants.base)
    let index = IndexView(
      sides: sides.base, buckets: buckets.base, lists: lists.base,
      candidates: keep(
        takesShortcuts ? graph.markedCandidates : graph.index.candidates), switches: switches.base,
      unguarded: keep(graph.index.unguarded), paths: keep(graph.index.paths),
      subjects: keep(graph.index.subjects), objects: keep(graph.index.objects),
      values: keep(graph.index.values))
    let roles = RoleView(
      closures: IDLists(
        starts: keep(graph.roles.closureStarts), ids: keep(graph.roles.closures)),
      permissions: keep(graph.roles.permissions), permissionRuns: keep(graph.roles.permissionRuns),
      permissionIDs: keep(graph.roles.permissionIDs), concerns: keep(graph.roles.concerns))
    let entities = EntityRows(
      places: growing.places.base, attributes: attributes.base, columns: keep(data.columns),
      ancestorIDs: keep(data.ancestorIDs))
    effect = EffectMemory(graph.effect)
    stored = takesShortcuts ? ShortNames(storedIn: growing) : ShortNames(seed: 0)
    duties = DutyMemory(graph)
    fixed = SnapshotAddresses(
      pool: growing.pool.view, nodes: nodes.base, operands: operands.base,
      constants: constants.base,
      constantTable: constantTable, names: keep(graph.tables.names),
      paths: keep(graph.tables.paths), keys: keep(graph.tables.keys),
      conditions: conditions.base, rules: rules.base, permissions: permissions.base,
      index: index, roles: roles, entities: entities, stored: stored.view,
      grants: growing.grants.view,
      effect: effect.view, requests: requests.view, duties: duties.view,
      constantEntityCount: UInt32(graph.pool.entityCount),
      weekdayType: graph.policy.weekdayType)
    self.tables = tables
    owners = Owners(
      nodes: nodes, operands: operands, slots: [constants, attributes], ids: ids, runs: runs,
      conditions: conditions, rules: rules, permissions: permissions,
      sides: sides, buckets: buckets, lists: lists, switches: switches)
  }

  /// Valid as long as both live.
  func addresses(_ growing: GrowingMemory) -> SnapshotAddresses {
    var view = fixed
    view.pool = growing.pool.view
    view.entities.places = growing.places.base
    view.grants = growing.grants.view
    return view
  }
}

extension DecisionGraph {
  /// The candidates, with a mark on those that apply whatever the request says.
  fileprivate var markedCandidates: [UInt32] {
    index.candidates.map { candidate in
      let rule = rules[Int(candidate & ~CandidateIndex.repeated)]
      return rule.program.count == 0 ? candidate | CandidateIndex.unconditional : candidate
    }
  }

  /// The nodes as they are evaluated: attributes of principal and resource are read without
  /// evaluating their operand, and what is read as fast as a memo is not kept in one.
  fileprivate var directNodes: [Node] {
    nodes.map { node in
      guard node.operation == .attribute || node.operation == .contextAttribute else { return node }
      var variant = Node.Base.operand
      if node.operation == .attribute {
        switch nodes[Int(operands[Int(node.first)].node)].operation {
        case .principal: variant = Node.Base.principal
        case .resource: variant = Node.Base.resource
        default: return node
        }
      }
      return Node(
        node.operation, variant: variant, isClosed: node.isClosed, first: node.first,
        count: node.count, argument: node.argument)
    }
  }
}

/// What grows with the grants: they themselves, and the entities that they name.
struct GrowingMemory: Sendable {
  var pool: FrozenPool
  /// By entity; see `EntityRows`.
  var places: AppendArray<EntityPlace>
  var grants: GrantTable

  /// Gives the entities that the pool has more than before their places: they are not stored.
  mutating func coverPool() {
    for entity in places.count..<max(places.count, Int(pool.view.entityCount)) {
      places.append(
        EntityPlace(
          row: EntityRows.none, firstAncestor: 0, ancestorCount: 0,
          type: pool.view.entities[entity].type))
    }
  }
}

/// What a builder hands over.
struct SnapshotData {
  let attributes: [Slot]
  let columns: IntTable
  let ancestorIDs: [UInt32]
}
