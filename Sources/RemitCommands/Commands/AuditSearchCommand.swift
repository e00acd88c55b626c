import ArgumentParser
import Remit
import RemitAudit
import RemitAuditIndex
import RemitModel
import RemitSource

/// `remit audit search`
struct AuditSearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find records of a trail by what they say.",
    discussion: """
      All conditions must hold. An index is kept in your cache ($XDG_CACHE_HOME/remit or \
      ~/.cache/remit), never in the trail's folder; it is made from the trail and only says where to \
      look: each record is read from the trail, and checked to be in the tree that the key has signed. \
      --scan reads the whole trail instead, and checks each record, also those that do not match.

        remit audit search trail --principal 'User::"ada"' --effect deny
        remit audit search trail --rule release.four-eyes --from 2026-11-01T00:00:00Z
        remit audit search trail --action deploy --limit 10 --after 1:4711

      Exit codes: 0 found or not; 1 a record is not the one that was signed; 2 it could not be done.
      """)

  @Argument(help: ArgumentHelp("The trail.", valueName: "folder"))
  var folder: String

  @OptionGroup var conditions: SearchConditions
  @OptionGroup var key: VerifierKeyOptions

  @Option(help: ArgumentHelp("The most records.", valueName: "n"))
  var limit = 100

  @Option(help: ArgumentHelp("Go on after this place, as a search said.", valueName: "place"))
  var after: String?

  @Flag(help: "Read the whole trail, without the index.")
  var scan = false

  @Option(help: "Words for people, or the stored bytes, a line each.")
  var format: OutputFormat = .text

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit is at least 1") }
    if let after, Self.place(after) == nil {
      throw ValidationError("--after: `\(after)` is no place; one is as 1:4711")
    }
  }

  func run() throws {
    let filter = try conditions.filter()
    let verifier = try VerifierKeyOptions.verifier(try key.read(beside: folder).keys)
    let keys = try subjectKeys(of: folder)
    var output = BufferedOutput()
    var found = 0
    try withTrail(trailRoot(folder)) { records in
      try warnOfPruned(records)
      let signed = try verifier.signedShards(trailRoot(folder))
      var last: StoredRecord?
      var isMore = false
      try forEachMatch(filter, records, verifier, signed) { record in
        if found == limit {
          isMore = true
          return false
        }
        try output.write(bytes(of: record, keys, isFirst: found == 0))
        found += 1
        last = record
        return true
      }
      try output.flush()
      if isMore, let last {
        Output.writeError("remit: there are more; go on with --after \(last.shard):\(last.index)")
      }
    }
    if found == 0, format == .text { Output.writeError("remit: no record matches") }
  }

  /// Gives the records that match and were signed to `body`.
  private func forEachMatch(
    _ filter: RecordFilter, _ records: TrailRecords, _ verifier: TrailVerifier,
    _ signed: [SignedShard], _ body: (StoredRecord) throws -> Bool
  ) throws {
    let place = after.flatMap(Self.place)
    guard scan else {
      return try forEachIndexed(filter, records, after: place) { record in
        // One that the index has otherwise was changed since.
        guard try verifier.confirms(record, in: signed), filter.matches(record) else { return true }
        return try body(record)
      }
    }
    let start = place.map { TrailRecords.Place(shard: $0.shard, index: $0.index + 1) }
    try records.forEachBundle(from: start ?? TrailRecords.Place(shard: 1, index: 0)) { bundle in
      // Before anything is chosen: a record that was changed may not match any more.
      for record in try verifier.signed(bundle, in: signed) where filter.matches(record) {
        if let start, TrailRecords.Place(shard: record.shard, index: record.index) < start {
          continue
        }
        guard try body(record) else { return false }
      }
      return true
    }
  }

  private func forEachIndexed(
    _ filter: RecordFilter, _ records: TrailRecords, after start: TrailRecords.Place?,
    _ body: (StoredRecord) throws -> Bool
  ) throws {
    var place = start
    let index: TrailIndex
    do {
      index = try TrailIndex(of: records, cache: TrailIndex.cacheFolder)
      try index.update(records)
    } catch let error as TrailError {
      throw error
    } catch {
      throw CommandFailure("the index of the trail: \(error); --scan does without it")
    }
    while true {
      let places = try index.places(filter, after: place, limit: 256)
      for one in places {
        // The index only says where to look.
        guard let record = try records.record(at: one) else { continue }
        guard try body(record) else { return }
      }
      guard let last = places.last else { return }
      place = last
    }
  }

  private static func place(_ text: String) -> TrailRecords.Place? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let shard = UInt32(parts[0]), let index = UInt64(parts[1]), shard > 0,
      index <= Checkpoint.sizeMax
    else { return nil }
    return TrailRecords.Place(shard: shard, index: index)
  }

  private func bytes(of record: StoredRecord, _ keys: SubjectKeyStore?, isFirst: Bool) -> [UInt8] {
    switch format {
    case .json: record.bytes + [0x0A]
    case .text: Array(((isFirst ? "" : "\n") + record.words(keys: keys) + "\n").utf8)
    }
  }
}

/// What a record must say.
struct SearchConditions: ParsableArguments {
  @Option(help: ArgumentHelp("Who asked, by wire name.", valueName: "entity"))
  var principal: String?

  @Option(help: ArgumentHelp("What they would do, by wire name.", valueName: "name"))
  var action: String?

  @Option(help: ArgumentHelp("What they would do it on, by wire name.", valueName: "entity"))
  var resource: String?

  @Option(help: "The answer.")
  var effect: SearchedEffect?

  @Option(help: ArgumentHelp("Its cause, `forbidden`.", valueName: "word"))
  var cause: String?

  @Option(
    help: ArgumentHelp(
      "The full name of a rule, role, grant or separation that determined it.", valueName: "name"))
  var rule: String?

  @Option(help: ArgumentHelp("The full name of a role that was active.", valueName: "name"))
  var role: String?

  @Option(
    help: ArgumentHelp("The policy's digest, `sha256:…`, or its beginning.", valueName: "digest"))
  var policy: String?

  @Option(help: ArgumentHelp("The record's id.", valueName: "id"))
  var id: String?

  @Option(help: ArgumentHelp("The kind of record, `policy.loaded`.", valueName: "kind"))
  var kind: String?

  @OptionGroup var times: TrailTimeOptions

  func filter() throws(CommandFailure) -> RecordFilter {
    var filter = RecordFilter()
    filter.principal = try principal.map { (text) throws(CommandFailure) in
      try wireEntity(text, option: "--principal")
    }
    filter.resource = try resource.map { (text) throws(CommandFailure) in
      try wireEntity(text, option: "--resource")
    }
    filter.action = action
    filter.effect = effect?.rawValue
    filter.cause = cause
    filter.determining = rule
    filter.role = role
    filter.policy = policy
    filter.kind = kind
    if let id {
      guard let read = RecordID(id) else { throw CommandFailure("--id: \(quoted(id)) is no id") }
      filter.id = read
    }
    try times.apply(to: &filter)
    return filter
  }
}

/// The answers that can be searched for.
enum SearchedEffect: String, ExpressibleByArgument, CaseIterable {
  case allow
  case deny
}
