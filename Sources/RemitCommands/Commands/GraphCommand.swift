import ArgumentParser
import Remit
import RemitModel
import RemitSource

/// How a compiled policy is drawn.
enum GraphFormat: String, ExpressibleByArgument, CaseIterable {
  case dot
  case mermaid
  case json
}

/// `remit graph`
struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Draw the compiled decision graph of a policy, or say how large it is.",
    discussion: """
      Rules that share a head are one diagram: what several of them ask is tested once, and values \
      that they ask for are told apart in one step. A diagram is walked through from its top; every \
      rule that is met applies.

        remit graph policies/release --action deploy | dot -Tsvg > deploy.svg
        remit graph policies/release --format mermaid
        remit graph policies/release --stats
        remit graph policies/release --stats --format json | jq '.entries[].unindexed'
      """)

  @Argument(help: ArgumentHelp("A file, or a folder with the policy.", valueName: "path"))
  var path: String

  @Option(help: ArgumentHelp("Only what is about this action.", valueName: "action"))
  var action: String?

  @Flag(help: "Figures instead of a picture.")
  var stats = false

  @Option(help: "The language of the picture; of figures text, or json.")
  var format: GraphFormat?

  func validate() throws {
    if stats, let format, format != .json {
      throw ValidationError("figures are text or json, not \(format.rawValue)")
    }
  }

  func run() throws {
    let policy = try loadPolicy(path)
    if stats {
      let figures = try made(policy) { (policy) throws(EngineErrors) in
        try policy.graphFigures(action: action)
      }
      try Output.write(format == .json ? json(figures) : text(figures))
      return
    }
    let picture = try made(policy) { (policy) throws(EngineErrors) in
      try policy.graphPicture(action: action)
    }
    let drawing = GraphDrawing(picture: picture)
    switch format ?? .dot {
    case .dot: try Output.write(drawing.dot)
    case .mermaid: try Output.write(drawing.mermaid)
    case .json:
      var json = JSONWriter()
      drawing.write(to: &json)
      try Output.writeLine(json.text)
    }
  }

  /// What is made of a policy, or the end of the command.
  private func made<Result>(
    _ policy: Policy, _ make: (Policy) throws(EngineErrors) -> Result?
  ) throws(CommandFailure) -> Result {
    let result: Result?
    do throws(EngineErrors) {
      result = try make(policy)
    } catch {
      throw CommandFailure(error, policy: path)
    }
    guard let result else {
      let name = action ?? ""
      throw CommandFailure(
        "\(path): there is no action `\(name)`\(policy.actionSuggestion(for: name))")
    }
    return result
  }

  // MARK: Figures

  private func text(_ figures: GraphFigures) -> String {
    var lines: [String] = []
    var unmet = 0
    for entry in figures.entries {
      if entry.rules + entry.permissions == 0 {
        unmet += 1
        continue
      }
      lines.append("\(entry.principal) to \(entry.action) on \(entry.resource)")
      lines.append(
        "  \(count(entry.rules, "rule")), \(count(entry.permissions, "permission")),"
          + " \(count(entry.nodes, "node")), depth \(entry.depth),"
          + " expected tests \(Self.hundredths(entry.expectedTests))")
      if entry.withoutGraph > 0 {
        lines.append(
          "  \(count(entry.withoutGraph, "diagram")) would be too large: the reason pass decides")
      }
      if !entry.unindexed.isEmpty {
        lines.append("  every request looks at \(entry.unindexed.joined(separator: ", "))")
      }
    }
    if unmet > 0 {
      lines.append("\(count(unmet, "combination")) that no rule and no permission is about")
    }
    lines.append(
      "\(count(figures.nodes, "node")) in all, "
        + "\(count(figures.entries.count { $0.withoutGraph > 0 }, "combination")) without a graph, "
        + count(Set(figures.entries.flatMap(\.unindexed)).count, "unindexed rule"))
    return lines.joined(separator: "\n") + "\n"
  }

  private static func hundredths(_ number: Double) -> String {
    let rounded = Int((number * 100).rounded())
    let rest = rounded % 100
    return "\(rounded / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  private func json(_ figures: GraphFigures) -> String {
    var json = JSONWriter()
    json.object { json in
      json.member("entries") { json in
        json.array(figures.entries) { json, entry in
          json.object { json in
            json.member("principal") { $0.string(entry.principal) }
            json.member("action") { $0.string(entry.action) }
            json.member("resource") { $0.string(entry.resource) }
            json.member("rules") { $0.int(entry.rules) }
            json.member("permissions") { $0.int(entry.permissions) }
            json.member("nodes") { $0.int(entry.nodes) }
            json.member("depth") { $0.int(entry.depth) }
            json.member("expectedTests") {
              $0.decimal(thousandths: Int64((entry.expectedTests * 1_000).rounded()))
            }
            json.member("withoutGraph") { $0.int(entry.withoutGraph) }
            json.member("unindexed") { $0.strings(entry.unindexed) }
          }
        }
      }
      json.member("nodes") { $0.int(figures.nodes) }
      json.member("withoutGraph") { $0.int(figures.entries.count { $0.withoutGraph > 0 }) }
      json.member("unindexed") { json in
        json.strings(Set(figures.entries.flatMap(\.unindexed)).sorted())
      }
    }
    return json.text + "\n"
  }
}
