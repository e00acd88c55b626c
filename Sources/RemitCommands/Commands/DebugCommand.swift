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
        remit debug highlight FILE what every piece of a file is, for colours; --html
        remit debug styles         the style sheet of highlighted HTML
        remit debug textmate       the TextMate grammar, for editors
      """,
    shouldDisplay: false,
    subcommands: [
      DebugTokens.self, DebugTree.self, DebugGraph.self,
      DebugHighlight.self, DebugStyles.self, DebugTextMate.self,
    ])
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

struct DebugHighlight: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "highlight", abstract: "What every piece of a file is, for colours.")

  @Argument var path: String

  @Flag(help: "As HTML, a `pre` without a page around it.")
  var html = false

  func run() throws {
    for source in try readPolicy(path) {
      var files = SourceFiles()
      let tree = RemitSyntax.parse(source, as: files.add(source))
      if html {
        try Output.write(RemitSyntax.html(tree))
        continue
      }
      var text = ""
      for piece in RemitSyntax.highlight(tree) {
        text +=
          "\(piece.span.lower)\t\(piece.kind.rawValue)\t\(quoted(files.text(of: piece.span)))\n"
      }
      try Output.write(text)
    }
  }
}

struct DebugTextMate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "textmate", abstract: "The TextMate grammar, for editors.")

  func run() throws {
    try Output.write(TextMateGrammar.text)
  }
}

struct DebugStyles: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "styles", abstract: "The style sheet of highlighted HTML.")

  func run() throws {
    try Output.write(HighlightStyle.sheet)
  }
}
