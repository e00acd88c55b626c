import RemitCompiler
import RemitModel

/// What a request's words mean, by their ids in the pool: from wire names to types, actions and
/// entries.
final class RequestTables: Sendable {
  /// (wire name, 0) → entity type
  let types: IntTableView
  /// (wire name, resource type) → action
  let actions: IntTableView
  /// (principal type × resource types + resource type, action) → entry
  let entries: IntTableView
  let typeCount: UInt32
  /// By action: the Remit names of its context's attributes, as strings of the pool.
  let contextKeys: [[UInt32]]
  private let owners: [FrozenIntTable]

  /// Interns the wire names. O(combinations).
  init(_ graph: DecisionGraph, _ pool: inout ValuePool) {
    let schema = graph.policy.schema
    var types = IntTable()
    for (number, type) in schema.entityTypes.enumerated() {
      types.set(IntTable.key(pool.intern(type.wire), 0), UInt32(number))
    }
    var actions = IntTable()
    for (number, action) in schema.actions.enumerated() {
      let wire = pool.intern(action.wire)
      for resource in action.resources.sorted() {
        actions.set(IntTable.key(wire, UInt32(resource.int)), UInt32(number))
      }
    }
    let typeCount = UInt32(schema.entityTypes.count)
    var entries = IntTable()
    for (number, entry) in graph.entries.enumerated() {
      let combination = entry.combination
      let pair = UInt32(combination.principal.int) * typeCount + UInt32(combination.resource.int)
      entries.set(IntTable.key(pair, UInt32(combination.action.int)), UInt32(number))
    }
    contextKeys = schema.actions.map { action in
      action.context.attributes.map { pool.intern(Text($0.name)) }
    }
    owners = [FrozenIntTable(types), FrozenIntTable(actions), FrozenIntTable(entries)]
    self.types = owners[0].view
    self.actions = owners[1].view
    self.entries = owners[2].view
    self.typeCount = typeCount
  }

  func entry(principal: UInt32, action: UInt32, resource: UInt32) -> UInt32 {
    entries.find(principal &* typeCount &+ resource, action)
  }
}
