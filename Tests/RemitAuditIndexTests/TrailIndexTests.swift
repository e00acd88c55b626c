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

  private var cache: String { folder.path + "/cache/remit" }

  private func index(_ path: String? = nil) throws -> TrailIndex {
    try TrailIndex(of: try TrailRecords(path ?? self.path), cache: cache)
  }

  private func file() throws -> String {
    let files = try FileManager.default.contentsOfDirectory(atPath: cache)
    return cache + "/" + (try #require(files.count == 1 ? files.first : nil))
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
    var kept: TrailIndex?
    for round in 0..<3 {
      var requests: [(user: Text, action: Text, doc: Text)] = []
      for (number, user) in ids.enumerated() {
        requests.append((user, round == 1 ? "write" : "read", ids[(number + round) % ids.count]))
      }
      try await write(requests)
      let index = if let kept, round < 2 { kept } else { try self.index() }
      kept = index
      try expectAgreement(index, ids)
    }
  }

  @Test("is made anew where it is damaged, or of another trail")
  func rebuilt() async throws {
    try await write([("ada", "read", "d"), ("bob", "write", "d")])
    try expectAgreement(try index(), ["ada", "bob"])
    let file = try self.file()
    try Data("no database at all, but some bytes".utf8).write(to: URL(filePath: file))
    try expectAgreement(try index(), ["ada", "bob"])
    // Another trail in its place, with the old one's index.
    try FileManager.default.removeItem(atPath: path)
    try await write([("eve", "read", "d"), ("ada", "write", "e"), ("bob", "read", "d")])
    try expectAgreement(try index(), ["ada", "bob", "eve"])
    #expect(try self.file() == file)
  }

  @Test("touches nothing that lies in the trail's folder or that a link leads to")
  func links() async throws {
    try await write([("ada", "read", "d")])
    let manager = FileManager.default
    // An empty file is an empty database.
    let other = try folder.write("", to: "other.sqlite")
    try manager.createSymbolicLink(
      atPath: path + "/.state/index.sqlite", withDestinationPath: other)
    let before = try manager.subpathsOfDirectory(atPath: path).sorted()
    try expectAgreement(try index(), ["ada"])
    #expect(try manager.subpathsOfDirectory(atPath: path).sorted() == before)
    let file = try self.file()
    #expect(try mode(file) == 0o600)
    try manager.removeItem(atPath: file)
    try manager.createSymbolicLink(atPath: file, withDestinationPath: other)
    try expectAgreement(try index(), ["ada"])
    #expect(try Data(contentsOf: URL(filePath: other)).isEmpty)
    // A folder that others may write to.
    try manager.removeItem(atPath: file)
    try manager.setAttributes([.posixPermissions: 0o777], ofItemAtPath: cache)
    try expectAgreement(try index(), ["ada"])
    #expect(!manager.fileExists(atPath: file))
  }

  private func mode(_ path: String) throws -> UInt16 {
    var status = stat()
    try #require(lstat(path, &status) == 0)
    return UInt16(truncatingIfNeeded: status.st_mode & 0o777)
  }

  @Test("takes no other database for its own, and not its own with other tables")
  func foreign() async throws {
    try await write([("ada", "read", "d")])
    try expectAgreement(try index(), ["ada"])
    let file = try self.file()
    // The application's number in the header; a word of the tables.
    for isNumber in [true, false] {
      var bytes = try Data(contentsOf: URL(filePath: file))
      let place = try #require(
        isNumber ? 68 : bytes.range(of: Data("effect TEXT".utf8))?.lowerBound)
      bytes[place] ^= 1
      try bytes.write(to: URL(filePath: file))
      try expectAgreement(try index(), ["ada"])
      #expect(try Data(contentsOf: URL(filePath: file))[place] == bytes[place] ^ 1)
    }
  }

  @Test("forgets what is pruned, and knows what is put back")
  func pruned() throws {
    let trail = try WrittenTrail(records: 700)
    let index = try index(trail.path)
    let everything = RecordFilter()
    func count() throws -> Int {
      try index.update(try TrailRecords(trail.path))
      return try index.places(everything, after: nil, limit: 10_000).count
    }
    #expect(try count() == 700)
    var ids: [Data] = []
    try TrailRecords(trail.path).forEach { record in
      ids.append(Data(record.id.description.utf8))
      return ids.count < 256
    }
    // Also in pages that are free.
    func kept() throws -> Int {
      let bytes = try Data(contentsOf: URL(filePath: try file()))
      return ids.count { bytes.range(of: $0) != nil }
    }
    #expect(try kept() == 256)
    let bundle = try trail.read("tile/entries/000")
    try trail.remove("tile/entries/000")
    #expect(try count() == 700 - 256)
    #expect(try kept() == 0)
    try trail.write(bundle, "tile/entries/000")
    #expect(try count() == 700)
  }
}
