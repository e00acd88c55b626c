import ArgumentParser
import Remit
import RemitAudit
import RemitModel
import RemitSource

/// `remit audit show`
struct AuditShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show records of a trail in words, or as they are stored.",
    discussion: """
      One paragraph for each record: who asked for what, the answer and what determined it, what was \
      sent, and what the answer was made from. Without an id or a range the last 20 are shown. Sealed \
      fields are shown where their keys are at hand (FOLDER.subjects).

        remit audit show trail
        remit audit show trail 01a1ff80-a660-7593-928b-8111ebf8b237
        remit audit show trail --from 2026-11-21T09:00:00Z --to 2026-11-21T10:00:00Z
        remit audit show trail --last 1 --format json

      Exit codes: 0 fine; 1 there is no such record, or the trail is damaged; 2 it could not be read.
      """)

  @Argument(help: ArgumentHelp("The trail.", valueName: "folder"))
  var folder: String

  @Argument(
    help: ArgumentHelp("The record's id, as answers and searches give it.", valueName: "id"))
  var id: String?

  @OptionGroup var range: TrailRangeOptions

  @Option(help: "Words for people, or the stored bytes, a line each.")
  var format: OutputFormat = .text

  func validate() throws {
    if let id {
      if RecordID(id) == nil {
        throw ValidationError("`\(id)` is no record's id; one has 36 characters")
      }
      if !range.times.isOpen || range.last != nil {
        throw ValidationError("an id and a range do not go together")
      }
    }
  }

  func run() throws {
    let keys = try subjectKeys(of: folder)
    var output = BufferedOutput()
    if let id = id.flatMap({ RecordID($0) }) {
      try withTrail(folder) { records in
        guard let record = try records.find(id) else {
          Output.writeError("remit: no record of the trail has this id")
          throw ExitStatus.no
        }
        try output.write(bytes(of: record, keys, isFirst: true))
      }
    } else {
      var isFirst = true
      try range.read(folder, defaultLast: 20) { record in
        try output.write(bytes(of: record, keys, isFirst: isFirst))
        isFirst = false
      }
    }
    try output.flush()
  }

  private func bytes(of record: StoredRecord, _ keys: SubjectKeyStore?, isFirst: Bool) -> [UInt8] {
    switch format {
    case .json: record.bytes + [0x0A]
    case .text: Array(((isFirst ? "" : "\n") + record.words(keys: keys) + "\n").utf8)
    }
  }
}
