import Foundation
import Remit
import RemitModel
import Synchronization

@testable import RemitAudit

/// A recorder that keeps records in memory.
final class MemoryRecorder: DecisionRecorder {
  struct Refusal: Error, CustomStringConvertible {
    let description = "the disk is full"
  }

  private struct State {
    var count: UInt64 = 0
    var records: [TrailRecord] = []
    var reports: [DecisionReport] = []
    var batches: [Int] = []
    var unrecorded = 0
    var isBroken = false
  }

  private let state = Mutex(State())
  let encoder: DecisionEncoder

  init(_ rules: RecordingRules = RecordingRules(), keys: (any SubjectKeys)? = nil) throws {
    encoder = DecisionEncoder(
      rules: try CheckedRules(rules),
      instance: RecordInstance(host: "pdp-1", process: 4711, release: "0.1.0"), keys: keys)
  }

  var records: [TrailRecord] { state.withLock { $0.records } }
  var reports: [DecisionReport] { state.withLock { $0.reports } }
  var batches: [Int] { state.withLock { $0.batches } }
  var unrecorded: Int { state.withLock { $0.unrecorded } }

  var isBroken: Bool {
    get { state.withLock { $0.isBroken } }
    set { state.withLock { $0.isBroken = newValue } }
  }

  /// The last record, read as any reader would.
  var last: RecordTree? { records.last.flatMap { RecordTree(reading: $0.bytes) } }

  func stamp() -> DecisionStamp {
    state.withLock { state in
      state.count += 1
      let id = RecordID(milliseconds: 1_795_285_200_000, random: (0, state.count))
      return DecisionStamp(id: Text(id.description), time: 1_795_285_200_000_000_000)
    }
  }

  func checkAvailable() throws {
    if isBroken { throw Refusal() }
  }

  func keeps(_ report: DecisionReport) -> Bool { encoder.wantsRecord(of: report) }

  func record(_ reports: [DecisionReport]) async throws {
    try checkAvailable()
    let records = try reports.compactMap { report in
      try encoder.record(
        of: report,
        RecordStamp(id: RecordID(report.stamp.id.string)!, time: report.stamp.time))
    }
    state.withLock { state in
      state.records += records
      state.reports += reports
      state.batches.append(reports.count)
    }
  }

  func countUnrecorded(_ count: Int, because reason: String) {
    state.withLock { $0.unrecorded += count }
  }
}

/// A clinic: roles, an obligation, a duty, a separation.
enum Clinic {
  static let source = """
    entity Doctor { ward: String }
    entity Patient { ward: String }
    enum Tier { low, high }
    open entity Chart { patient: Patient, tags: Set<String> }
    action read on Chart by Doctor {
      reason?: String, password?: String, note?: String, count?: Int, at?: Instant, tier?: Tier,
      details?: { card: String, login-token: String }, labels?: Map<String>, has-secret?: Bool
    }
    action sign on Chart by Doctor
    action seal on Chart by Doctor

    role attending { can read on Chart when resource.patient.ward == principal.ward }
    role chief extends attending { }
    grant chief as ward-one to Doctor::"ada" on everything

    deny pinned: anyone to read on Chart
      when resource.tags.contains("pinned") and context has reason
      oblige alert { who: principal, reason: context.reason }
    deny untold: anyone to read on Chart
      when resource.tags.contains("pinned") unless context has reason
    allow own-signature: anyone to sign, seal on Chart

    duty sign of Chart = resource by principal
    duty seal of Chart = resource by principal
    separate duties two-hands: sign, seal
    """

  static let now = Instant(milliseconds: 1_795_285_199_250)

  static func engine(_ source: String = source) throws -> Engine {
    let entities = Entities([
      EntityRecord(EntityUID("Doctor", "ada"), attributes: ["ward": "one"]),
      EntityRecord(EntityUID("Patient", "pia"), attributes: ["ward": "one"]),
    ])
    return try Engine(Policy(source: source), entities: entities)
  }

  static func request(
    _ action: Text = "read", id: Text = "c1", tags: Value = .set([]), context: [Text: Value] = [:],
    principal: Text = "ada"
  ) -> Request {
    Request(
      principal: RequestEntity(EntityUID(type: "Doctor", id: principal)), action: action,
      resource: RequestEntity(
        EntityUID(type: "Chart", id: id),
        attributes: ["patient": .entity(EntityUID(type: "Patient", id: "pia")), "tags": tags]),
      context: context, now: now)
  }
}
