import Foundation
import RemitAudit
import RemitTestSupport
import Testing

/// `docs/examples/verify_trail.py`: what anybody can write who has read the formats, in a language
/// that has nothing of Remit. Where it or OpenSSL is missing these tests fail: `scripts/set-up.sh`
/// installs both.
@Suite("The verifier in another language")
struct OtherVerifierTests {
  private static let script = URL(filePath: #filePath)
    .deletingLastPathComponent().appending(path: "../../../docs/examples/verify_trail.py")
    .standardizedFileURL.path(percentEncoded: false)

  /// - Returns: its exit code and what it said.
  private func run(_ folder: String, _ key: String) throws -> (status: Int32, words: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", Self.script, folder, key]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let words = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try #require(
      process.terminationStatus != 127, "python3 is missing; scripts/set-up.sh installs it")
    return (process.terminationStatus, words)
  }

  @Test("has at most thirty lines")
  func short() throws {
    let text = try String(contentsOfFile: Self.script, encoding: .utf8)
    #expect(text.split(separator: "\n").count <= 30)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 })
  }

  @Test("finds a sound trail sound", arguments: [0, 1, 2, 256, 300, 600])
  func sound(size: Int) throws {
    let trail = try WrittenTrail(records: size)
    let result = try run(trail.path, "\(trail.key.verifierKey)")
    #expect(result.status == 0, "\(result.words)")
    #expect(result.words == "sound: \(size) records of \(WrittenTrail.origin)\n")
  }

  @Test("verifies a later shard as a folder of its own")
  func shard() throws {
    var trail = try WrittenTrail(records: 3)
    try trail.rotate()
    let result = try run(trail.path + "/shards/0002", "\(trail.key.verifierKey)")
    #expect(result.words == "sound: 1 records of \(WrittenTrail.origin)/2\n")
  }

  @Test("finds every file that was changed, and a signature of somebody else")
  func altered() throws {
    let trail = try WrittenTrail(records: 300)
    let key = "\(trail.key.verifierKey)"
    for file in [
      "checkpoint", "tile/0/000", "tile/0/001.p/44", "tile/entries/000", "tile/entries/001.p/44",
    ] {
      let original = try trail.read(file)
      for (place, bit) in [(0, 0), (original.count / 2, 3), (original.count - 8, 1)] {
        var bytes = original
        bytes[place] ^= 1 << UInt8(bit)
        try trail.write(bytes, file)
        let result = try run(trail.path, key)
        #expect(result.status != 0, "\(file), byte \(place): \(result.words)")
      }
      try trail.write(Array(original.dropLast(8)), file)
      #expect(try run(trail.path, key).status != 0, "\(file), cut short")
      try trail.write(original, file)
    }
    let other = try SigningKey.generate(origin: WrittenTrail.origin).verifierKey
    let result = try run(trail.path, "\(other)")
    #expect(result.status == 1)
    #expect(result.words == "DAMAGED: it is not signed\n")
    #expect(try run(trail.path, key).status == 0)
  }
}
