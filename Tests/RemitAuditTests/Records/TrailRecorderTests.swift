import Foundation
import Remit
import RemitModel
import RemitTestSupport
import Testing

@testable import RemitAudit

@Suite("Decisions in a trail")
struct TrailRecorderTests {
  private let folder: TemporaryFolder
  private let key: SigningKey
  private var path: String { folder.path + "/trail" }

  init() throws {
    folder = try TemporaryFolder(isInMemory: true)
    key = try SigningKey.generate(origin: "test.example/recorder")
  }

  private func stored() throws -> [StoredRecord] {
    var records: [StoredRecord] = []
    try TrailRecords(path).forEach {
      records.append($0)
      return true
    }
    return records
  }

  @Test("are all there, each once, when many ask at the same time")
  func concurrent() async throws {
    let trail = try Trail.open(path, key: key)
    let recorded = try Clinic.engine().recording(to: try TrailRecorder(trail))
    let ids = try await withThrowingTaskGroup(of: [Text].self) { group in
      for caller in 0..<16 {
        group.addTask {
          var ids: [Text] = []
          for number in 0..<10 {
            let request = Clinic.request(id: Text("c\(caller)-\(number)"))
            let answers =
              number % 3 == 0
              ? try await recorded.decide([request, request])
              : [try await recorded.decide(request)]
            ids += answers.compactMap(\.id)
          }
          return ids
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    try await trail.close()
    #expect(ids.count == 16 * 14 && Set(ids).count == ids.count)
    let records = try stored()
    #expect(records.filter(\.isDecision).count == ids.count)
    #expect(Set(records.map { Text($0.id.description) }).isSuperset(of: ids))
    let reader = try TrailRecords(path)
    for id in ids.prefix(40) {
      #expect(try reader.find(try #require(RecordID(id.string)))?.id.description == id.string)
    }
    #expect(try TrailVerifier(keys: [key.verifierKey]).verify(path).isSound)
  }

  @Test("are counted as missing where the trail takes nothing, and the trail says so later")
  func gap() async throws {
    let trail = try Trail.open(path, key: key)
    let recorder = try TrailRecorder(trail)
    recorder.countUnrecorded(3, because: "the disk is full")
    _ = try await Clinic.engine().recording(to: recorder).decide(Clinic.request())
    try await trail.close()
    #expect(throws: TrailError.self) { try recorder.checkAvailable() }
    let gaps = try stored().filter { $0.kind == "trail.gap" }
    // In one record or in several, as the writer comes to it.
    #expect(gaps.reduce(0) { $0 + ($1.tree["count"]?.number ?? 0) } == 3)
    #expect(gaps.first?.text("reason") == "the disk is full")
    let closed = try Clinic.engine().recording(to: recorder, mode: .open)
    #expect(try await closed.decide(Clinic.request()).id == nil)
    await #expect(throws: TrailError.self) {
      try await Clinic.engine().recording(to: recorder).decide(Clinic.request())
    }
  }

  @Test("verify after a subject's key is destroyed, and the others stay readable")
  func erasure() async throws {
    let trail = try Trail.open(path, key: key)
    let subjects = path + ".subjects"
    let rules = RecordingRules(sealed: [.init("/input/context/note", subject: .resource)])
    let recorder = try TrailRecorder(trail, rules: rules, subjects: subjects)
    let recorded = try Clinic.engine().recording(to: recorder)
    for id in ["c1", "c2", "c1"] as [Text] {
      _ = try await recorded.decide(Clinic.request(id: id, context: ["note": "canary"]))
    }
    try await trail.close()
    let keys = try #require(
      try SubjectKeyStore.open(subjects, disk: SystemDisk(), isMade: false))
    let before = try stored().map { $0.words(keys: keys) }
    #expect(before.filter { $0.contains("note \"canary\" (sealed)") }.count == 3)
    _ = try keys.erase(EntityUID(type: "Chart", id: "c1"))
    let after = try stored().map { $0.words(keys: keys) }
    #expect(after.filter { $0.contains("note erased") }.count == 2)
    #expect(after.filter { $0.contains("note \"canary\" (sealed)") }.count == 1)
    #expect(try TrailVerifier(keys: [key.verifierKey]).verify(path).isSound)
    // Nowhere on the disk, but under the key that is left.
    for file in try #require(FileManager.default.enumerator(atPath: folder.path)) {
      guard let name = file as? String,
        let bytes = FileManager.default.contents(atPath: folder.path + "/" + name)
      else { continue }
      #expect(bytes.range(of: Data("canary".utf8)) == nil, "\(name)")
    }
  }

  @Test("are none of those asked together where one cannot be made")
  func oneOfSeveral() async throws {
    let trail = try Trail.open(path, key: key)
    let subjects = path + ".subjects"
    let rules = RecordingRules(sealed: [.init("/input/context/note", subject: .resource)])
    let recorder = try TrailRecorder(trail, rules: rules, subjects: subjects)
    let engine = try Clinic.engine()
    let requests = ["c1", "c2"].map { Clinic.request(id: $0, context: ["note": "canary"]) }
    _ = try await engine.recording(to: recorder).decide(requests[1])
    for name in try FileManager.default.contentsOfDirectory(atPath: subjects)
    where name != "store.key" {
      try Data(repeating: 1, count: 33).write(to: URL(filePath: subjects + "/" + name))
    }
    await #expect(throws: SubjectKeyError.self) {
      try await engine.recording(to: recorder).decide(requests)
    }
    #expect(trail.health.droppedTotal == 0)
    for mode in [RecordingMode.deny, .open] {
      let answers = try await engine.recording(to: recorder, mode: mode).decide(requests)
      #expect(answers.map(\.id) == [nil, nil])
      #expect(answers.map(\.isAllowed) == [mode == .open, mode == .open])
    }
    #expect(trail.health.droppedTotal == 4)
    try await trail.close()
    #expect(try stored().filter(\.isDecision).count == 1)
  }

  @Test("of what was no request have its digest and nothing of what it said")
  func invalid() async throws {
    let trail = try Trail.open(path, key: key)
    let recorder = try TrailRecorder(trail)
    let record = recorder.invalid(
      Array("canary".utf8), codes: ["bad-json"], inputs: try Clinic.engine().inputsNow)
    _ = try await trail.append(record)
    try await trail.close()
    let stored = try #require(try stored().first { $0.isDecision })
    #expect(stored.effect == "deny" && stored.cause == "invalid")
    #expect(!String(decoding: stored.bytes, as: UTF8.self).contains("canary"))
    #expect(stored.words().contains("no request"))
    #expect(stored.tree["line_bytes"]?.number == 6)
  }
}
