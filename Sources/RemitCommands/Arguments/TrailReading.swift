import ArgumentParser
import Foundation
import Remit
import RemitAudit
import RemitModel
import RemitSource

/// From when to when records were made.
struct TrailTimeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Only records made then or later.", valueName: "instant"))
  var from: String?

  @Option(help: ArgumentHelp("Only records made before.", valueName: "instant"))
  var to: String?

  var isOpen: Bool { from == nil && to == nil }

  /// Adds the times to what else is asked for.
  func apply(to filter: inout RecordFilter) throws(CommandFailure) {
    filter.from = try from.map { (text) throws(CommandFailure) in try Self.time(text, "--from") }
    filter.until = try to.map { (text) throws(CommandFailure) in try Self.time(text, "--to") }
  }

  private static func time(_ text: String, _ option: String) throws(CommandFailure) -> String {
    switch Instant.parse(text) {
    case .success(let instant):
      let (nanoseconds, isTooFar) = instant.milliseconds.multipliedReportingOverflow(by: 1_000_000)
      guard !isTooFar else { throw CommandFailure("\(option): no record is of that time") }
      return RecordTime.text(nanoseconds: nanoseconds)
    case .failure(let error): throw CommandFailure("\(option): \(error.message)")
    }
  }
}

/// Which part of a trail is read.
struct TrailRangeOptions: ParsableArguments {
  @OptionGroup var times: TrailTimeOptions

  @Option(help: ArgumentHelp("Only the last so many.", valueName: "n"))
  var last: Int?

  func validate() throws {
    if let last, last < 1 { throw ValidationError("--last is at least 1") }
  }

  /// - Parameter filter: what else is asked for.
  func filter(_ filter: RecordFilter = RecordFilter()) throws(CommandFailure) -> RecordFilter {
    var filter = filter
    try times.apply(to: &filter)
    return filter
  }

  /// Gives the records to `body`, in order.
  func read(
    _ folder: String, _ filter: RecordFilter = RecordFilter(), defaultLast: Int? = nil,
    _ body: (StoredRecord) throws -> Void
  ) throws {
    let filter = try self.filter(filter)
    try withTrail(folder) { records in
      try warnOfPruned(records)
      guard let last = last ?? (times.isOpen ? defaultLast : nil) else {
        try records.forEach { record in
          if filter.matches(record) { try body(record) }
          return true
        }
        return
      }
      var found: [StoredRecord] = []
      try records.forEachBackwards { record in
        if filter.matches(record) { found.append(record) }
        return found.count < last
      }
      for record in found.reversed() { try body(record) }
    }
  }
}

/// Reads a trail; damage ends the command with 1, what cannot be read with 2.
func withTrail(_ folder: String, _ body: (TrailRecords) throws -> Void) throws {
  do {
    try body(try TrailRecords(folder))
  } catch let error as TrailError {
    if case .damaged = error {
      Output.writeError(visible("remit: \(error)"))
      throw ExitStatus.no
    }
    throw CommandFailure("\(error)")
  }
}

/// Says what is not there to be read.
func warnOfPruned(_ records: TrailRecords) throws {
  for (origin, below) in try records.pruned() {
    Output.writeError(
      visible("remit: records 0 to \(below - 1) of \(origin) are not there; `remit audit verify` ")
        + "says whether they were taken away on purpose")
  }
}

/// The trail's folder without a slash at its end.
func trailRoot(_ folder: String) -> String {
  folder.utf8.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
}

/// The keys of sealed fields beside a trail, where there are any.
func subjectKeys(of folder: String) throws(CommandFailure) -> SubjectKeyStore? {
  do throws(SubjectKeyError) {
    return try SubjectKeyStore.open(
      trailRoot(folder) + ".subjects", disk: SystemDisk(), isMade: false)
  } catch {
    throw CommandFailure("\(error)")
  }
}

/// An entity by wire names, where no policy knows types by other names.
func wireEntity(_ argument: String, option: String) throws(CommandFailure) -> EntityUID {
  if let uid = EntityUID.parse(quoted: Text(argument)) { return uid }
  guard let colons = argument.range(of: "::"), colons.lowerBound > argument.startIndex else {
    throw CommandFailure(
      "\(option): \(quoted(argument)) is no entity; write TYPE::id or TYPE::\"id\"")
  }
  return EntityUID(
    type: Text(String(argument[..<colons.lowerBound])),
    id: Text(String(argument[colons.upperBound...])))
}
