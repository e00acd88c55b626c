import RemitCompiler
import RemitModel

/// What a request's words mean, by their ids in the pool: from wire names to types, actions and
/// entries. Valid as long as its `RequestTables` live.
struct RequestView: @unchecked Sendable {
  /// wire name → entity type
  let typeNames: ShortNameView
  /// (wire name, 0) → entity type
  let types: IntTableView
  /// wire name → the same as a string of the pool
  let actionNames: ShortNameView
  /// (wire name, resource type) → action
  let actions: IntTableView
  /// (principal type × resource types + resource type, action) → entry
  let entries: IntTableView
  let typeCount: UInt32
  /// By entity type.
  let isOpen: UnsafePointer<Bool>
  /// By action.
  let contexts: UnsafePointer<ContextShape>
  /// Of all contexts, one after the other.
  let attributes: UnsafePointer<AttributeShape>
  /// (type count + action, wire name) → attribute
  let columns: IntTableView
  /// (enum, wire name) → ordinal
  let cases: IntTableView

  @inline(__always)
  func entry(principal: UInt32, action: UInt32, resource: UInt32) -> UInt32 {
    entries.find(principal &* typeCount &+ resource, action)
  }
}

/// The owner of those tables.
final class RequestTables: Sendable {
  let view: RequestView
  /// By action: the Remit names of its context's attributes, as strings of the pool.
  let contextKeys: [[UInt32]]
  private let names: [ShortNames]
  private let flags: FlatArray<Bool>
  private let contextShapes: FlatArray<ContextShape>
  private let attributeShapes: FlatArray<AttributeShape>
  private let owners: [FrozenIntTable]

  /// Interns the wire names. O(combinations).
  init(_ graph: DecisionGraph, _ pool: inout ValuePool, takesShortcuts: Bool) {
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
    let contexts = Contexts(schema, &pool)
    owners = [types, actions, entries, contexts.columns, contexts.cases].map { FrozenIntTable($0) }
    flags = FlatArray(schema.entityTypes.map(\.isOpen))
    contextShapes = FlatArray(contexts.shapes)
    attributeShapes = FlatArray(contexts.attributes)
    var typeNames = ShortNames.Builder(capacity: schema.entityTypes.count, seed: pool.seed)
    var actionNames = ShortNames.Builder(capacity: schema.actions.count, seed: pool.seed)
    if takesShortcuts {
      for (number, type) in schema.entityTypes.enumerated() {
        typeNames.add(type.wire, as: UInt32(number))
      }
      for wire in Set(schema.actions.map(\.wire)) { actionNames.add(wire, as: pool.intern(wire)) }
    }
    names = [ShortNames(typeNames), ShortNames(actionNames)]
    view = RequestView(
      typeNames: names[0].view, types: owners[0].view, actionNames: names[1].view,
      actions: owners[1].view, entries: owners[2].view,
      typeCount: typeCount, isOpen: flags.base, contexts: contextShapes.base,
      attributes: attributeShapes.base, columns: owners[3].view, cases: owners[4].view)
  }
}

/// The context of an action: a run of attributes.
struct ContextShape: BitwiseCopyable, Sendable {
  let first: UInt32
  let count: UInt32
  let requiredCount: UInt32
}

/// A declared attribute as values are held against it.
struct AttributeShape: BitwiseCopyable, Sendable {
  /// `absent` where only the declared type tells.
  let kind: Slot.Kind
  let isOptional: Bool
  /// The enum or the entity type.
  let detail: UInt32

  init(_ attribute: Attribute) {
    isOptional = attribute.isOptional
    var detail: UInt32 = 0
    switch attribute.type {
    case .bool: kind = .bool
    case .int: kind = .int
    case .string: kind = .string
    case .instant: kind = .instant
    case .duration: kind = .duration
    case .enumeration(let id):
      kind = .enumCase
      detail = UInt32(id.int)
    case .entity(let types) where types.count == 1:
      kind = .entity
      detail = UInt32(types[0].int)
    case .entity, .ip, .ipRange, .set, .map, .record, .never: kind = .absent
    }
    self.detail = detail
  }
}

/// The contexts of all actions.
private struct Contexts {
  var shapes: [ContextShape] = []
  var attributes: [AttributeShape] = []
  var columns = IntTable()
  var cases = IntTable()

  init(_ schema: Schema, _ pool: inout ValuePool) {
    for (number, action) in schema.actions.enumerated() {
      let owner = UInt32(schema.entityTypes.count + number)
      let declared = action.context.attributes
      shapes.append(
        ContextShape(
          first: UInt32(attributes.count), count: UInt32(declared.count),
          requiredCount: UInt32(declared.count { !$0.isOptional })))
      for (column, attribute) in declared.enumerated() {
        columns.set(IntTable.key(owner, pool.intern(attribute.wire)), UInt32(column))
        attributes.append(AttributeShape(attribute))
      }
    }
    for (number, type) in schema.enumTypes.enumerated() {
      for (ordinal, enumCase) in type.cases.enumerated() {
        cases.set(IntTable.key(UInt32(number), pool.intern(enumCase.wire)), UInt32(ordinal))
      }
    }
  }
}
