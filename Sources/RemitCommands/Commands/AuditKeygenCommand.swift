import ArgumentParser
import Remit
import RemitAudit
import RemitSource

/// `remit audit keygen`
struct AuditKeygenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keygen",
    abstract: "Make the key that signs a trail.",
    discussion: """
      Writes the secret key to a file that only you can read, and prints the verifier key: its last \
      line on standard output is what you hand to those who verify. Whoever has the secret key can \
      sign as the trail.

        remit audit keygen --origin audit.example.com/prod-1 --out prod-1.key
        remit audit keygen --origin audit.example.com/prod-1 --out prod-1.key | tail -n 1 > prod-1.vkey

      Exit codes: 0 it is made; 2 it is not: a file stands there already, or the origin is none.
      """)

  @Option(
    help: ArgumentHelp(
      "The trail's name: a URL without its scheme, as in audit.example.com/prod-1.",
      valueName: "name"))
  var origin: String

  @Option(
    help: ArgumentHelp("The file for the secret key; it must not be there.", valueName: "file"))
  var out: String

  func run() throws {
    let key: SigningKey
    do throws(NoteError) {
      key = try SigningKey.generate(origin: origin)
    } catch {
      throw CommandFailure("--origin: \(error)")
    }
    do throws(DiskFailure) {
      try SystemDisk().createPrivate(out, Array((key.secretText + "\n").utf8))
    } catch {
      throw CommandFailure(
        error.reason == .exists
          ? "--out: \(visible(out)) is there already; a key is never overwritten"
          : "--out: \(error)")
    }
    try Output.writeLine(key.verifierKey.description)
  }
}
