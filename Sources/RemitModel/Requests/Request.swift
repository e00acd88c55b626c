/// One question: may this principal do this action on this resource, in this context, now?
///
/// Values are raw: `Engine.decide` checks them against the policy's declarations and answers
/// `invalid`, with the path of the offending value, where they do not fit.
///
/// Copies share what they hold, so that a decision keeps its request at the price of one reference.
public struct Request: Hashable, Sendable {
  /// The engine reads what it says where it lies.
  package private(set) var content: RequestContent

  public var principal: RequestEntity {
    get { content.fields.principal }
    set { change { $0.principal = newValue } }
  }

  /// By wire name.
  public var action: Text {
    get { content.fields.action }
    set { change { $0.action = newValue } }
  }

  public var resource: RequestEntity {
    get { content.fields.resource }
    set { change { $0.resource = newValue } }
  }

  /// By wire names.
  public var context: [Text: Value] {
    get { content.fields.context }
    set { change { $0.context = newValue } }
  }

  /// The roles that are active; `nil` tries each authorized role. Short or full names.
  public var roles: [Text]? {
    get { content.fields.roles }
    set { change { $0.roles = newValue } }
  }

  /// The caller's time; `nil` where the caller leaves it to the engine's clock.
  public var now: Instant? {
    get { content.fields.now }
    set { change { $0.now = newValue } }
  }

  private mutating func change(_ body: (inout RequestFields) -> Void) {
    var fields = content.fields
    body(&fields)
    content = RequestContent(fields)
  }

  public init(
    principal: RequestEntity, action: Text, resource: RequestEntity,
    context: [Text: Value] = [:], roles: [Text]? = nil, now: Instant? = nil
  ) {
    content = RequestContent(
      RequestFields(
        principal: principal, action: action, resource: resource, context: context, roles: roles,
        now: now))
  }

  public static func == (a: Request, b: Request) -> Bool {
    a.content === b.content || a.content.fields == b.content.fields
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(content.fields) }
}

/// What a request says.
package struct RequestFields: Hashable, Sendable {
  package fileprivate(set) var principal: RequestEntity
  package fileprivate(set) var action: Text
  package fileprivate(set) var resource: RequestEntity
  package fileprivate(set) var context: [Text: Value]
  package fileprivate(set) var roles: [Text]?
  package fileprivate(set) var now: Instant?
}

/// The same, shared by copies of the request.
package final class RequestContent: Sendable {
  package let fields: RequestFields

  fileprivate init(_ fields: RequestFields) {
    self.fields = fields
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
