import Foundation
import RemitTestSupport

/// The built command, run as a user runs it.
struct RemitProcess {
  let status: Int32
  let output: String
  let errors: String

  var lines: [String] { output.split(separator: "\n").map(String.init) }

  static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().appending(path: "../..").standardizedFileURL

  /// It is built beside the tests.
  private static let executable: URL = {
    let beside = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "remit")
    if let beside, FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
    return package.appending(path: ".build/debug/remit")
  }()

  /// Runs the command in the package's folder.
  ///
  /// - Parameter input: what it reads on standard input.
  static func run(
    _ arguments: String..., input: String = "", environment: [String: String] = [:]
  ) throws -> RemitProcess {
    try run(arguments: arguments, input: input, environment: environment)
  }

  static func run(
    arguments: [String], input: String = "", environment: [String: String] = [:]
  ) throws -> RemitProcess {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = package
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files, not pipes: a full pipe would stop the command while this end waits for another.
    let folder = try TemporaryFolder()
    let files = ["in", "out", "err"].map { URL(filePath: folder.path).appending(path: $0) }
    try Data(input.utf8).write(to: files[0])
    for file in files[1...] { try Data().write(to: file) }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    return RemitProcess(
      status: process.terminationReason == .exit ? process.terminationStatus : -1,
      output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
  }

  /// Runs a shell line in which `remit` is the command.
  static func shell(_ line: String) throws -> RemitProcess {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", "remit() { '\(executable.path)' \"$@\"; }; \(line)"]
    process.currentDirectoryURL = package
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return RemitProcess(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self), errors: "")
  }

  /// Standard output as JSON.
  func json() throws -> Any {
    try JSONSerialization.jsonObject(with: Data(output.utf8))
  }
}
