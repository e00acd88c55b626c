/// Signs the checkpoints of a trail, and knows them again.
package protocol CheckpointKeys: Sendable {
  /// The file `checkpoint`.
  func sign(_ checkpoint: Checkpoint) throws -> [UInt8]

  /// Reads what was signed.
  ///
  /// - Returns: the checkpoint, and whether all who sign now have signed it.
  /// - Throws: unless one whose key is trusted has signed it for this origin.
  func open(_ bytes: [UInt8], origin: String) throws -> (checkpoint: Checkpoint, isByAll: Bool)

  /// The id of the key that signs first, and those of the others; for the record of a change.
  var keyIDs: [String] { get }
}

/// The key of a trail, and older ones that sign beside it for a while.
package struct TrailKeys: CheckpointKeys {
  private let keys: [SigningKey]

  package init(_ key: SigningKey, beside others: [SigningKey] = []) {
    keys = [key] + others
  }

  package func sign(_ checkpoint: Checkpoint) throws -> [UInt8] {
    try checkpoint.signed(by: keys)
  }

  package func open(
    _ bytes: [UInt8], origin: String
  ) throws -> (checkpoint: Checkpoint, isByAll: Bool) {
    let opened = try Checkpoint.open(bytes, origin: origin, trusting: keys.map(\.verifierKey))
    return (opened.checkpoint, opened.signed.count == keys.count)
  }

  package var keyIDs: [String] { keys.map { KeyName.hexadecimal($0.verifierKey.keyID) } }
}
