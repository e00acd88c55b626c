/// What is to become of the grants of the data, as one step: all of it or nothing.
///
/// Removals come first, so that an id may be removed and given again in one change.
public struct GrantChanges: Hashable, Sendable {
  public var added: [GrantRecord]
  /// Ids of grants of the data, generated ones too.
  public var removedIDs: [Text]

  public init(added: [GrantRecord] = [], removedIDs: [Text] = []) {
    self.added = added
    self.removedIDs = removedIDs
  }

  public var isEmpty: Bool { added.isEmpty && removedIDs.isEmpty }
}
