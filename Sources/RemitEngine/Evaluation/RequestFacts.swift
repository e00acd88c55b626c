import RemitCompiler

/// A valid request as slots and ids: what programs see of it.
struct RequestFacts {
  var principal: UInt32 = 0
  var resource: UInt32 = 0
  var principalType: UInt32 = 0
  var resourceType: UInt32 = 0
  var action: UInt32 = 0
  var entry: UInt32 = 0
  /// Milliseconds since 1970.
  var now: Int64 = 0
  /// The context, a slot for each declared attribute.
  var context: [Slot] = []
  /// Whose columns the context has: the types come first, then the actions.
  var contextOwner: UInt32 = 0
  /// Their Remit names, as strings of the pool.
  var contextKeys: [UInt32] = []
  /// What the request says of its principal and resource, at most one each.
  var sent: [SentEntity] = []
  /// The roles it names, each once.
  var roles: [UInt32]?

  /// Whether any entity has more ancestors than are stored.
  var sendsParents: Bool { sent.contains { !$0.ancestors.isEmpty } }
}

/// What a request says of one entity.
struct SentEntity {
  let entity: UInt32
  /// A slot for each attribute of its type, absent where nothing is said; empty where nothing is
  /// said at all.
  var attributes: [Slot]
  /// The parents it states and all that these lie in, ascending.
  var ancestors: [UInt32]
}
