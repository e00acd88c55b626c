import Foundation
import Remit
import RemitModel
import RemitReplay
import RemitTestSupport
import Synchronization

@testable import RemitAudit

/// Keeps records in memory, as a trail would have them.
final class RecordList: DecisionRecorder {
  private let state = Mutex<(count: UInt64, records: [StoredRecord])>((0, []))
  private let encoder: DecisionEncoder

  init(_ rules: RecordingRules = RecordingRules()) throws {
    encoder = DecisionEncoder(
      rules: try CheckedRules(rules), instance: RecordInstance(host: "h", process: 1), keys: nil)
  }

  var records: [StoredRecord] { state.withLock { $0.records } }

  func stamp() -> DecisionStamp {
    state.withLock { state in
      state.count += 1
      let id = RecordID(milliseconds: 1, random: (0, state.count))
      return DecisionStamp(id: Text(id.description), time: 1_000_000)
    }
  }

  func checkAvailable() throws {}
  func countUnrecorded(_ count: Int, because reason: String) {}

  func record(_ reports: [DecisionReport]) async throws {
    for report in reports {
      let stamp = RecordStamp(id: RecordID(report.stamp.id.string)!, time: report.stamp.time)
      guard let record = try encoder.record(of: report, stamp) else { continue }
      state.withLock { state in
        let index = UInt64(state.records.count)
        if let stored = StoredRecord(record.bytes, index: index, origin: "test") {
          state.records.append(stored)
        }
      }
    }
  }
}

/// Puts policies where a replay looks for them.
final class Archive {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder(isInMemory: true) }

  var path: String { folder.path }

  func keep(_ sources: [(name: String, text: String)], digest: String) throws {
    for source in sources {
      try folder.write(source.text, to: digest.dropFirst(7) + "/" + source.name)
    }
  }
}
