/// Stored entities, raw: as JSON or Swift gave them, not yet held against a policy.
public struct Entities: Hashable, Sendable {
  public var records: [EntityRecord]

  public init(_ records: [EntityRecord] = []) {
    self.records = records
  }
}

/// One stored entity, raw.
public struct EntityRecord: Hashable, Sendable {
  public var uid: EntityUID
  /// By wire names.
  public var attributes: [Text: Value]
  public var parents: [EntityUID]
  private var source: RecordOrigin

  public init(
    _ uid: EntityUID, attributes: [Text: Value] = [:], parents: [EntityUID] = [],
    origin: String = ""
  ) {
    self.uid = uid
    self.attributes = attributes
    self.parents = parents
    source = RecordOrigin(origin)
  }

  /// - Parameter document: what it is element number `element` of, as in `entities.json:$`.
  package init(
    _ uid: EntityUID, attributes: [Text: Value], parents: [EntityUID], from document: String,
    element: Int
  ) {
    self.init(uid, attributes: attributes, parents: parents)
    source = RecordOrigin(document, element: element)
  }

  /// Where it came from, for messages: `entities.json:$[3]`; empty for values built in Swift.
  public var origin: String {
    get { source.text }
    set { source = RecordOrigin(newValue) }
  }

  /// What messages call it.
  package var place: String { source.isEmpty ? uid.description : source.text }
}

/// Grants as data, beside those that the policy declares. Unconditional.
public struct Grants: Hashable, Sendable {
  public var records: [GrantRecord]

  public init(_ records: [GrantRecord] = []) {
    self.records = records
  }
}

/// One grant as data: a role, whom it goes to, where and when it holds.
public struct GrantRecord: Hashable, Sendable {
  /// Taken as it is; without one the grant is named `role@` and 12 hex digits.
  public var id: Text?
  /// Short or full name.
  public var role: Text
  public var grantees: [EntityUID]
  public var scope: Scope
  public var from: Instant?
  public var until: Instant?
  public var because: String?
  private var source: RecordOrigin

  public init(
    id: Text? = nil, role: Text, to grantees: [EntityUID], on scope: Scope, from: Instant? = nil,
    until: Instant? = nil, because: String? = nil, origin: String = ""
  ) {
    self.id = id
    self.role = role
    self.grantees = grantees
    self.scope = scope
    self.from = from
    self.until = until
    self.because = because
    source = RecordOrigin(origin)
  }

  /// The same record as element number `element` of a document, such as `grants.json:$`.
  package func from(_ document: String, element: Int) -> GrantRecord {
    var record = self
    record.source = RecordOrigin(document, element: element)
    return record
  }

  /// Where it came from, for messages: `grants.json:$[3]`; empty for values built in Swift.
  public var origin: String {
    get { source.text }
    set { source = RecordOrigin(newValue) }
  }
}

/// One thing wrong with data from outside: which value, and why.
public struct DataProblem: Hashable, Sendable, Error {
  public let code: RuntimeErrorCode
  /// `entities.json:$[3].attrs.owner`, or `context.image` in a request.
  public let path: String
  public let message: String
  /// Problems that do not refuse the data, such as a reference to nowhere.
  public let isWarning: Bool
  /// What leads to it, a line each.
  public let notes: [String]

  public init(
    code: RuntimeErrorCode, path: String, message: String, isWarning: Bool = false,
    notes: [String] = []
  ) {
    self.code = code
    self.path = path
    self.message = message
    self.isWarning = isWarning
    self.notes = notes
  }
}
