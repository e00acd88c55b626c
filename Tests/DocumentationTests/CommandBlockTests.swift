import Foundation
import RemitTestSupport
import Testing

/// Blocks of `console` with `<!-- run -->` above them show commands and what they print. They are
/// run, in the root of the package, with the command that was built beside the tests.
@Suite("Commands in the documentation", .serialized)
struct CommandBlockTests {
  private static let blocks = Pages.blocks.filter { block in
    block.language == "console" && block.remarks == ["run"]
  }
  private static let pages = Set(blocks.map(\.page)).sorted()

  @Test("print what the pages show", arguments: pages)
  func outputIsCurrent(page: String) throws {
    let blocks = Self.blocks.filter { $0.page == page }
    // Run in their order: a block may use what an earlier one wrote.
    let outputs = try blocks.map { block in
      try consoleCommands(of: block.text).flatMap { command in
        let printed = try run(command.script)
          .split(separator: "\n", omittingEmptySubsequences: false)
        return command.lines.map(String.init)
          + printed.dropLast(printed.last == "" ? 1 : 0)
          .map(String.init)
      }
    }
    var lines = Pages.text(of: page)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    // Put in from the last to the first, so that line numbers stay right.
    for (block, output) in zip(blocks, outputs).reversed() {
      lines.replaceSubrange(block.range, with: output)
    }
    try Golden.expect(lines.joined(separator: "\n"), at: page)
  }

  @Test("are read with their continuation lines")
  func scannerFinds() {
    let commands = consoleCommands(of: "$ remit check a \\\n    b\nfine\n$ echo $?\n0\n")
    #expect(commands.map(\.script) == ["remit check a \\\n    b", "echo $?"])
  }
}

private struct ConsoleCommand {
  /// As the page shows them, with the prompt.
  var lines: [Substring]

  var script: String { lines.joined(separator: "\n").dropFirst(2).description }
}

private func consoleCommands(of text: String) -> [ConsoleCommand] {
  var commands: [ConsoleCommand] = []
  var continues = false
  for line in text.split(separator: "\n") {
    if continues {
      commands[commands.count - 1].lines.append(line)
    } else if line.hasPrefix("$ ") {
      commands.append(ConsoleCommand(lines: [line]))
    } else {
      continue
    }
    continues = line.hasSuffix("\\")
  }
  return commands
}

/// What a script prints on both outputs, without colours.
private func run(_ script: String) throws -> String {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["bash", "-c", script]
  process.currentDirectoryURL = Golden.root
  var environment = ProcessInfo.processInfo.environment
  let products = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
  environment["PATH"] =
    "\(products.path(percentEncoded: false)):\(Golden.root.path(percentEncoded: false)).build/debug:"
    + (environment["PATH"] ?? "/usr/bin:/bin")
  environment["NO_COLOR"] = "1"
  environment["XDG_CACHE_HOME"] = Golden.root.path(percentEncoded: false) + "/.build/cache"
  process.environment = environment
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  process.standardInput = FileHandle.nullDevice
  try process.run()
  let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  return String(decoding: data, as: UTF8.self)
}
