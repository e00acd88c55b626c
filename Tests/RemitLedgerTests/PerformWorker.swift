import Foundation
import RemitTestSupport

/// `remit decide --perform` as a process that lives on: it is asked line by line through pipes.
///
/// Unchecked: one thread at a time asks one worker.
final class PerformWorker: @unchecked Sendable {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let errors = Pipe()
  private var unread: [UInt8] = []

  /// - Parameter shell: a command before which the worker runs, as `"$@"`; for worlds of its own.
  init(_ desk: Desk, ledger: String? = nil, shell: String? = nil) throws {
    let command = [
      PerformProcess.executable.path, "decide", desk.policyPath, "--ledger",
      ledger ?? desk.ledgerPath, "--perform", "--requests", "-",
    ]
    if let shell {
      process.executableURL = URL(filePath: "/usr/bin/unshare")
      process.arguments = ["--mount", "/bin/sh", "-c", shell, "sh"] + command
    } else {
      process.executableURL = URL(filePath: command[0])
      process.arguments = Array(command.dropFirst())
    }
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    try process.run()
  }

  /// - Throws: where the process is gone.
  func send(_ lines: String) throws {
    try input.fileHandleForWriting.write(contentsOf: Data(lines.utf8))
  }

  /// The next line of the answer, without its end; `nil` after the last.
  func line() -> String? {
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        defer { unread.removeFirst(end + 1) }
        return String(decoding: unread[..<end], as: UTF8.self)
      }
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { return nil }
      unread += more
    }
  }

  func isAllowed() throws -> Bool {
    guard let line = line() else { throw WorkerGone(words: try finish().errors) }
    return line.contains(#""decision": true"#)
  }

  struct WorkerGone: Error { let words: String }

  func finish() throws -> (status: Int32, errors: String) {
    try? input.fileHandleForWriting.close()
    let words = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: words, as: UTF8.self))
  }

  /// Ends the process as `kill -9` does, and gives the whole lines that it had answered.
  func kill() -> [String] {
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try? input.fileHandleForWriting.close()
    unread += output.fileHandleForReading.readDataToEndOfFile()
    return String(decoding: unread, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }
}
