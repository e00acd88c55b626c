import Foundation
import Remit
import RemitModel
import RemitTestSupport
import Testing

@testable import RemitAudit

@Suite("Fields sealed for a subject")
struct SubjectKeyTests {
  private let folder: TemporaryFolder
  private let rules = RecordingRules(
    pseudonyms: ["/principal/id"],
    sealed: [.init("/input/context/note", subject: .resource), .init("/input/context/details")])

  init() throws { folder = try TemporaryFolder() }

  private var path: String { folder.path + "/trail.subjects" }

  private func store() throws -> SubjectKeyStore {
    try #require(try SubjectKeyStore.open(path, disk: SystemDisk(), isMade: true))
  }

  private func opened(_ record: TrailRecord, _ store: SubjectKeyStore) -> [RecordTree?] {
    let tree = RecordTree(reading: record.bytes)
    return (tree?["sealed"]?.elements ?? []).map { one in
      guard let pointer = one["pointer"]?.text.flatMap({ JSONPointer($0) }),
        let text = tree?[pointer]?.text, let key = one["key"]?.text
      else { return nil }
      return store.open(text, key: key, record: record.id, pointer: pointer)
    }
  }

  @Test("are read with the key, and by nobody once it is destroyed; others stay readable")
  func erasure() async throws {
    let store = try store()
    let recorder = try MemoryRecorder(rules, keys: store)
    let recorded = try Clinic.engine().recording(to: recorder)
    for id in ["c1", "c2"] as [Text] {
      _ = try await recorded.decide(
        Clinic.request(id: id, context: ["note": "canary", "reason": "canary"]))
    }
    for record in recorder.records {
      #expect(opened(record, store).map { $0?.text } == ["canary"])
      let text = String(decoding: record.bytes, as: UTF8.self)
      #expect(text.contains(#""note":"sealed:"#) && text.contains(#""id":"pseudonym:"#))
    }
    let erased = try store.erase(EntityUID(type: "Chart", id: "c1"))
    #expect(erased.count == 1)
    for store in [store, try self.store()] {
      #expect(opened(recorder.records[0], store).map { $0?.text } == [nil])
      #expect(opened(recorder.records[1], store).map { $0?.text } == ["canary"])
      #expect(!store.has(key: erased[0]))
    }
    // It comes again, under another key.
    _ = try await recorded.decide(Clinic.request(id: "c1", context: ["note": "later"]))
    #expect(opened(recorder.records[2], store).map { $0?.text } == ["later"])
    #expect(opened(recorder.records[0], store).map { $0?.text } == [nil])
    #expect(try store.erase(EntityUID(type: "Chart", id: "nobody")).isEmpty)
  }

  @Test("hold nothing that is erased, masked or a secret, and what is hidden stands nowhere else")
  func sealedLast() async throws {
    let store = try store()
    let rules = RecordingRules(
      masked: ["/input/context/note"], pseudonyms: ["/principal/id"],
      sealed: [
        .init("/input/context/note", subject: .resource), .init("/input/context"),
      ])
    let recorder = try MemoryRecorder(rules, keys: store)
    let recorded = try Clinic.engine().recording(to: recorder)
    _ = try await recorded.decide(
      Clinic.request(id: "c1", context: ["note": "canary", "reason": "hunter2"]))
    let record = try #require(recorder.records.first)
    let opened = try #require(opened(record, store).first ?? nil)
    #expect(opened["note"]?.text == "***")
    #expect(opened["reason"]?.text == "hunter2")
    let text = String(decoding: record.bytes, as: UTF8.self)
    #expect(!text.contains("canary") && !text.contains("hunter2"))
    #expect(text.contains(#""masked":["/input/context/note"]"#))
  }

  @Test("say little of their length, differ each time, and belong to their record and place")
  func binding() throws {
    let store = try store()
    let key = try store.key(of: EntityUID(type: "User", id: "ada"))
    let one = RecordID(milliseconds: 1, random: (1, 1))
    let other = RecordID(milliseconds: 1, random: (1, 2))
    let place = try #require(JSONPointer("/input/context/a"))
    let elsewhere = try #require(JSONPointer("/input/context/b"))
    var lengths: Set<Int> = []
    for length in 1...30 {
      let value = RecordTree.string(String(repeating: "x", count: length))
      let text = try SealedField.seal(value, key: key.key, record: one, pointer: place)
      #expect(try SealedField.seal(value, key: key.key, record: one, pointer: place) != text)
      lengths.insert(text.utf8.count)
      #expect(store.open(text, key: key.id, record: one, pointer: place)?.text == value.text)
      #expect(store.open(text, key: key.id, record: other, pointer: place) == nil)
      #expect(store.open(text, key: key.id, record: one, pointer: elsewhere) == nil)
      #expect(store.open(String(text.dropLast(4)), key: key.id, record: one, pointer: place) == nil)
    }
    #expect(lengths.count == 1)
    #expect(store.open("sealed:", key: "../store", record: one, pointer: place) == nil)
  }

  @Test("cost no look at the other subjects, and follow what another process destroys")
  func manySubjects() throws {
    let disk = InterposedDisk()
    let store = try #require(try SubjectKeyStore.open(path, disk: disk, isMade: true))
    let subjects = (0..<50).map { EntityUID(type: "User", id: Text("u\($0)")) }
    let ids = try subjects.map { try store.key(of: $0).id }
    #expect(Set(ids).count == 50)
    #expect(try subjects.map { try store.key(of: $0).id } == ids)
    #expect(disk.listings == 1)
    let other = try self.store()
    #expect(try subjects.map { try other.key(of: $0).id } == ids)
    #expect(try other.erase(subjects[7]) == [ids[7]])
    let later = try store.key(of: subjects[7]).id
    #expect(later != ids[7] && later.prefix(32) == ids[7].prefix(32))
    #expect(try store.key(of: subjects[7]).id == later)
    #expect(disk.listings == 1)
    // A store that does not know of a key destroys it too.
    #expect(try other.erase(subjects[7]) == [later])
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).count == 50)
  }

  @Test("are destroyed where a key is damaged")
  func damagedKey() throws {
    let store = try store()
    let subject = EntityUID(type: "User", id: "ada")
    let key = try store.key(of: subject).id
    let file = path + "/" + key + ".key"
    try Data(repeating: 1, count: 33).write(to: URL(filePath: file))
    #expect(throws: SubjectKeyError.self) { try store.key(of: subject) }
    #expect(try store.erase(subject) == [key])
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test("get no key where the store is no store, and no trail is written in clear then")
  func refusals() async throws {
    #expect(try SubjectKeyStore.open(path, disk: SystemDisk(), isMade: false) == nil)
    try folder.write("short", to: "trail.subjects/store.key")
    #expect(throws: SubjectKeyError.self) {
      try SubjectKeyStore.open(path, disk: SystemDisk(), isMade: true)
    }
    let recorder = try MemoryRecorder(rules)
    let recorded = try Clinic.engine().recording(to: recorder)
    await #expect(throws: SubjectKeyError.self) {
      try await recorded.decide(Clinic.request(context: ["note": "canary"]))
    }
    #expect(recorder.records.isEmpty)
  }
}
