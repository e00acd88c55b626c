import ArgumentParser
import Remit
import RemitAudit
import RemitModel
import RemitSource

/// `remit audit prove`
struct AuditProveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Prove that a record is in a trail, in a file that anyone can check offline.",
    discussion: """
      The proof (C2SP tlog-proof) holds hashes and the signed checkpoint, nothing of the record but \
      its hash; --record writes the record, too. Both together convince whoever has the trail's \
      verifier key.

        remit audit prove trail 0190163d-8694-739b-aea5-966c26f8ad91 --key @prod-1.vkey
        remit audit prove trail 0190163d-8694-739b-aea5-966c26f8ad91 --out d.tlog-proof --record d.json
        remit audit verify --proof d.tlog-proof --key @prod-1.vkey --record d.json

      Exit codes: 0 it is written; 1 the record is not the one that was signed; 2 there is no such \
      record, none that is signed yet, or it could not be done.
      """)

  @Argument(help: ArgumentHelp("The trail's folder.", valueName: "folder"))
  var folder: String

  @Argument(
    help: ArgumentHelp("The record's id; a decision's answer has it.", valueName: "id"))
  var id: String

  @OptionGroup var key: VerifierKeyOptions

  @Option(
    help: ArgumentHelp("The file for the proof; without it standard output.", valueName: "file"))
  var out: String?

  @Option(help: ArgumentHelp("A file for the record itself.", valueName: "file"))
  var record: String?

  func run() throws {
    guard let id = RecordID(id) else {
      throw CommandFailure(
        "\(quoted(self.id)) is no id of a record; one is as 0190163d-8694-739b-aea5-966c26f8ad91")
    }
    let found = try key.read(beside: folder)
    let verifier = try VerifierKeyOptions.verifier(found.keys)
    let proved: TrailVerifier.ProvedRecord?
    do throws(TrailError) {
      proved = try verifier.prove(id, in: folder)
    } catch {
      guard case .damaged = error else { throw CommandFailure("\(error)") }
      Output.writeError(visible("remit: \(error)"))
      throw ExitStatus.no
    }
    guard let proved else {
      throw CommandFailure(
        "no signed checkpoint covers a record \(id); a new one is signed within seconds of it")
    }
    if let record { try write(proved.record, record, option: "--record") }
    if let out {
      try write(proved.proof.bytes, out, option: "--out")
    } else {
      try Output.write(bytes: proved.proof.bytes)
    }
  }

  private func write(_ bytes: [UInt8], _ file: String, option: String) throws(CommandFailure) {
    do throws(Platform.Failure) {
      try Platform.create(Array(file.utf8), with: bytes)
    } catch {
      throw CommandFailure("\(option): \(visible(file)): \(error.reason)")
    }
  }
}
