/// How much of a decision is kept.
public enum RecordLevel: String, Hashable, Sendable, CaseIterable {
  /// Nothing. Of a deny, and of what performs duties, there is `metadata` all the same.
  case none
  /// Who asked for what on what, the answer, and what determined it.
  case metadata
  /// What the caller sent besides: context, attributes, parents; with it a decision can be replayed.
  case input
  /// The explanation in words too.
  case full
}

/// What a trail keeps of which decision, and what it must never hold.
///
/// Of several rules for the level the first that matches counts; where none does, `level`.
public struct RecordingRules: Hashable, Sendable {
  /// Which decisions a level is for: those that match every condition that is given.
  public struct LevelRule: Hashable, Sendable {
    public var level: RecordLevel
    /// Wire names; `nil` matches any.
    public var actions: [String]?
    public var principalTypes: [String]?
    public var resourceTypes: [String]?
    /// Whether it is for allows or for denies; `nil` for both.
    public var isAllowed: Bool?

    public init(
      _ level: RecordLevel, actions: [String]? = nil, principalTypes: [String]? = nil,
      resourceTypes: [String]? = nil, isAllowed: Bool? = nil
    ) {
      self.level = level
      self.actions = actions
      self.principalTypes = principalTypes
      self.resourceTypes = resourceTypes
      self.isAllowed = isAllowed
    }
  }

  /// A field that is kept encrypted, with a key that belongs to somebody and can be destroyed.
  public struct Sealing: Hashable, Sendable {
    /// Whose key it is.
    public enum Subject: String, Hashable, Sendable, CaseIterable {
      case principal
      case resource
    }

    /// Where the field stands in a record, `/input/context/diagnosis`.
    public var pointer: String
    public var subject: Subject

    public init(_ pointer: String, subject: Subject = .principal) {
      self.pointer = pointer
      self.subject = subject
    }
  }

  /// The level where no rule matches.
  public var level: RecordLevel
  public var levels: [LevelRule]
  /// JSON Pointers of what is replaced by `***`.
  public var masked: [String]
  /// JSON Pointers of what is taken away.
  public var erased: [String]
  /// JSON Pointers of texts that are replaced by a keyed digest of them: equal texts stay equal.
  public var pseudonyms: [String]
  public var sealed: [Sealing]
  /// Names of members that are masked wherever they stand in what a caller sent, besides those that
  /// always are (`password`, `token`, `cookie` …).
  public var secretNames: [String]

  public init(
    level: RecordLevel = .input, levels: [LevelRule] = [], masked: [String] = [],
    erased: [String] = [], pseudonyms: [String] = [], sealed: [Sealing] = [],
    secretNames: [String] = []
  ) {
    self.level = level
    self.levels = levels
    self.masked = masked
    self.erased = erased
    self.pseudonyms = pseudonyms
    self.sealed = sealed
    self.secretNames = secretNames
  }
}
