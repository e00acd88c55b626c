/// One question: may this principal do this action on this resource, in this context, now?
///
/// Values are raw: `Engine.decide` checks them against the policy's declarations and answers
/// `invalid`, with the path of the offending value, where they do not fit.
///
/// Copies share what they hold, so that a decision keeps its request at the price of one reference.
public struct Request: Hashable, Sendable {
  package private(set) var content: RequestContent

  public var principal: RequestEntity {
    get { content.principal }
    set {
      self = Request(
        principal: newValue, action: action, resource: resource, context: context, roles: roles,
        now: now)
    }
  }

  /// By wire name.
  public var action: Text {
    get { content.action }
    set {
      self = Request(
        principal: principal, action: newValue, resource: resource, context: context,
        roles: roles, now: now)
    }
  }

  public var resource: RequestEntity {
    get { content.resource }
    set {
      self = Request(
        principal: principal, action: action, resource: newValue, context: context, roles: roles,
        now: now)
    }
  }

  /// By wire names.
  public var context: [Text: Value] {
    get { content.context }
    set {
      self = Request(
        principal: principal, action: action, resource: resource, context: newValue,
        roles: roles, now: now)
    }
  }

  /// The roles that are active; `nil` tries each authorized role. Short or full names.
  public var roles: [Text]? {
    get { content.roles }
    set {
      self = Request(
        principal: principal, action: action, resource: resource, context: context,
        roles: newValue, now: now)
    }
  }

  /// The caller's time; `nil` where the caller leaves it to the engine's clock.
  public var now: Instant? {
    get { content.now }
    set {
      self = Request(
        principal: principal, action: action, resource: resource, context: context, roles: roles,
        now: newValue)
    }
  }

  public init(
    principal: RequestEntity, action: Text, resource: RequestEntity,
    context: [Text: Value] = [:], roles: [Text]? = nil, now: Instant? = nil
  ) {
    content = RequestContent(
      principal: principal, action: action, resource: resource, context: context, roles: roles,
      now: now)
  }
}

/// What a request says. The engine reads it where it lies.
package final class RequestContent: Hashable, Sendable {
  package let principal: RequestEntity
  package let action: Text
  package let resource: RequestEntity
  package let context: [Text: Value]
  package let roles: [Text]?
  package let now: Instant?

  init(
    principal: RequestEntity, action: Text, resource: RequestEntity, context: [Text: Value],
    roles: [Text]?, now: Instant?
  ) {
    self.principal = principal
    self.action = action
    self.resource = resource
    self.context = context
    self.roles = roles
    self.now = now
  }

  package static func == (a: RequestContent, b: RequestContent) -> Bool {
    a === b
      || a.principal == b.principal && a.action == b.action && a.resource == b.resource
        && a.context == b.context && a.roles == b.roles && a.now == b.now
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(principal)
    hasher.combine(action)
    hasher.combine(resource)
    hasher.combine(context)
    hasher.combine(roles)
    hasher.combine(now)
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
