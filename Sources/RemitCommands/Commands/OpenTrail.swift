import Remit
import RemitAudit
import RemitModel
import RemitSource

/// A trail that a command writes.
struct OpenTrail {
  let folder: String
  let trail: Trail
  let recorder: TrailRecorder
  let mode: RecordingMode
  let rulesDigest: String?

  /// Keeps what decides: the policy's sources, and records of policy, data and rules where they are
  /// not those that were recorded last.
  func began(
    _ policy: Policy, _ sources: [SourceFile], _ engine: Engine, _ data: DataOptions.Data
  ) throws {
    do {
      let last = LatestLoads(of: folder)
      let version = engine.inputsNow.dataVersion
      let (entities, grants) = (data.entities.records.count, data.grants.records.count)
      try waiting { [recorder, rulesDigest] in
        if last.policy != policy.digest {
          try await recorder.policyLoaded(digest: policy.digest, sources: sources)
        }
        if last.data != version {
          try await recorder.dataLoaded(
            version: version, entities: entities, grants: grants)
        }
        if let rulesDigest, last.rules != rulesDigest {
          try await recorder.rulesChanged(digest: rulesDigest)
        }
      }
    } catch {
      throw CommandFailure("--trail: \(error)")
    }
  }

  func rejected(_ reasons: [String]) {
    do {
      try waiting { [recorder] in try await recorder.policyRejected(reasons) }
    } catch {
      Output.writeError("remit: --trail: \(error)")
    }
  }

  /// Does something with a trail and closes it, whatever came of it.
  static func using(_ trail: OpenTrail?, _ body: (OpenTrail?) throws -> Void) throws {
    do {
      try body(trail)
    } catch {
      do throws(CommandFailure) {
        try trail?.close()
      } catch let failure {
        for line in failure.lines { Output.writeError(visible(line)) }
      }
      throw error
    }
    try trail?.close()
  }

  /// Signs for everything that was recorded.
  func close() throws(CommandFailure) {
    do {
      try waiting { [trail] in try await trail.close() }
    } catch {
      throw CommandFailure("--trail: \(error)")
    }
  }
}
