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
  /// Whether it is read as if nothing were in the context.
  var hidesContext = false
  /// Whose columns the context has: the types come first, then the actions.
  var contextOwner: UInt32 = 0
  /// What the request says of its principal and resource, at most one each.
  var sent: [SentEntity] = [] {
    didSet {
      hasSent = !sent.isEmpty
      sendsParents = sent.contains { !$0.ancestors.isEmpty }
    }
  }
  private(set) var hasSent = false
  /// Whether any entity has more ancestors than are stored.
  private(set) var sendsParents = false
  /// The roles it names, each once.
  var roles: [UInt32]?
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
