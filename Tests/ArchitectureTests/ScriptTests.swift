import Foundation
import Testing

/// What holds the example policies to their promises must be able to fail.
@Suite("scripts/compare-decisions.sh")
struct ScriptTests {
  @Test(
    "accepts answers that start with what is expected",
    arguments: [
      (#"{"decision": true}"#, #"{"decision": true, "cause": "permitted"}"#),
      (#"{"decision":true,"cause":"a b"}"#, #"{"decision": true, "cause": "a b", "errors": []}"#),
      (#"{"decision": true}"#, #"{"decision":true}"#),
    ])
  func accepts(expected: String, answers: String) throws {
    #expect(try compare(expected, answers) == 0)
  }

  @Test(
    "refuses all others",
    arguments: [
      (#"{"decision": true}"#, #"{"decision": false}"#),
      (#"{"decision": true, "cause": "a"}"#, #"{"decision": true, "cause": "ab"}"#),
      (#"{"cause": "a b"}"#, #"{"cause": "ab"}"#),
      (#"{"determining": ["a\" b"]}"#, #"{"determining": ["a\"b"]}"#),
      (#"{"n": 1}"#, #"{"n": 12}"#),
      ("{\"n\": 1}\n{\"n\": 1}", #"{"n": 1}"#),
      (#"{"n": 1}"#, "{\"n\": 1}\n{\"n\": 1}"),
      ("", ""),
    ])
  func refuses(expected: String, answers: String) throws {
    #expect(try compare(expected, answers) != 0)
  }

  private func compare(_ expected: String, _ answers: String) throws -> Int32 {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "remit-\(ProcessInfo.processInfo.globallyUniqueString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try [("expected", expected), ("answers", answers)].map { name, text in
      let file = folder.appending(path: name)
      try Data((text.isEmpty ? "" : text + "\n").utf8).write(to: file)
      return file.path(percentEncoded: false)
    }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    let script = Repository.root.appending(path: "scripts/compare-decisions.sh")
    process.arguments = ["bash", script.path(percentEncoded: false)] + files
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
