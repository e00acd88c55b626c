import ArgumentParser
import Remit
import RemitModel
import RemitSource
import RemitSyntax

/// `remit debug`: the insides, for those who work on Remit. Their form may change at any time.
struct DebugCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "debug",
    abstract: "Show the insides of a policy.",
    discussion: """
        remit debug tokens FILE    the tokens with their places
        remit debug tree FILE      the syntax tree
        remit debug graph PATH     the compiled programs
      """,
    shouldDisplay: false,
    subcommands: [DebugTokens.self, DebugTree.self, DebugGraph.self])
}

struct DebugTokens: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokens", abstract: "The tokens of a file.")

  @Argument var path: String

  func run() throws {
    for source in try readPolicy(path) {
      var files = SourceFiles()
      let tree = RemitSyntax.parse(source, as: files.add(source))
      var text = "\(source.path)\n"
      for token in tree.tokens {
        let place = source.position(at: token.span.lower)
        text +=
          "\(place.line):\(place.column)\t\(token.kind)\t\(quoted(files.text(of: token.span)))\n"
      }
      try Output.write(text)
      showOnStandardError(tree.diagnostics, in: files)
    }
  }
}

struct DebugTree: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tree", abstract: "The syntax tree of a file.")

  @Argument var path: String

  func run() throws {
    for source in try readPolicy(path) {
      var files = SourceFiles()
      let tree = RemitSyntax.parse(source, as: files.add(source))
      try Output.write(RemitSyntax.dump(tree))
      showOnStandardError(tree.diagnostics, in: files)
    }
  }
}

struct DebugGraph: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "The compiled programs of a policy.")

  @Argument var path: String

  func run() throws {
    let policy = try loadPolicy(path)
    let text: String
    do throws(EngineErrors) {
      text = try policy.graphDump
    } catch {
      throw CommandFailure(error, policy: path)
    }
    try Output.writeLine(text)
  }
}
