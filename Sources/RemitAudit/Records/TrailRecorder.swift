import Crypto
public import RemitModel
public import RemitSource

/// Records decisions in a trail.
///
/// ```swift
/// let trail = try Trail.open("/var/lib/app/trail", key: key)
/// let recorder = try TrailRecorder(trail)
/// let answer = try await engine.recording(to: recorder).decide(request)
/// ```
public final class TrailRecorder: DecisionRecorder {
  /// Records that are handed to the trail at once.
  private static let batchMax = 512

  public let trail: Trail
  private let encoder: DecisionEncoder

  /// - Parameters:
  ///   - rules: what is kept of which decision.
  ///   - instance: which process records.
  ///   - subjects: the folder for the keys of sealed fields and pseudonyms, beside the trail's; it
  ///     is made if the rules need it.
  /// - Throws: `RecordingRulesError` where the rules make no sense, `SubjectKeyError` where they need
  ///   keys that cannot be had.
  public init(
    _ trail: Trail, rules: RecordingRules = RecordingRules(),
    instance: RecordInstance = .current, subjects folder: String? = nil
  ) throws {
    self.trail = trail
    var keys: SubjectKeyStore?
    let needsKeys = !rules.sealed.isEmpty || !rules.pseudonyms.isEmpty
    if let folder {
      // The digest of an input that is not kept has a key too.
      let wantsKeys =
        needsKeys || ([rules.level] + rules.levels.map(\.level)).min() ?? .input < .input
      keys = try SubjectKeyStore.open(folder, disk: SystemDisk(), isMade: wantsKeys)
    } else if needsKeys {
      throw SubjectKeyError("sealed fields and pseudonyms need a folder for their keys")
    }
    encoder = DecisionEncoder(rules: try CheckedRules(rules), instance: instance, keys: keys)
  }

  // MARK: - Decisions

  /// The trail's next id, and its clock.
  public func stamp() -> DecisionStamp {
    let stamp = trail.stamp()
    return DecisionStamp(id: Text(stamp.id.description), time: stamp.time)
  }

  /// Throws the `TrailError` for which the trail takes nothing now.
  public func checkAvailable() throws {
    switch trail.health.state {
    case .running: return
    case .full: throw TrailError.full
    case .poisoned(let words): throw TrailError.poisoned(words: words)
    case .closed: throw TrailError.closed
    }
  }

  /// Whether the rules want a record of a decision.
  public func keeps(_ report: DecisionReport) -> Bool { encoder.wantsRecord(of: report) }

  /// Makes records of decisions and appends them; returns when they are durable. All are made before
  /// the first is appended.
  ///
  /// - Throws: `SubjectKeyError` where a key is needed that cannot be had, else a `TrailError`.
  public func record(_ reports: [DecisionReport]) async throws {
    var records: [TrailRecord] = []
    records.reserveCapacity(reports.count)
    for report in reports {
      let id = RecordID(report.stamp.id.string) ?? trail.stamp().id
      let stamp = RecordStamp(id: id, time: report.stamp.time)
      if let record = try encoder.record(of: report, stamp) { records.append(record) }
    }
    var start = 0
    while start < records.count {
      let end = min(start + Self.batchMax, records.count)
      try await trail.append(Array(records[start..<end]))
      start = end
    }
  }

  /// Has the trail say, once it can, how many answers it lacks.
  public func countUnrecorded(_ count: Int, because reason: String) {
    for _ in 0..<count { trail.noteDropped(because: reason) }
  }

  // MARK: - What decides

  /// Records what could not be decided because it was no request: a deny with the cause `invalid`,
  /// and the digest of what was sent.
  ///
  /// - Parameter codes: of what is wrong with it, `bad-json`.
  /// - Returns: the record; the caller hands it to the trail.
  package func invalid(
    _ line: [UInt8], codes: [String], inputs: DecisionInputs,
    context: RecordContext = RecordContext()
  ) -> TrailRecord {
    encoder.invalid(
      line, codes: codes, inputs: inputs, context: context, trail.stamp())
  }

  /// Makes the record of a decision without handing it to the trail.
  package func encoded(_ report: DecisionReport) throws -> TrailRecord? {
    let id = RecordID(report.stamp.id.string) ?? trail.stamp().id
    return try encoder.record(of: report, RecordStamp(id: id, time: report.stamp.time))
  }

  /// Records that a policy decides from now on, and keeps its sources beside the records, so that
  /// its decisions can be made again.
  ///
  /// - Parameters:
  ///   - digest: of the policy.
  ///   - sources: its own files, as `Policy.sources` has them.
  public func policyLoaded(digest: String, sources: [SourceFile]) async throws(TrailError) {
    if !sources.isEmpty {
      do throws(DiskFailure) {
        try PolicyArchive(trail: trail.directory, disk: SystemDisk()).keep(sources, digest: digest)
      } catch {
        throw TrailError(error)
      }
    }
    try await trail.append(
      ControlRecord(
        .policyLoaded,
        [
          ("digest", .text(digest)), ("files", .number(Int64(sources.count))),
          ("release", .text(encoder.instance.release)),
        ]))
  }

  /// Records that a policy was refused, and the one before goes on.
  public func policyRejected(_ reasons: [String]) async throws(TrailError) {
    try await trail.append(
      ControlRecord(
        .policyRejected,
        [("problems", .number(Int64(reasons.count)))]
          + reasons.prefix(5).enumerated().map { ("problem_\($0 + 1)", .text($1)) }))
  }

  /// Records that entities and grants are decided by from now on.
  ///
  /// - Parameter version: `DecisionInputs.dataVersion`.
  public func dataLoaded(version: String, entities: Int, grants: Int) async throws(TrailError) {
    try await trail.append(
      ControlRecord(
        .dataLoaded,
        [
          ("version", .text(version)), ("entities", .number(Int64(entities))),
          ("grants", .number(Int64(grants))),
        ]))
  }

  /// Records that other rules say what is recorded.
  package func rulesChanged(digest: String) async throws(TrailError) {
    try await trail.append(ControlRecord(.configurationChanged, [("rules", .text(digest))]))
  }

  /// The digest of rules as they are read, for `rulesChanged`.
  package static func digest(ofRules json: [UInt8]) -> String {
    "sha256:" + Crypto.SHA256.hash(data: json).hex
  }
}
