import RemitCompiler
import RemitModel

/// Takes data under a compiled policy, step by step.
struct SnapshotBuilder {
  let graph: DecisionGraph
  private let reader: GrantReader
  private var loader: EntityLoader

  init(_ graph: DecisionGraph, _ options: SnapshotOptions) {
    self.graph = graph
    reader = GrantReader(graph)
    loader = EntityLoader(graph.policy.schema, options, pool: graph.pool)
  }

  mutating func build(_ entities: Entities, _ records: Grants) -> EngineSnapshot.BuildResult {
    loader.load(entities)
    let hierarchy = Hierarchy(
      parents: loader.parents, parentIDs: loader.parentIDs,
      pairsMax: loader.options.ancestorPairsMax)
    report(hierarchy, entities)
    let entityProblems = loader.problems.problems
    let spokenOfCount = UInt32(loader.pool.entityCount)
    var grants = GrantTable(graph.policy)
    reader.takeOwn(into: &grants)
    let loaded = reader.load(records.records, called: "grants", into: &grants, &loader)
    guard !loader.problems.hasErrors else { return (nil, loader.problems.all) }
    grants.indexScopes(of: grants.scopedGrantees(of: 0..<grants.count))

    let requests = RequestTables(
      graph, &loader.pool, takesShortcuts: loader.options.takesShortcuts)
    let entities = DataVersion(
      graph.policy.schema, loader.pool, rows: loader.rows, attributes: loader.attributes,
      parents: loader.parents, parentIDs: loader.parentIDs
    ).digest(of: loader.stored)
    var growing = GrowingMemory(
      pool: FrozenPool(loader.pool), places: AppendArray(places(hierarchy)), grants: grants)
    growing.coverPool()
    growing.grants.finishChange(entityCount: loader.pool.entityCount, mayCompact: false)
    let data = SnapshotData(
      attributes: loader.attributes, columns: columns(), ancestorIDs: hierarchy.ids)
    let fixed = EngineSnapshot.Fixed(
      graph: graph, options: loader.options, reader: reader, requests: requests,
      storedEntityCount: loader.stored.count, spokenOfCount: spokenOfCount,
      entitiesDigest: entities,
      looseWarnings: entityProblems + loaded.looseProblems,
      memory: SnapshotMemory(
        graph, data, growing, requests, takesShortcuts: loader.options.takesShortcuts))
    return (EngineSnapshot(fixed, growing), loader.problems.all)
  }

  /// Where each entity is that the data speaks of.
  private func places(_ hierarchy: Hierarchy) -> [EntityPlace] {
    loader.rows.indices.map { entity in
      let ancestors =
        entity < hierarchy.ancestors.count
        ? hierarchy.ancestors[entity] : CandidateRun(first: 0, count: 0)
      return EntityPlace(
        row: loader.rows[entity], firstAncestor: ancestors.first, ancestorCount: ancestors.count,
        type: loader.pool.entities[entity].type)
    }
  }

  private mutating func report(_ hierarchy: Hierarchy, _ entities: Entities) {
    if hierarchy.isTooLarge {
      loader.problems.add(
        .wrongType, "",
        "the hierarchy has more than \(loader.options.ancestorPairsMax) pairs of entity and ancestor"
      )
    }
    guard !hierarchy.cycles.isEmpty else { return }
    var origins: [EntityUID: String] = [:]
    for record in entities.records where !record.origin.isEmpty {
      origins[record.uid] = record.origin
    }
    let shownMax = 10
    for cycle in hierarchy.cycles {
      let uids = cycle.map { loader.pool.uid($0, in: graph.policy.schema) }
      guard let first = uids.first else { continue }
      let shown = uids.count <= shownMax ? uids : Array(uids.prefix(shownMax))
      let way = shown.map(\.description).joined(separator: " in ")
      let rest = uids.count <= shownMax ? "" : " in … in \(first)"
      loader.problems.add(
        .wrongType, (origins[first] ?? first.description) + ".parents",
        "an entity cannot lie in itself: \(way)\(rest)")
    }
  }

  /// Where each type, and each action's context, keeps the attributes that the policy reads.
  private func columns() -> IntTable {
    var table = IntTable()
    let schema = graph.policy.schema
    func add(_ owner: Int, _ record: RecordType) {
      for (column, attribute) in record.attributes.enumerated() {
        guard let name = graph.tables.number(ofName: attribute.name) else { continue }
        table.set(IntTable.key(UInt32(owner), name), UInt32(column))
      }
    }
    for (number, type) in schema.entityTypes.enumerated() { add(number, type.attributes) }
    for (number, action) in schema.actions.enumerated() {
      add(schema.entityTypes.count + number, action.context)
    }
    return table
  }
}
