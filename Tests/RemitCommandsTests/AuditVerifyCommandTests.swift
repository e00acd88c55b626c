import Foundation
import RemitAudit
import RemitTestSupport
import Testing

@Suite("remit audit keygen")
struct AuditKeygenTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func keygen(_ origin: String, _ file: String) throws -> RemitProcess {
    try RemitProcess.run("audit", "keygen", "--origin", origin, "--out", file)
  }

  @Test("writes a key that only its owner can read, and prints the verifier key last")
  func makes() throws {
    let file = folder.path + "/prod.key"
    let result = try keygen("audit.example.com/prod-1", file)
    #expect(result.status == 0)
    let secret = try String(contentsOfFile: file, encoding: .utf8)
    let key = try SigningKey(String(secret.dropLast()))
    #expect(secret.hasSuffix("\n"))
    #expect(result.lines.last == "\(key.verifierKey)")
    #expect(!result.output.contains("PRIVATE") && result.errors.isEmpty)
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
    #expect((mode as? NSNumber)?.intValue == 0o600)
  }

  @Test("never overwrites, and makes nothing for an origin that is none")
  func refuses() throws {
    let file = try folder.write("mine", to: "prod.key")
    let again = try keygen("audit.example.com/prod-1", file)
    #expect(again.status == 2)
    #expect(again.errors.contains("never overwritten"))
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
    for origin in ["https://audit.example.com", "a b", "a/", "", "a+b", "a/2"] {
      let other = folder.path + "/other.key"
      let result = try keygen(origin, other)
      #expect(result.status == 2, "\(origin)")
      #expect(result.errors.hasPrefix("remit: --origin: "), "\(origin)")
      #expect(!FileManager.default.fileExists(atPath: other), "\(origin)")
    }
    #expect(try keygen("a", folder.path + "/none/here").status == 2)
  }
}

@Suite("remit audit verify")
struct AuditVerifyTests {
  private func verify(_ arguments: String...) throws -> RemitProcess {
    try RemitProcess.run(arguments: ["audit", "verify"] + arguments)
  }

  @Test("says what it found, to people and to programs")
  func sound() throws {
    let trail = try WrittenTrail(records: 300)
    let key = "\(trail.key.verifierKey)"
    let result = try verify(trail.path, "--key", key)
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    #expect(
      result.lines.first
        == "audit.example.com/prod-1: sound, 300 records bound to the signature")
    #expect(result.output.contains("300 admin.call"))
    #expect(result.output.contains("not seen"))
    let json = try verify(trail.path, "--key", key, "--format", "json").json() as? [String: Any]
    #expect(json?["sound"] as? Bool == true)
    #expect(json?["records"] as? Int == 300)
    #expect((json?["damages"] as? [Any])?.isEmpty == true)
  }

  @Test("names each damage, exit code 1")
  func damaged() throws {
    let trail = try WrittenTrail(records: 3)
    let key = "\(trail.key.verifierKey)"
    var bytes = try trail.read("tile/entries/000.p/3")
    bytes[bytes.count - 3] ^= 1
    try trail.write(bytes, "tile/entries/000.p/3")
    let result = try verify(trail.path + "/", "--key", key)
    #expect(result.status == 1)
    #expect(result.lines.first == "audit.example.com/prod-1: damaged, 1 finding")
    #expect(result.output.contains("tile/entries/000.p/3, byte"))
    #expect(result.output.contains("record 2: "))
    let json = try verify(trail.path, "--key", key, "--format", "json")
    #expect(json.status == 1)
    let damages = (try json.json() as? [String: Any])?["damages"] as? [[String: Any]]
    #expect(damages?.first?["index"] as? Int == 2)
  }

  @Test("takes the key from a file, or from beside the trail, and says whose word that is")
  func keys() throws {
    let trail = try WrittenTrail(records: 3)
    let without = try verify(trail.path)
    #expect(without.status == 2)
    #expect(without.errors.contains("--key: the trail's verifier key is needed"))
    let file = try trail.folder.write("\(trail.key.verifierKey)\n", to: "elsewhere/prod.vkey")
    #expect(try verify(trail.path, "--key", "@" + file).status == 0)
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: trail.path, toPath: folder.path + "/trail")
    _ = try folder.write("\(trail.key.verifierKey)\n", to: "trail.vkey")
    let beside = try verify(folder.path + "/trail")
    #expect(beside.status == 0)
    #expect(beside.output.contains("it is the word of whoever can write there"))
    for key in ["nonsense", "@" + folder.path + "/none", "@" + folder.path, trail.key.secretText] {
      let result = try verify(trail.path, "--key", key)
      #expect(result.status == 2, "\(key)")
      #expect(result.output.isEmpty, "\(key)")
    }
  }

  @Test("could not be done where there is no trail, or one of another origin")
  func impossible() throws {
    let trail = try WrittenTrail(records: 3)
    let key = "\(trail.key.verifierKey)"
    let empty = try TemporaryFolder()
    #expect(try verify(empty.path, "--key", key).status == 2)
    #expect(try verify(empty.path + "/none", "--key", key).status == 2)
    let other = try SigningKey.generate(origin: "another").verifierKey
    let result = try verify(trail.path, "--key", "\(other)")
    #expect(result.status == 2)
    #expect(result.errors.contains("is the trail of `audit.example.com/prod-1`, not of `another`"))
    #expect(try verify().status == 2)
    #expect(try verify(trail.path, "--key", key, "--quorum", "1").status == 2)
    #expect(try verify(trail.path, "--key", key, "--record", "x").status == 2)
    #expect(try verify(trail.path, "--key", key, "--proof", "x").status == 2)
  }

  @Test("finds what was put back by a pinned checkpoint, and by witnesses")
  func putBack() throws {
    var trail = try WrittenTrail(records: 3)
    let key = "\(trail.key.verifierKey)"
    let early = try trail.read("checkpoint")
    trail.append()
    let late = try trail.publish()
    let memory = try TemporaryFolder()
    let pin = try memory.write(String(decoding: late, as: UTF8.self), to: "pin")
    let sound = try verify(trail.path, "--key", key, "--pin", pin)
    #expect(sound.status == 0)
    #expect(sound.output.contains("it continues the checkpoint of 4 records"))
    #expect(!sound.output.contains("not seen"))
    let witness = try Witness("witness.example/w1")
    let seen = try trail.checkpoint.signed(by: [trail.key, witness])
    let list = try memory.write(
      "\(witness.key)\n\n" + String(decoding: seen, as: UTF8.self), to: "witnesses")
    let witnessed = try verify(trail.path, "--key", key, "--witness", list, "--quorum", "1")
    #expect(witnessed.status == 0)
    #expect(witnessed.output.contains("witness.example/w1 saw 4 records of shard 1 at 2025-11-13"))
    #expect(try verify(trail.path, "--key", key, "--witness", list, "--quorum", "2").status == 2)
    try trail.write(early, "checkpoint")
    #expect(try verify(trail.path, "--key", key).status == 0)
    for option in [["--pin", pin], ["--witness", list]] {
      let result = try RemitProcess.run(
        arguments: ["audit", "verify", trail.path, "--key", key] + option)
      #expect(result.status == 1)
      #expect(result.output.contains("the trail was put back: it has 3 records"))
    }
    #expect(try verify(trail.path, "--key", key, "--pin", list).status == 2)
  }
}

@Suite("remit audit prove")
struct AuditProveTests {
  private func run(_ arguments: String...) throws -> RemitProcess {
    try RemitProcess.run(arguments: ["audit"] + arguments)
  }

  @Test("writes a proof and the record, which verify offline")
  func proves() throws {
    var trail = try WrittenTrail(records: 300)
    let stamp = trail.stamp()
    trail.append(ControlRecord(.trailRead).encoded(stamp).bytes)
    try trail.publish()
    let key = "\(trail.key.verifierKey)"
    let folder = try TemporaryFolder()
    let (proof, record) = (folder.path + "/d.tlog-proof", folder.path + "/d.json")
    let made = try run(
      "prove", trail.path, "\(stamp.id)", "--key", key, "--out", proof, "--record", record)
    #expect(made.status == 0)
    #expect(made.output.isEmpty && made.errors.isEmpty)
    #expect(try String(contentsOfFile: record, encoding: .utf8).hasPrefix("{\"v\":1,"))
    let verified = try run("verify", "--proof", proof, "--key", key, "--record", record)
    #expect(verified.status == 0)
    #expect(
      verified.output
        == "audit.example.com/prod-1: the record stands at index 300 of the 301 that are signed\n")
    let bare = try run("verify", "--proof", proof, "--key", key, "--format", "json")
    #expect(bare.status == 0)
    #expect((try bare.json() as? [String: Any])?["recordGiven"] as? Bool == false)
    // To standard output, byte for byte the same.
    let text = try String(contentsOfFile: proof, encoding: .utf8)
    #expect(try run("prove", trail.path, "\(stamp.id)", "--key", key).output == text)
    // An editor's line feed at the record's end is no matter; any other change is.
    let content = try String(contentsOfFile: record, encoding: .utf8)
    _ = try folder.write(content + "\n", to: "d.json")
    #expect(try run("verify", "--proof", proof, "--key", key, "--record", record).status == 0)
    _ = try folder.write(content.replacing("audit.read", with: "audit.reed"), to: "d.json")
    let other = try run("verify", "--proof", proof, "--key", key, "--record", record)
    #expect(other.status == 1)
    #expect(other.errors.contains("the proof does not hold"))
    _ = try folder.write(text.replacing("index 300", with: "index 299"), to: "d.tlog-proof")
    #expect(try run("verify", "--proof", proof, "--key", key).status == 1)
    #expect(
      try run("verify", "--proof", proof, "--key", key, "--format", "json").output
        .hasPrefix("{\"sound\": false"))
  }

  @Test("says that there is no such record, that an id is none, that the record is another")
  func refuses() throws {
    let trail = try WrittenTrail(records: 3)
    let key = "\(trail.key.verifierKey)"
    let unknown = try run("prove", trail.path, "0190163d-8694-739b-aea5-966c26f8ad91", "--key", key)
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("no signed checkpoint covers a record"))
    #expect(try run("prove", trail.path, "12", "--key", key).status == 2)
    let id = try trail.records[1].withUnsafeBufferPointer { try ReadRecordHead($0).id }
    var bytes = try trail.read("tile/entries/000.p/3")
    bytes[trail.records[0].count + trail.records[1].count] ^= 1
    try trail.write(bytes, "tile/entries/000.p/3")
    let changed = try run("prove", trail.path, "\(id)", "--key", key)
    #expect(changed.status == 1)
    #expect(changed.output.isEmpty)
  }
}
