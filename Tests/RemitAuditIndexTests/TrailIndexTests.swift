import Foundation
import Remit
import RemitAudit
import RemitAuditIndex
import RemitModel
import RemitTestSupport
import Testing

@Suite("The index of a trail")
struct TrailIndexTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path + "/trail" }
  private let key: SigningKey
  private let engine: Engine

  init() throws {
    folder = try TemporaryFolder(isInMemory: true)
    key = try SigningKey.generate(origin: "test.example/index")
    engine = try Engine(
      Policy(
        source: """
          open entity User
          open entity Doc
          action read, write on Doc by User
          role writer { can write on Doc }
          grant writer as writers to User::"ada" on everything
          allow all: anyone to read on Doc
          deny mallory: User::"mallory" to read on Doc
          """))
  }

  private func write(_ requests: [(user: Text, action: Text, doc: Text)]) async throws {
    let trail = try Trail.open(path, key: key)
    let recorded = engine.recording(to: try TrailRecorder(trail))
    _ = try await recorded.decide(
      requests.map {
        Request(
          principal: RequestEntity(type: "User", id: $0.user), action: $0.action,
          resource: RequestEntity(type: "Doc", id: $0.doc))
      })
    try await trail.close()
  }

  private func filters(_ ids: [Text]) -> [RecordFilter] {
    var filters: [RecordFilter] = [RecordFilter()]
    func add(_ change: (inout RecordFilter) -> Void) {
      var filter = RecordFilter()
      change(&filter)
      filters.append(filter)
    }
    for id in ids {
      add { $0.principal = EntityUID(type: "User", id: id) }
      add { $0.resource = EntityUID(type: "Doc", id: id) }
      add {
        $0.principal = EntityUID(type: "User", id: id)
        $0.effect = "deny"
      }
    }
    add { $0.effect = "deny" }
    add { $0.action = "write" }
    add { $0.cause = "unmatched" }
    add { $0.determining = "mallory" }
    add { $0.determining = "writers" }
    add { $0.role = "writer" }
    add { $0.kind = "trail.opened" }
    add { $0.policy = "sha256:" }
    add { $0.policy = "sha256:0000000000" }
    add { $0.from = "2200-01-01T00:00:00.000000000Z" }
    add { $0.until = "2200-01-01T00:00:00.000000000Z" }
    return filters
  }

  /// Both ways of looking, which must agree.
  private func expectAgreement(_ index: TrailIndex, _ ids: [Text]) throws {
    let records = try TrailRecords(path)
    try index.update(records)
    for filter in filters(ids) {
      var expected: [TrailRecords.Place] = []
      try records.forEach { record in
        if filter.matches(record) {
          expected.append(TrailRecords.Place(shard: record.shard, index: record.index))
        }
        return true
      }
      #expect(try index.places(filter, after: nil, limit: 10_000) == expected, "\(filter)")
      var paged: [TrailRecords.Place] = []
      while true {
        let page = try index.places(filter, after: paged.last, limit: 3)
        if page.isEmpty { break }
        paged += page
      }
      #expect(paged == expected)
    }
  }

  @Test("finds what reading everything finds, also as the trail grows, whatever ids hold")
  func agrees() async throws {
    let ids: [Text] = [
      "ada", "mallory", "a'); DROP TABLE records; --", "n\u{0}l", "é", "e\u{301}", "",
    ]
    let index = try TrailIndex(of: path)
    for round in 0..<3 {
      var requests: [(user: Text, action: Text, doc: Text)] = []
      for (number, user) in ids.enumerated() {
        requests.append((user, round == 1 ? "write" : "read", ids[(number + round) % ids.count]))
      }
      try await write(requests)
      try expectAgreement(round == 2 ? try TrailIndex(of: path) : index, ids)
    }
  }

  @Test("is made anew where it is damaged, or of another trail")
  func rebuilt() async throws {
    try await write([("ada", "read", "d"), ("bob", "write", "d")])
    let file = path + "/.state/index.sqlite"
    try expectAgreement(try TrailIndex(of: path), ["ada", "bob"])
    #expect(FileManager.default.fileExists(atPath: file))
    try Data("no database at all, but some bytes".utf8).write(to: URL(filePath: file))
    try expectAgreement(try TrailIndex(of: path), ["ada", "bob"])
    // Another trail in its place, with the old one's index.
    let old = try Data(contentsOf: URL(filePath: file))
    try FileManager.default.removeItem(atPath: path)
    try await write([("eve", "read", "d"), ("ada", "write", "e"), ("bob", "read", "d")])
    try old.write(to: URL(filePath: file))
    try expectAgreement(try TrailIndex(of: path), ["ada", "bob", "eve"])
  }
}
