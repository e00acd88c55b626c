/// One question: may this principal do this action on this resource, in this context, now?
///
/// Values are raw: `Engine.decide` checks them against the policy's declarations and answers
/// `invalid`, with the path of the offending value, where they do not fit.
public struct Request: Hashable, Sendable {
  public var principal: RequestEntity
  /// By wire name.
  public var action: Text
  public var resource: RequestEntity
  /// By wire names.
  public var context: [Text: Value]
  /// The roles that are active; `nil` tries each authorized role. Short or full names.
  public var roles: [Text]?
  /// The caller's time; `nil` where the caller leaves it to the engine's clock.
  public var now: Instant?

  public init(
    principal: RequestEntity, action: Text, resource: RequestEntity,
    context: [Text: Value] = [:], roles: [Text]? = nil, now: Instant? = nil
  ) {
    self.principal = principal
    self.action = action
    self.resource = resource
    self.context = context
    self.roles = roles
    self.now = now
  }
}

/// A principal or resource as a request names it, with what the caller says of it.
public struct RequestEntity: Hashable, Sendable {
  public var uid: EntityUID
  /// By wire names: attributes marked `from request`, or any of an `open` type.
  public var attributes: [Text: Value]
  /// Parents that the caller states; only of an `open` type. They add to those stored.
  public var parents: [EntityUID]

  public init(_ uid: EntityUID, attributes: [Text: Value] = [:], parents: [EntityUID] = []) {
    self.uid = uid
    self.attributes = attributes
    self.parents = parents
  }

  public init(type: Text, id: Text) {
    self.init(EntityUID(type: type, id: id))
  }
}
