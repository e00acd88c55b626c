import RemitSource

/// Verifies a trail from its files alone: offline, without its lock, without an engine, beside the
/// process that writes it or in a copy.
///
/// ```swift
/// let verifier = try TrailVerifier(keys: [VerifierKey("audit.example.com/prod-1+5f3a10c2+AYEK…")])
/// let report = try verifier.verify("/var/lib/remit/trail")
/// print(report.isSound)
/// ```
///
/// What it cannot see: that the whole folder was put back to an earlier signed state, or was written
/// anew by one who has the signing key. An earlier checkpoint kept elsewhere (`pins`) or witnesses
/// show that.
public struct TrailVerifier: Sendable {
  /// The keys that may have signed, from whom the caller got them: never from the trail's folder.
  public let keys: [VerifierKey]
  /// The trail's origin, which is the keys' name.
  public let origin: String
  /// Earlier checkpoints, signed, which the trail must continue.
  public var pins: [[UInt8]] = []
  /// Witnesses of whom enough must have signed.
  public var witnesses: WitnessList?

  let disk: any Disk

  /// - Throws: where there is no key, the keys are of different trails, or one is a witness's.
  public init(keys: [VerifierKey]) throws(NoteError) {
    try self.init(keys: keys, disk: SystemDisk())
  }

  package init(keys: [VerifierKey], disk: any Disk) throws(NoteError) {
    guard let name = keys.first?.name else { throw .malformed("a verifier key is needed") }
    for key in keys {
      guard key.algorithm == .ed25519 else {
        throw .malformed("the key of `\(visible(key.name))` is a witness's, not a trail's")
      }
      guard key.name.utf8.elementsEqual(name.utf8) else {
        throw .malformed(
          "the keys are of two trails, `\(visible(name))` and `\(visible(key.name))`")
      }
    }
    self.keys = keys
    origin = name
    self.disk = disk
  }

  /// Verifies everything: signatures, every record and its form, every tile, the roots, the order of
  /// the records, the chain of the shards, and what was pinned and witnessed.
  ///
  /// Uses all processors; blocks until it is done.
  ///
  /// - Parameters:
  ///   - directory: the trail's folder.
  ///   - progress: is told now and then how many records have been looked at, and how many there are.
  /// - Returns: what was found, wrong or not.
  /// - Throws: where it could not be done: no folder, no trail, one of another origin or of a newer
  ///   version, a file that may not be read, a pinned checkpoint that the key has not signed.
  /// - Complexity: linear in the bytes, a few seconds for a million records. Memory: some bundles
  ///   and the journal, whatever the size.
  public func verify(
    _ directory: String, progress: (_ done: UInt64, _ all: UInt64) -> Void = { _, _ in }
  ) throws(TrailError) -> TrailReport {
    var run = TrailVerification(self, try reader(of: directory))
    try run.run(progress: progress)
    return run.report
  }
}
