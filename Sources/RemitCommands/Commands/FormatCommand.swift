import ArgumentParser
import Remit
import RemitData
import RemitSource
import RemitSyntax

/// `remit fmt`
struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt",
    abstract: "Lay out policies in the one canonical style.",
    discussion: """
      Files are changed in place, in one step each; comments stay. A file with a syntax error is \
      left as it is.

        remit fmt policies/release           lay out every file of a policy
        remit fmt --check policies/release   change nothing; name the files that would change
        remit fmt - < draft.remit            from standard input to standard output

      Exit codes: 0 done, or nothing to do; 1 with --check a file would change, or a file has \
      syntax errors; 2 a file could not be read or written.
      """)

  @Argument(help: ArgumentHelp("Files or folders; `-` is standard input.", valueName: "path"))
  var paths: [String]

  @Flag(help: "Change nothing; name the files that would change.")
  var check = false

  @Option(help: "For people or for programs.")
  var format: OutputFormat = .text

  private struct Outcome {
    let file: String
    let isChanged: Bool
    let hasErrors: Bool
  }

  func run() throws {
    var outcomes: [Outcome] = []
    for path in paths {
      if path == "-" {
        outcomes.append(try formatStandardInput())
        continue
      }
      for file in try readPolicy(path) { outcomes.append(try format(file)) }
    }
    try report(outcomes)
    if outcomes.contains(where: { $0.hasErrors || (check && $0.isChanged) }) { throw ExitStatus.no }
  }

  private func format(_ source: SourceFile) throws -> Outcome {
    guard let bytes = laidOut(source) else {
      return Outcome(file: source.path, isChanged: false, hasErrors: true)
    }
    let isChanged = bytes != source.bytes
    if isChanged && !check {
      do throws(Platform.Failure) {
        try Platform.replace(source.pathBytes, with: bytes)
      } catch {
        throw CommandFailure("\(source.path): \(error.reason)")
      }
    }
    return Outcome(file: source.path, isChanged: isChanged, hasErrors: false)
  }

  private func formatStandardInput() throws -> Outcome {
    let name = "standard input"
    let source = SourceFile(
      path: name, bytes: try readStandardInput(bytesMax: FileLimits.sourceBytesMax))
    guard let bytes = laidOut(source) else {
      return Outcome(file: name, isChanged: false, hasErrors: true)
    }
    if !check && format == .text { try Output.write(bytes: bytes) }
    return Outcome(file: name, isChanged: bytes != source.bytes, hasErrors: false)
  }

  /// `nil` where there are syntax errors, which have then been shown.
  private func laidOut(_ source: SourceFile) -> [UInt8]? {
    var files = SourceFiles()
    let tree = RemitSyntax.parse(source, as: files.add(source))
    guard let text = RemitSyntax.format(tree) else {
      showOnStandardError(tree.diagnostics, in: files)
      return nil
    }
    return Array(text.utf8)
  }

  private func report(_ outcomes: [Outcome]) throws {
    switch format {
    case .json:
      var json = JSONWriter()
      json.object { json in
        json.member("files") { json in
          json.array(outcomes) { json, outcome in
            json.object { json in
              json.member("file") { $0.string(outcome.file) }
              json.member("changed") { $0.bool(outcome.isChanged && !check) }
              json.member("formatted") {
                $0.bool(!outcome.hasErrors && !(check && outcome.isChanged))
              }
            }
          }
        }
      }
      try Output.writeLine(json.text)
    case .text:
      for outcome in outcomes where outcome.isChanged && outcome.file != "standard input" {
        try Output.writeLine(check ? "\(outcome.file): not formatted" : outcome.file)
      }
      if check, outcomes.contains(where: { $0.isChanged && $0.file == "standard input" }) {
        try Output.writeLine("standard input: not formatted")
      }
    }
  }
}
