public import RemitSource

public typealias DutyID = Index<TypedDuty>

/// `duty … of … = … by …`: which requests perform a duty, on what, and who is then credited.
///
/// What these expressions cannot establish — an attribute that is absent, an entity that is not
/// stored — is unknown, and an unknown object or person is never taken for a different one.
public struct TypedDuty: Sendable {
  /// The full name of the action or action group that it is declared for.
  public let name: String
  /// The name under which a ledger keeps it.
  public let wire: Text
  /// The actions that can perform it.
  public let actions: Set<ActionID>
  /// What it is performed on is of one of these types, in ascending order.
  public let objectTypes: [EntityTypeID]
  /// Who performs it is of one of these types, in ascending order: one type, or those of the
  /// accounts themselves.
  public let personTypes: [EntityTypeID]
  /// What a request performs it on.
  public let object: TypedExpression
  /// Who performs it.
  public let person: TypedExpression
  /// The version of the object, a String; sees `object` only.
  public let version: TypedExpression?
  /// Who has performed it as far as the object itself knows: a person or a set of persons; sees
  /// `object` only.
  public let knownAs: TypedExpression?
  /// Which requests perform it. A request for which they err is taken to perform it.
  public let clauses: [Clause]
  /// Slots that `object`, `person` and the clauses need.
  public let frameSize: Int
  /// Slots that `version` and `knownAs` need.
  public let objectFrameSize: Int
  public let documentation: [String]
  public let span: SourceSpan

  package init(
    name: String, wire: Text, actions: Set<ActionID>, objectTypes: [EntityTypeID],
    personTypes: [EntityTypeID], object: TypedExpression, person: TypedExpression,
    version: TypedExpression?, knownAs: TypedExpression?, clauses: [Clause], frameSize: Int,
    objectFrameSize: Int, documentation: [String], span: SourceSpan
  ) {
    self.name = name
    self.wire = wire
    self.actions = actions
    self.objectTypes = objectTypes
    self.personTypes = personTypes
    self.object = object
    self.person = person
    self.version = version
    self.knownAs = knownAs
    self.clauses = clauses
    self.frameSize = frameSize
    self.objectFrameSize = objectFrameSize
    self.documentation = documentation
    self.span = span
  }
}

/// `retire duty "…" because …`: a ledger may hold entries of a duty that the policy names no longer.
public struct RetiredDuty: Hashable, Sendable {
  public let wire: Text
  public let because: String

  package init(wire: Text, because: String) {
    self.wire = wire
    self.because = because
  }
}
