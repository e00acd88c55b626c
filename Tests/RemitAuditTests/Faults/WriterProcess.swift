import Foundation
import RemitAudit
import RemitTestSupport
import Testing

/// A trail on the real disk, and the key that it is written with.
final class TrailDesk: Sendable {
  let folder: TemporaryFolder
  let key: SigningKey

  init() throws {
    folder = try TemporaryFolder()
    key = try SigningKey.generate(origin: "audit.example.com/faults")
    try folder.write(key.secretText, to: "trail.key")
  }

  var trail: String { folder.path + "/trail" }
  var keyFile: String { folder.path + "/trail.key" }

  /// Opens the trail in this process and closes it: what was durable then stands in bundles.
  func recover() async throws {
    var options = TrailOptions()
    options.creates = false
    options.segmentBytes = 1 << 20
    options.reserveBytes = 0
    try await Trail.open(trail, key: key, options: options).close()
  }

  /// What stands in the trail's bundles, by a reading that shares nothing with the product's.
  func records() throws -> [String] {
    var records: [String] = []
    let checkpoint = try String(contentsOfFile: trail + "/checkpoint", encoding: .utf8)
    let lines = checkpoint.split(separator: "\n", omittingEmptySubsequences: false)
    let size = try #require(Int(lines[1]))
    for bundle in 0...(size / 256) {
      let width = min(256, size - bundle * 256)
      if width == 0 { break }
      let name = String(format: "%03d", bundle) + (width < 256 ? ".p/\(width)" : "")
      let path = trail + "/tile/entries/" + name
      var bytes = try Data(contentsOf: URL(filePath: path))[...]
      while bytes.count >= 2 {
        let length = Int(bytes[bytes.startIndex]) << 8 | Int(bytes[bytes.startIndex + 1])
        records.append(String(decoding: bytes.dropFirst(2).prefix(length), as: UTF8.self))
        bytes = bytes.dropFirst(2 + length)
      }
    }
    #expect(records.count == size)
    return records
  }
}

/// `remit-trail-writer`, running beside the test.
final class WriterProcess {
  static let executable: URL = {
    let beside = Bundle.main.executableURL?.deletingLastPathComponent()
      .appending(path: "remit-trail-writer")
    if let beside, FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
    return Golden.root.appending(path: ".build/debug/remit-trail-writer")
  }()

  struct End {
    let status: Int32
    /// The numbers and names of what was acknowledged.
    let acknowledged: [(index: Int, id: String)]
    let lines: [String]
    let errors: String
  }

  private let process = Process()
  private let output: URL
  private let errors: URL

  /// - Parameters:
  ///   - shell: what runs the writer, which is `"$@"`; in a mount namespace of its own.
  ///   - faults: for the preloaded library.
  init(
    _ desk: TrailDesk, trail: String? = nil, callers: Int, records: Int,
    _ options: [String] = [], shell: String? = nil, faults: String? = nil
  ) throws {
    let name = UUID().uuidString
    output = URL(filePath: try desk.folder.write("", to: "\(name).out"))
    errors = URL(filePath: try desk.folder.write("", to: "\(name).err"))
    let command =
      [
        Self.executable.path, trail ?? desk.trail, desk.keyFile, "\(callers)", "\(records)",
      ] + options
    if let shell {
      process.executableURL = URL(filePath: "/usr/bin/unshare")
      process.arguments = ["--mount", "/bin/sh", "-c", shell, "sh"] + command
    } else {
      process.executableURL = URL(filePath: command[0])
      process.arguments = Array(command.dropFirst())
    }
    if let faults {
      var environment = ProcessInfo.processInfo.environment
      environment["LD_PRELOAD"] = try FaultLibrary.path.get()
      environment["REMIT_FAULTS"] = faults
      process.environment = environment
    }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
  }

  func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

  /// Waits until so many lines have come, or the process has ended.
  func wait(forLines count: Int) throws {
    while process.isRunning, try Data(contentsOf: output).count(where: { $0 == 0x0A }) < count {
      usleep(2_000)
    }
  }

  func finish() throws -> End {
    process.waitUntilExit()
    let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    // What is not a whole line was not said.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map(String.init)
    let acknowledged = lines.compactMap { line -> (index: Int, id: String)? in
      let words = line.split(separator: " ")
      guard words.count == 2, let index = Int(words[0]) else { return nil }
      return (index, String(words[1]))
    }
    return End(
      status: process.terminationStatus, acknowledged: acknowledged, lines: lines,
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }
}

/// The library that makes calls fail, built once from `shim.c`.
enum FaultLibrary {
  static let path: Result<String, any Error> = Result {
    let library = FileManager.default.temporaryDirectory
      .appending(path: "remit-faults-\(ProcessInfo.processInfo.processIdentifier).so").path
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/env")
    compiler.arguments = [
      "cc", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", library,
      Golden.root.appending(path: "Tests/RemitAuditTests/Faults/shim.c").path, "-ldl", "-lpthread",
    ]
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0, "shim.c could not be compiled")
    return library
  }
}

/// Every record that was acknowledged stands where it was said to.
func expectKept(
  _ acknowledged: [(index: Int, id: String)], in records: [String], _ what: String
) {
  for (index, id) in acknowledged {
    let isThere =
      records.indices.contains(index) && records[index].contains(#""id":"\#(id)""#)
    #expect(isThere, "\(what): record \(index), \(id), was acknowledged and is not there")
    if !isThere { return }
  }
}
