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
    subcommands: [DebugTokens.self, DebugTree.self])
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
      try Output.write("\(source.path)\n" + TreeDump.text(of: tree.root))
      showOnStandardError(tree.diagnostics, in: files)
    }
  }
}

/// A tree of values by name, spans left out.
private enum TreeDump {
  static func text(of value: Any) -> String {
    var out = ""
    add(value, label: nil, depth: 0, to: &out)
    return out
  }

  private static let depthMax = 512

  private static func add(_ value: Any, label: String?, depth: Int, to out: inout String) {
    guard !(value is SourceSpan), depth < depthMax else { return }
    let margin = String(repeating: "  ", count: depth) + (label.map { $0 + ": " } ?? "")
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .optional {
      guard let inner = mirror.children.first else { return }
      return add(inner.value, label: label, depth: depth, to: &out)
    }
    if let text = value as? String {
      out += margin + quoted(text) + "\n"
      return
    }
    guard !mirror.children.isEmpty else {
      if mirror.displayStyle != .collection { out += margin + "\(value)\n" }
      return
    }
    out += margin + "\(type(of: value))\n"
    for child in mirror.children {
      let isNumbered = child.label?.first == "."
      add(child.value, label: isNumbered ? nil : child.label, depth: depth + 1, to: &out)
    }
  }
}
