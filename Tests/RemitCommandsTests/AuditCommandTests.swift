import Foundation
import RemitTestSupport
import Testing

@Suite("The trail in the command")
struct AuditCommandTests {
  private let folder: TemporaryFolder
  private let policy: String
  private let entities: String
  private let requests: String
  private var trail: String { folder.path + "/trail" }

  private static let text = """
    entity User { team: String }
    entity Doc { team: String }
    action read, write on Doc by User { reason?: String, note?: String, password?: String }
    allow team: anyone to read on Doc when resource.team == principal.team
    deny told: anyone to write on Doc when context has reason and context.reason == "no"
    allow write: anyone to write on Doc
    duty read of Doc = resource by principal
    duty write of Doc = resource by principal
    separate duties apart: read, write

    """

  init() throws {
    folder = try TemporaryFolder()
    policy = try folder.write(Self.text, to: "policy/a.remit")
    entities = try folder.write(
      """
      [{"uid": {"type": "User", "id": "ada"}, "attrs": {"team": "a"}},
       {"uid": {"type": "Doc", "id": "d"}, "attrs": {"team": "a"}}]
      """, to: "entities.json")
    requests = try folder.write(
      [
        #"{"principal": "User::\"ada\"", "action": "read", "resource": "Doc::\"d\""}"#,
        #"not json, with a canary"#,
        #"{"principal": "User::\"ada\"", "action": "write", "resource": "Doc::\"d\"", "#
          + #""context": {"reason": "no", "password": "canary"}}"#,
        #"{"principal": "User::\"eve\"", "action": "read", "resource": "Doc::\"d\""}"#,
      ].joined(separator: "\n"), to: "requests.jsonl")
  }

  private func decide(_ more: String...) throws -> RemitProcess {
    try RemitProcess.run(
      arguments: ["decide", policy, "--entities", entities, "--trail", trail] + more)
  }

  private func audit(_ arguments: String...) throws -> RemitProcess { try audit(arguments) }

  private func audit(_ arguments: [String]) throws -> RemitProcess {
    try RemitProcess.run(
      arguments: ["audit"] + arguments, environment: ["XDG_CACHE_HOME": folder.path + "/cache"])
  }

  @Test("signs with an older key beside the new one, and says from where on it is another")
  func newKey() throws {
    var verifierKeys: [String] = []
    for name in ["old.key", "new.key"] {
      let made = try audit(
        "keygen", "--origin", "audit.example.com/rotated", "--out", folder.path + "/" + name)
      #expect(made.status == 0)
      verifierKeys.append(try #require(made.lines.last))
    }
    let (old, new) = (folder.path + "/old.key", folder.path + "/new.key")
    #expect(try decide("--requests", requests, "--trail-key", old).status == 2)
    // Not by itself.
    #expect(try decide("--requests", requests, "--trail-key", new).lines.isEmpty)
    #expect(
      try decide("--requests", requests, "--trail-key", new, "--trail-key", old).lines.count == 4)
    #expect(try audit("verify", trail, "--key", verifierKeys[0]).status == 0)
    #expect(try decide("--requests", requests, "--trail-key", new).lines.count == 4)
    #expect(try audit("verify", trail, "--key", verifierKeys[0]).status == 1)
    #expect(try audit("verify", trail, "--key", verifierKeys[1]).status == 0)
    #expect(try kinds().contains("key.rotated"))
  }

  @Test("is cut into shards and pruned only when it is told to, and verifies all along")
  func shardsAndPruning() throws {
    let line = #"{"principal": "User::\"ada\"", "action": "read", "resource": "Doc::\"d\""}"#
    let many = try folder.write(
      String(repeating: line + "\n", count: 700), to: "many.jsonl")
    #expect(try decide("--requests", many, "--trail-shard-records", "300").status == 0)
    #expect(FileManager.default.fileExists(atPath: trail + "/shards/0002/checkpoint"))
    #expect(
      try audit("prune", trail, "--below", "300").lines == [
        "the first record of shard 1 is now number 256"
      ])
    #expect(!FileManager.default.fileExists(atPath: trail + "/tile/entries/000"))
    #expect(try audit("verify", trail).status == 0)
    #expect(try kinds().contains("trail.pruned"))
    #expect(try audit("prune", trail, "--below", "300", "--shard", "7").status == 2)
    #expect(try audit("prune", folder.path, "--below", "300").status == 2)
    #expect(try decide("--requests", requests, "--trail-shard-records", "3").status == 2)
  }

  private func kinds() throws -> [String] {
    try audit("export", trail, "--as", "ndjson").lines.map { line in
      let parts = line.components(separatedBy: "\"")
      return parts.count > 5 ? parts[5] : line
    }
  }

  @Test("has every answer in order, with its id, and says once what was loaded")
  func records() throws {
    let first = try decide("--requests", requests)
    #expect(first.status == 2)
    #expect(first.lines.count == 4)
    #expect(first.errors.contains("trail.vkey"))
    #expect(
      try kinds() == [
        "trail.opened", "policy.loaded", "data.loaded", "decision", "decision", "decision",
        "decision", "trail.closed",
      ])
    let stored = try audit("export", trail, "--as", "ndjson")
    #expect(!stored.output.contains("canary"))
    for (answer, record) in zip(first.lines, stored.lines.dropFirst(3)) {
      guard let id = answer.components(separatedBy: #""id": ""#).dropFirst().first?.prefix(36)
      else { continue }
      #expect(record.contains(id))
      let shown = try audit("show", trail, String(id))
      #expect(shown.status == 0 && shown.lines.count > 2)
    }
    let again = try decide("--requests", requests)
    #expect(again.errors.isEmpty)
    #expect(try kinds().filter { $0.hasSuffix("loaded") }.count == 2)
    #expect(try audit("show", trail, "--last", "1", "--format", "json").output.contains("closed"))
    let plain = try RemitProcess.run(
      "decide", policy, "--entities", entities, "--requests", requests)
    #expect(
      first.lines.map { $0.replacing(/, "id": [^,]*$/, with: "}") } == plain.lines)
  }

  @Test("replays to the same answers, and says what a candidate changes")
  func replays() throws {
    let ledger = folder.path + "/duties.db"
    _ = try decide("--requests", requests, "--ledger", ledger, "--perform")
    // The same doc read again, after the entry.
    _ = try decide("--requests", requests, "--ledger", ledger, "--perform")
    let same = try audit("replay", trail, "--entities", entities, "--ledger", ledger)
    #expect(same.status == 0, "\(same.output)\(same.errors)")
    #expect(same.output.contains("4 of 8 decisions decided again by the recorded policy: all"))
    #expect(same.output.contains("no request") && same.output.contains("masked"))
    let without = try audit("replay", trail, "--entities", entities)
    #expect(without.output.contains("ledger"))
    let stricter = try folder.write(
      Self.text + "deny all: anyone to read on Doc\n", to: "stricter.remit")
    let changed = try audit(
      "replay", trail, "--entities", entities, "--ledger", ledger, "--policy", stricter)
    #expect(changed.status == 1)
    #expect(changed.output.contains("allow → deny"))
    #expect(changed.output.contains("now by all"))
    let json = try audit(
      "replay", trail, "--entities", entities, "--ledger", ledger, "--policy", stricter,
      "--format", "json")
    #expect((try? JSONSerialization.jsonObject(with: Data(json.output.utf8))) != nil)
    #expect(try audit("replay", trail, "--policy", entities).status == 2)
  }

  @Test("refuses a key that others may read, one that is missing, and a second writer's folder")
  func refusals() throws {
    _ = try decide("--requests", requests)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o644], ofItemAtPath: trail + ".key")
    let readable = try decide("--requests", requests)
    #expect(readable.status == 2 && readable.output.isEmpty)
    #expect(readable.errors.contains("others may read it"))
    try FileManager.default.removeItem(atPath: trail + ".key")
    let missing = try decide("--requests", requests)
    #expect(missing.status == 2 && missing.errors.contains("is missing"))
    #expect(!FileManager.default.fileExists(atPath: trail + ".key"))
    #expect(try audit("show", folder.path).status == 2)
    #expect(try audit("show", trail, "nonsense").status == 2)
    #expect(try audit("show", trail, "01a1ff80-a660-7593-928b-8111ebf8b237").status == 1)
    #expect(try RemitProcess.run("decide", policy, "--trail-mode", "open").status == 2)
    let rules = try folder.write(#"{"mask": ["/effect"]}"#, to: "rules.json")
    let badRules = try decide("--requests", requests, "--trail-rules", rules)
    #expect(badRules.status == 2 && badRules.errors.contains("/effect"))
  }

  @Test("is searched by what records say, and each record found is checked")
  func searches() throws {
    _ = try decide("--requests", requests)
    let denied = try audit(
      "search", trail, "--principal", "User::ada", "--effect", "deny", "--format", "json")
    #expect(denied.status == 0 && denied.lines.count == 2, "\(denied.errors)")
    let scanned = try audit("search", trail, "--effect", "deny", "--scan", "--format", "json")
    let indexed = try audit("search", trail, "--effect", "deny", "--format", "json")
    #expect(scanned.lines == indexed.lines && scanned.lines.count == 4)
    let first = try audit("search", trail, "--effect", "deny", "--limit", "1")
    let place = first.errors.components(separatedBy: "--after ").last ?? ""
    let rest = try audit(
      "search", trail, "--effect", "deny", "--format", "json", "--after",
      place.trimmingCharacters(in: .whitespacesAndNewlines))
    #expect(rest.lines == Array(scanned.lines.dropFirst()))
    #expect(try audit("search", trail, "--rule", "nobody").errors.contains("no record matches"))
    for place in ["x", "1:18446744073709551615", "1:4611686018427387905"] {
      let refused = try audit("search", trail, "--after", place, "--scan")
      #expect(refused.status == 2 && refused.errors.contains("is no place"), "\(refused.errors)")
    }
    let end = try audit("search", trail, "--after", "1:4611686018427387904", "--scan")
    #expect(end.status == 0, "\(end.errors)")
  }

  @Test(
    "is not searched where a record was changed, also one that matches no more",
    arguments: [true, false])
  func searchesChanged(isMatch: Bool) throws {
    _ = try decide("--requests", requests)
    let search = ["search", trail, "--effect", "deny"]
    #expect(try audit(search).status == 0)
    let bundle = trail + "/tile/entries/000.p/8"
    var bytes = try Data(contentsOf: URL(filePath: bundle))
    let (old, new) =
      isMatch
      ? ("action\":\"write", "action\":\"wrote") : ("effect\":\"deny", "effect\":\"done")
    bytes.replaceSubrange(
      try #require(bytes.range(of: Data(old.utf8))), with: Data(new.utf8))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: bundle)
    try bytes.write(to: URL(filePath: bundle))
    for more in [[], ["--scan"]] {
      let changed = try audit(search + more)
      #expect(changed.status == 1, "\(more) \(changed.output)")
      #expect(changed.errors.contains("is not the one that was signed"), "\(changed.errors)")
    }
  }

  @Test("says what is missing before the last records, and ends with 1 where it is damage")
  func missing() throws {
    let trail = try WrittenTrail(records: 700)
    let last = ["show", trail.path, "--last", "2", "--format", "json"]
    #expect(try audit(last).errors.isEmpty)
    try trail.remove("tile/entries/000")
    let pruned = try audit(last)
    #expect(pruned.status == 0 && pruned.lines.count == 2)
    #expect(pruned.errors.contains("records 0 to 255 of"))
    try trail.remove("tile/entries/002.p/188")
    let damaged = try audit(last)
    #expect(damaged.status == 1 && damaged.errors.contains("tile/entries/002"))
  }

  @Test("records a policy that does not load, and a rule file once")
  func policies() throws {
    let rules = try folder.write(#"{"level": "metadata"}"#, to: "rules.json")
    for _ in 0..<2 { _ = try decide("--requests", requests, "--trail-rules", rules) }
    #expect(try kinds().filter { $0 == "config.changed" }.count == 1)
    #expect(!(try audit("export", trail, "--as", "ndjson").output.contains("reason")))
    try folder.write("allow nobody", to: "policy/a.remit")
    let broken = try decide("--requests", requests)
    #expect(broken.status == 2 && broken.output.isEmpty)
    #expect(try kinds().suffix(2) == ["policy.rejected", "trail.closed"])
  }

  @Test("seals a field, shows it, and shows that it is erased")
  func erases() throws {
    let rules = try folder.write(
      #"{"seal": [{"pointer": "/input/context/reason"}]}"#, to: "rules.json")
    _ = try decide("--requests", requests, "--trail-rules", rules)
    #expect(try audit("show", trail).output.contains(#"reason "no" (sealed)"#))
    let erased = try audit("erase", trail, "--subject", #"User::"ada""#)
    #expect(erased.status == 0, "\(erased.errors)")
    let shown = try audit("show", trail)
    #expect(shown.output.contains("reason erased"))
    #expect(shown.output.contains("the keys of a subject were destroyed"))
    #expect(try audit("erase", trail, "--subject", #"User::"ada""#).status == 1)
    #expect(try kinds().filter { $0 == "subject.erased" }.count == 1)
  }
}
