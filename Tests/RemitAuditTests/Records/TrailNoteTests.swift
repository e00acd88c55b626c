import RemitAudit
import RemitTestSupport
import Testing

@Suite("Notes in a trail")
struct TrailNoteTests {
  @Test("are kept, whatever stands in them, and verify")
  func kept() async throws {
    let folder = try TemporaryFolder(isInMemory: true)
    let key = try SigningKey.generate(origin: "audit.example.com/notes")
    var options = TrailOptions()
    options.reserveBytes = 0
    options.segmentBytes = 1 << 20
    let trail = try Trail.open(folder.path + "/trail", key: key, options: options)
    let hostile = "\u{0}\n\r\u{2028}\"},{\"v\":2 \u{1B}[31m"
    try await trail.append(
      TrailNote("backup.done", ["id": "1", "kind": "decision", "v": hostile, hostile: "x"]))
    await #expect(throws: TrailError.self) {
      try await trail.append(TrailNote("large", ["x": String(repeating: "x", count: 70_000)]))
    }
    try await trail.close()
    let report = try TrailVerifier(keys: [key.verifierKey]).verify(folder.path + "/trail")
    #expect(report.isSound, "\(report)")
    var notes: [String] = []
    try TrailRecords(folder.path + "/trail").forEach { record in
      if record.kind == "note" { notes.append(String(decoding: record.bytes, as: UTF8.self)) }
      return true
    }
    #expect(notes.count == 1)
    #expect(notes[0].contains(#""subject":"backup.done","fields":{"#))
    #expect(!notes[0].contains("\n"))
  }
}
