import ArgumentParser
import Remit
import RemitAudit

/// `remit audit prune`
struct AuditPruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Take old records away for good.",
    discussion: """
      Whole bundles of 256 records go that are signed for; nothing does this by itself. The hashes \
      above them stay, so that what is left verifies and can be proved. What was taken away is \
      recorded first.

        remit audit prune trail --below 1000000
        remit audit prune trail --below 1000000 --shard 2

      Exit codes: 0 done, also where nothing was to be taken away; 2 it could not be done: nobody \
      else may be writing the trail.
      """)

  @Argument(help: ArgumentHelp("The trail.", valueName: "folder"))
  var folder: String

  @Option(help: ArgumentHelp("Records with lower numbers go.", valueName: "number"))
  var below: UInt64

  @Option(help: ArgumentHelp("Of which shard.", valueName: "number"))
  var shard: UInt32 = 1

  @Option(
    name: .customLong("trail-key"),
    help: ArgumentHelp("The trail's signing key; without it `FOLDER.key`.", valueName: "file"))
  var key: String?

  func run() throws {
    let first = try writing(folder, key: key) { trail in
      try waiting { [below, shard] in try await trail.prune(below: below, inShard: shard) }
    }
    try Output.writeLine("the first record of shard \(shard) is now number \(first)")
  }
}
