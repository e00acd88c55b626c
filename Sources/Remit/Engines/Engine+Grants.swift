import RemitEngine
public import RemitModel

extension Engine {
  /// Adds and removes grants of the data, all or nothing: a refused change leaves what is there. A
  /// decision sees the grants before or after, and of two changes at once neither is lost.
  ///
  /// Removals alone are refused only if an id is not there.
  ///
  /// - Parameter onViolation: what becomes of additions by which somebody has more than a static
  ///   separation lets one person have; violations that were there before keep nothing from being
  ///   taken.
  /// - Throws: every problem of the added grants, ids that no grant has, ids of grants of the policy,
  ///   what separations are violated anew and what limits are broken.
  public func apply(
    _ changes: GrantChanges, onViolation: OnViolation = .reject
  ) throws(EngineErrors) {
    try change(changes, onViolation)
  }

  /// Adds grants; see `apply(_:onViolation:)`.
  public func add(_ grants: Grants, onViolation: OnViolation = .reject) throws(EngineErrors) {
    try apply(GrantChanges(added: grants.records), onViolation: onViolation)
  }

  /// Removes grants of the data by their ids; see `apply(_:onViolation:)`.
  public func removeGrants(withIDs ids: some Sequence<Text>) throws(EngineErrors) {
    try apply(GrantChanges(removedIDs: Array(ids)))
  }

  /// The grants of the data, each with its id, generated ones too. Those that the policy declares
  /// are not among them.
  ///
  /// - Complexity: O(grants)
  public var grants: Grants { Grants(snapshot.dataGrants) }
}
