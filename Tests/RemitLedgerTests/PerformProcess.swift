import Foundation
import RemitTestSupport

/// `remit decide --perform`, running beside the test.
final class PerformProcess {
  static let executable: URL = {
    let beside = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "remit")
    if let beside, FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
    return Golden.root.appending(path: ".build/debug/remit")
  }()

  private let process = Process()
  private let output: URL
  private let folder: TemporaryFolder

  init(_ desk: Desk, input: String) throws {
    folder = try TemporaryFolder()
    let requests = try folder.write(input, to: "requests.jsonl")
    output = URL(filePath: try folder.write("", to: "answers.jsonl"))
    process.executableURL = Self.executable
    process.arguments = [
      "decide", desk.policyPath, "--ledger", desk.ledgerPath, "--perform", "--requests", requests,
    ]
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
  }

  private var text: String {
    String(decoding: (try? Data(contentsOf: output)) ?? Data(), as: UTF8.self)
  }

  /// Complete lines answered so far.
  var lineCount: Int { text.utf8.count { $0 == UInt8(ascii: "\n") } }

  func finish() throws -> (status: Int32, lines: [Substring]) {
    process.waitUntilExit()
    return (process.terminationStatus, text.split(separator: "\n"))
  }

  /// Ends the process as `kill -9` does, and gives the lines that it had answered.
  func kill() -> [Substring] {
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return Array(text.split(separator: "\n", omittingEmptySubsequences: false).dropLast())
  }
}
