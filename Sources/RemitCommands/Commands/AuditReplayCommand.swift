import ArgumentParser
import Remit
import RemitAudit
import RemitLedger
import RemitModel
import RemitReplay
import RemitSource

/// `remit audit replay`
struct AuditReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Decide again what was decided, by the recorded policy or by another one.",
    discussion: """
      Without --policy each decision is made again by the policy that made it, from the trail's \
      archive; effect, cause and what determined it must be the same. With --policy the report says \
      what that policy would have changed, with an example of each. Entities, grants and the ledger \
      are not in the trail: give those that were decided by. What cannot be decided again is counted \
      with the reason.

        remit audit replay trail --entities entities.json --grants grants.json
        remit audit replay trail --entities entities.json --policy policies/next
        remit audit replay trail --entities entities.json --ledger duties.db --format json

      Exit codes: 0 everything that could be decided again is the same; 1 a difference; 2 it could not \
      be done, or nothing could be decided again.
      """)

  @Argument(help: ArgumentHelp("The trail.", valueName: "folder"))
  var folder: String

  @Option(help: ArgumentHelp("A policy to decide by instead.", valueName: "path"))
  var policy: String?

  @OptionGroup var data: DataOptions
  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var range: TrailRangeOptions

  @Option(help: "Words for people, or one JSON object.")
  var format: OutputFormat = .text

  func run() throws {
    let candidate = try policy.map { try loadPolicy($0) }
    let data = try data.read()
    guard data.problems.isEmpty else {
      throw CommandFailure(data.problems.map { "remit: " + DataErrors.line($0) })
    }
    let ledger = ledger.file == nil ? nil : try ledger.open(.existing)
    var replay: Replay
    do throws(EngineErrors) {
      replay = try Replay(
        archive: trailRoot(folder) + "/archive/policy", entities: data.entities,
        grants: data.grants, ledger: ledger, candidate: candidate)
    } catch {
      throw CommandFailure(error, policy: policy ?? folder)
    }
    try range.read(folder) { replay.take($0) }
    let report = ReplayText(report: replay.report, isCandidate: candidate != nil)
    switch format {
    case .text: try Output.write(report.words)
    case .json: try Output.writeLine(report.json)
    }
    if replay.report.decisions > 0, replay.report.replayed == 0 { throw ExitStatus.couldNotBeDone }
    let isDamaged = replay.report.obstacles[.policyDamaged] != nil
    if !replay.report.isSame || isDamaged { throw ExitStatus.no }
  }
}
