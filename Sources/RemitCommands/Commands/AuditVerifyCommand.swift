import ArgumentParser
import Remit
import RemitAudit
import RemitSource

/// `remit audit verify`
struct AuditVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Verify a trail, or a proof of one record, offline.",
    discussion: """
      Checks the signature, every record and every hash up to the root that is signed. It needs \
      nothing but the files, and the key from somebody you trust; it takes no lock, and works beside \
      the process that writes.

        remit audit verify trail --key 'audit.example.com/prod-1+5f3a10c2+AYEK…'
        remit audit verify trail --key @prod-1.vkey --pin last-month.checkpoint
        remit audit verify trail --key @prod-1.vkey --witness witnesses.txt --quorum 2
        remit audit verify --proof d.tlog-proof --key @prod-1.vkey --record d.json

      A folder that was put back whole to an earlier state, or written anew with a stolen key, \
      verifies. An earlier checkpoint kept elsewhere (--pin: a copy of the file `checkpoint`) or \
      witnesses show that.

      Exit codes: 0 sound; 1 damaged, put back, rewritten, or the proof does not hold; 2 it could not \
      be done.
      """)

  @Argument(help: ArgumentHelp("The trail's folder, or a copy of it.", valueName: "folder"))
  var folder: String?

  @OptionGroup var key: VerifierKeyOptions

  @Option(
    help: ArgumentHelp("An earlier checkpoint, which the trail must continue.", valueName: "file"))
  var pin: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      A line with the verifier key of each witness and, below a blank line, a checkpoint that they \
      have signed; without it the trail's own.
      """, valueName: "file"))
  var witness: String?

  @Option(
    help: ArgumentHelp(
      "How many of the witnesses must have signed; without it all.", valueName: "n"))
  var quorum: Int?

  @Option(help: ArgumentHelp("A proof of one record, in place of a trail.", valueName: "file"))
  var proof: String?

  @Option(help: ArgumentHelp("The record that a proof is about.", valueName: "file"))
  var record: String?

  @Option(help: "For people or for programs.")
  var format: OutputFormat = .text

  func validate() throws {
    if (folder == nil) == (proof == nil) {
      throw ValidationError("give the trail's folder, or --proof")
    }
    if proof != nil, !pin.isEmpty || witness != nil {
      throw ValidationError("--pin and --witness go with a trail, not with --proof")
    }
    if record != nil, proof == nil { throw ValidationError("--record goes with --proof") }
    if quorum != nil, witness == nil { throw ValidationError("--quorum goes with --witness") }
  }

  func run() throws {
    if let proof { return try verify(proof: proof) }
    guard let folder else { throw ExitStatus.couldNotBeDone }
    let found = try key.read(beside: folder)
    var verifier = try VerifierKeyOptions.verifier(found.keys)
    verifier.pins = try pin.map { try Self.bytes($0, option: "--pin") }
    if let witness { verifier.witnesses = try witnesses(witness) }
    let progress = ProgressLine("verified", of: "records")
    let report: TrailReport
    do throws(TrailError) {
      defer { progress.end() }
      report = try verifier.verify(folder) { progress.show($0, $1) }
    } catch {
      throw CommandFailure("\(error)")
    }
    let shown = AuditReport(
      report: report, folder: folder, keys: found.keys, besideTrail: found.besideTrail,
      hasMemory: !pin.isEmpty || witness != nil)
    switch format {
    case .text: try Output.write(shown.text(TextStyle(hasColour: Output.outputHasColour)))
    case .json: try Output.writeLine(shown.json)
    }
    if !report.isSound { throw ExitStatus.no }
  }

  static func bytes(_ file: String, option: String) throws(CommandFailure) -> [UInt8] {
    do throws(FileProblem) {
      return try Platform.readFile(file, bytesMax: RecordProof.bytesMax)
    } catch {
      throw CommandFailure("\(option): \(error)")
    }
  }

  private func witnesses(_ file: String) throws(CommandFailure) -> WitnessList {
    let bytes = try Self.bytes(file, option: "--witness")
    do throws(NoteError) {
      return try WitnessList(bytes, quorum: quorum)
    } catch {
      throw CommandFailure("--witness: \(visible(file)): \(error)")
    }
  }

  // MARK: - Proofs

  private func verify(proof file: String) throws {
    let found = try key.read(beside: nil)
    _ = try VerifierKeyOptions.verifier(found.keys)
    let bytes = try Self.bytes(file, option: "--proof")
    let record = try record.map { try Self.bytes($0, option: "--record") }
    let verified: RecordProof.Verified
    do throws(NoteError) {
      verified = try RecordProof(bytes).verify(record: record.map(Self.trimmed), keys: found.keys)
    } catch {
      switch format {
      case .text: Output.writeError("remit: \(visible(file)): the proof does not hold: \(error)")
      case .json: try Output.writeLine(AuditReport.json(notProved: "\(error)"))
      }
      throw ExitStatus.no
    }
    switch format {
    case .text: try Output.write(AuditReport.text(verified))
    case .json: try Output.writeLine(AuditReport.json(verified))
    }
  }

  /// A record has no line feed; one at the end of a file is the editor's.
  private static func trimmed(_ record: [UInt8]) -> [UInt8] {
    record.last == 0x0A ? record.dropLast() : record
  }
}
