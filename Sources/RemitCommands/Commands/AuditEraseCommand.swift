import ArgumentParser
import Remit
import RemitAudit
import RemitModel
import RemitSource

/// `remit audit erase`
struct AuditEraseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Destroy the keys of a subject, so that nobody can read what was sealed with them.",
    discussion: """
      The records stay as they are, and the trail verifies as before; the sealed fields in them are \
      shown as erased. That it was done is recorded, without the subject's name. Keys in backups of \
      FOLDER.subjects must be destroyed too.

        remit audit erase trail --subject 'User::"ada"'

      Exit codes: 0 destroyed; 1 there is no key of this subject; 2 it could not be done: nobody else \
      may be writing the trail.
      """)

  @Argument(help: ArgumentHelp("The trail.", valueName: "folder"))
  var folder: String

  @Option(help: ArgumentHelp("Whose keys, by wire name.", valueName: "entity"))
  var subject: String

  @Option(
    name: .customLong("trail-key"),
    help: ArgumentHelp("The trail's signing key; without it `FOLDER.key`.", valueName: "file"))
  var key: String?

  func run() throws {
    let uid = try wireEntity(subject, option: "--subject")
    guard let keys = try subjectKeys(of: folder) else {
      throw CommandFailure(
        "there are no keys of subjects beside the trail: nothing can be destroyed")
    }
    do {
      let erased = try writing(folder, key: key) { trail in
        let erased = try keys.erase(uid)
        if !erased.isEmpty {
          _ = try waiting { [erased] in
            try await trail.append(
              ControlRecord(
                .subjectErased,
                [
                  ("keys", .text(erased.joined(separator: " "))),
                  ("count", .number(Int64(erased.count))),
                ]))
          }
        }
        return erased
      }
      guard !erased.isEmpty else {
        Output.writeError("remit: there is no key of \(uid)")
        throw ExitStatus.no
      }
      try Output.writeLine("destroyed \(count(erased.count, "key")) of \(visible("\(uid)"))")
    } catch let error as SubjectKeyError {
      throw CommandFailure("\(error)")
    }
  }
}
