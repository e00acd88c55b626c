/// An index into one of the schema's or the policy's tables; the phantom type says which.
public struct Index<Subject>: Hashable, Comparable, Sendable {
  public let value: Int32

  @inlinable
  public init(_ value: Int) {
    self.value = Int32(truncatingIfNeeded: value)
  }

  @inlinable public var int: Int { Int(value) }

  @inlinable
  public static func < (a: Index, b: Index) -> Bool { a.value < b.value }
}

public typealias EntityTypeID = Index<EntityType>
public typealias EnumTypeID = Index<EnumType>
public typealias ActionID = Index<Action>

/// The declared types and actions of a policy, its vocabularies included.
///
/// INVARIANT: wire names are unique among entity types; two actions share a wire name only where
/// their resource types are disjoint; every id inside is a valid index.
public struct Schema: Sendable {
  public let entityTypes: [EntityType]
  public let enumTypes: [EnumType]
  public let actions: [Action]
  package let entityTypeByWire: [Text: EntityTypeID]
  package let actionsByWire: [Text: [ActionID]]

  package init(entityTypes: [EntityType], enumTypes: [EnumType], actions: [Action]) {
    self.entityTypes = entityTypes
    self.enumTypes = enumTypes
    self.actions = actions
    var types: [Text: EntityTypeID] = [:]
    for (index, type) in entityTypes.enumerated() { types[type.wire] = EntityTypeID(index) }
    self.entityTypeByWire = types
    var byWire: [Text: [ActionID]] = [:]
    for (index, action) in actions.enumerated() {
      byWire[action.wire, default: []].append(ActionID(index))
    }
    self.actionsByWire = byWire
  }

  public subscript(id: EntityTypeID) -> EntityType { entityTypes[id.int] }
  public subscript(id: EnumTypeID) -> EnumType { enumTypes[id.int] }
  public subscript(id: ActionID) -> Action { actions[id.int] }

  /// The type with this wire name, if the policy declares one.
  public func entityType(wire: Text) -> EntityTypeID? { entityTypeByWire[wire] }

  /// The action with this wire name that applies to the resource type, if there is one.
  public func action(wire: Text, on resource: EntityTypeID) -> ActionID? {
    actionsByWire[wire]?.first { self[$0].resources.contains(resource) }
  }

  /// Whether an entity of type `descendant` can lie in one of type `ancestor`: it is that type, or
  /// has it among the types its parents, their parents and so on may have.
  public func canLie(_ descendant: EntityTypeID, in ancestor: EntityTypeID) -> Bool {
    descendant == ancestor || self[descendant].ancestors.contains(ancestor)
  }
}

/// A declared entity type.
public struct EntityType: Sendable {
  /// The full Remit name, `module.Name`, or `Name` in a policy without a module.
  public let name: String
  /// Its name in JSON and on the network.
  public let wire: Text
  /// Whether a request may name entities of it that are not stored, and say all about them: any
  /// attribute and parents. Of a stored entity, of an open type too, it may say only what is marked
  /// `from request`.
  public let isOpen: Bool
  /// The types a parent may have.
  public let parents: Set<EntityTypeID>
  /// The types an ancestor may have: the transitive closure of `parents`.
  public let ancestors: Set<EntityTypeID>
  public let attributes: RecordType
  public let documentation: [String]

  package init(
    name: String, wire: Text, isOpen: Bool, parents: Set<EntityTypeID>,
    ancestors: Set<EntityTypeID>, attributes: RecordType, documentation: [String]
  ) {
    self.name = name
    self.wire = wire
    self.isOpen = isOpen
    self.parents = parents
    self.ancestors = ancestors
    self.attributes = attributes
    self.documentation = documentation
  }
}

/// A declared enum; its cases are ordered as declared.
public struct EnumType: Sendable {
  public let name: String
  public let cases: [(name: String, wire: Text)]

  package init(name: String, cases: [(name: String, wire: Text)]) {
    self.name = name
    self.cases = cases
  }
}

/// A declared action with the types it applies to and its context.
public struct Action: Sendable {
  /// The wire name of the built-in action that takes an entry of the ledger back.
  package static let withdrawal: Text = "remit.withdraw"

  public let name: String
  public let wire: Text
  public let principals: Set<EntityTypeID>
  public let resources: Set<EntityTypeID>
  public let context: RecordType
  public let documentation: [String]

  package init(
    name: String, wire: Text, principals: Set<EntityTypeID>, resources: Set<EntityTypeID>,
    context: RecordType, documentation: [String]
  ) {
    self.name = name
    self.wire = wire
    self.principals = principals
    self.resources = resources
    self.context = context
    self.documentation = documentation
  }
}

/// The attributes of an entity type, a context or a record, in declaration order.
public struct RecordType: Hashable, Sendable {
  public let attributes: [Attribute]

  public init(_ attributes: [Attribute] = []) {
    self.attributes = attributes
  }

  /// The attribute with this Remit name. O(attributes).
  public func attribute(named name: String) -> Attribute? {
    attributes.first { $0.name == name }
  }
}

/// A declared attribute of an entity, a record or a context.
public struct Attribute: Hashable, Sendable {
  /// Its Remit name: ASCII, so that comparing Swift strings compares bytes.
  public let name: String
  public let wire: Text
  public let type: ValueType
  public let isOptional: Bool
  /// Whether a request may supply it for a stored entity.
  public let isFromRequest: Bool

  package init(
    name: String, wire: Text, type: ValueType, isOptional: Bool, isFromRequest: Bool
  ) {
    self.name = name
    self.wire = wire
    self.type = type
    self.isOptional = isOptional
    self.isFromRequest = isFromRequest
  }
}

/// The type of a value. Aliases are resolved; a union of entity types is a sorted, non-empty list.
public indirect enum ValueType: Hashable, Sendable {
  case bool
  case int
  case string
  case instant
  case duration
  case ip
  case ipRange
  case enumeration(EnumTypeID)
  case entity([EntityTypeID])
  case set(ValueType)
  case map(ValueType)
  case record(RecordType)
  /// The element type of `[]`: usable as any.
  case never
}

/// One kind of request: who of which type does what on which type.
public struct Combination: Hashable, Comparable, Sendable {
  public let principal: EntityTypeID
  public let action: ActionID
  public let resource: EntityTypeID

  package init(principal: EntityTypeID, action: ActionID, resource: EntityTypeID) {
    self.principal = principal
    self.action = action
    self.resource = resource
  }

  public static func < (a: Combination, b: Combination) -> Bool {
    (a.action, a.principal, a.resource) < (b.action, b.principal, b.resource)
  }
}

extension Schema {
  /// Every combination that a valid request can have, sorted.
  package var combinations: [Combination] {
    var out: [Combination] = []
    for (index, action) in actions.enumerated() {
      for principal in action.principals.sorted() {
        for resource in action.resources.sorted() {
          out.append(
            Combination(principal: principal, action: ActionID(index), resource: resource))
        }
      }
    }
    return out
  }
}
