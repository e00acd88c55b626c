/// A person who has more of what a separation keeps apart than one person may.
public struct SeparationViolation: Error, Hashable, Sendable, CustomStringConvertible {
  /// One thing the person has, and the way to it.
  public struct Holding: Hashable, Sendable, CustomStringConvertible {
    /// The full name of the role, or `deploy on Service` of a permission.
    public let member: String
    /// The account, and the group through which it is reached where it is not the account itself.
    public let account: EntityUID
    public let grantee: EntityUID
    /// The full name of the grant, or of the rule that allows.
    public let source: String
    /// The role that the grant gives, where that is another one.
    public let role: String?
    /// Of a grant: when it holds. The future counts too.
    public let from: Instant?
    public let until: Instant?

    package init(
      member: String, account: EntityUID, grantee: EntityUID, source: String, role: String?,
      from: Instant?, until: Instant?
    ) {
      self.member = member
      self.account = account
      self.grantee = grantee
      self.source = source
      self.role = role
      self.from = from
      self.until = until
    }

    /// `m.releaser: User::"ada" in Group::"ops", granted m.chief by m.night-shift`
    public var description: String {
      var text = "\(member): \(account)"
      if grantee != account { text += " in \(grantee)" }
      if let role { text += ", granted \(role) by \(source)" } else { text += ", by \(source)" }
      if let from { text += " from \(from)" }
      if let until { text += " until \(until)" }
      return text
    }
  }

  /// The separation's full name.
  public let separation: String
  /// A person, an account that stands for itself, or a group: whoever is in it would have too much.
  public let person: EntityUID
  public let most: Int
  /// When it is so for the first time, and from when on it is so no longer (`nil`: never).
  public let from: Instant
  public let until: Instant?
  /// Who the account is is unknown, and it has one of them.
  public let isUnknownPerson: Bool
  public let holdings: [Holding]
  /// Why there is the separation, in the policy's words.
  public let because: String?

  package init(
    separation: String, person: EntityUID, most: Int, from: Instant, until: Instant?,
    isUnknownPerson: Bool, holdings: [Holding], because: String?
  ) {
    self.separation = separation
    self.person = person
    self.most = most
    self.from = from
    self.until = until
    self.isUnknownPerson = isUnknownPerson
    self.holdings = holdings
    self.because = because
  }

  /// The same as of a later time, when nothing of it has begun or ended since.
  package func since(_ now: Instant) -> SeparationViolation {
    SeparationViolation(
      separation: separation, person: person, most: most, from: max(from, now), until: until,
      isUnknownPerson: isUnknownPerson, holdings: holdings, because: because)
  }

  /// What `check`, and whoever loads data, are told.
  package var problem: DataProblem {
    DataProblem(
      code: .separationViolated, path: person.description, message: message,
      notes: holdings.map(\.description) + (because.map { ["because \($0)"] } ?? []))
  }

  /// What is wrong, without the ways to it.
  private var message: String {
    isUnknownPerson
      ? "nobody knows which person this is, and it has one of what `\(separation)` keeps apart"
      : "more than \(most) of what `\(separation)` keeps apart"
  }

  public var description: String {
    message + ": " + holdings.map(\.description).joined(separator: "; ")
  }
}
