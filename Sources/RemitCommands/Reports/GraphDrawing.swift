import RemitModel
import RemitSource

/// A picture of a compiled policy in the languages that draw it.
struct GraphDrawing {
  let picture: GraphPicture

  /// Where diagrams begin: one box for each, with what it stands for.
  private var starts: [(label: [String], root: Int?)] {
    picture.entries.flatMap { entry in
      entry.diagrams.map { diagram in
        let types = "\(entry.principal) to \(entry.action) on \(entry.resource)"
        let what =
          diagram.side == .role
          ? "role \(diagram.head)" : "\(diagram.side.rawValue): \(diagram.head)"
        let alone =
          diagram.root == nil ? ["without a graph: \(diagram.rules.joined(separator: ", "))"] : []
        return ([types, what] + alone, diagram.root)
      }
    }
  }

  private static func label(_ node: GraphPicture.Node) -> String {
    switch node.kind {
    case .test: "\(node.text)?"
    case .value, .end, .applies: node.text
    case .asks: "\(node.text), by the reason pass"
    }
  }

  // MARK: DOT

  /// For Graphviz.
  var dot: String {
    var lines = ["digraph policy {", "  rankdir=TB;", "  node [fontname=\"sans-serif\"];"]
    for (number, start) in starts.enumerated() {
      let label = start.label.map(Self.escapedForDOT).joined(separator: "\\n")
      lines.append("  r\(number) [shape=plaintext, label=\"\(label)\"];")
      if let root = start.root { lines.append("  r\(number) -> n\(root);") }
    }
    for node in picture.nodes {
      let label = Self.escapedForDOT(Self.label(node))
      lines.append("  n\(node.number) [shape=\(Self.shape(node.kind)), label=\"\(label)\"];")
      for edge in node.edges {
        let answer = Self.escapedForDOT(Self.shortened(edge.answer))
        let style = edge.answer == "error" ? ", style=dashed" : ""
        lines.append("  n\(node.number) -> n\(edge.target) [label=\"\(answer)\"\(style)];")
      }
    }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  private static func shape(_ kind: GraphPicture.Kind) -> String {
    switch kind {
    case .test: "diamond"
    case .value: "hexagon"
    case .applies: "box"
    case .asks: "box, style=dashed"
    case .end: "oval"
    }
  }

  private static func escapedForDOT(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": out += "\\\(scalar)"
      case "\n": out += " "
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// Many answers that lead to one place would fill the page.
  private static func shortened(_ answer: String) -> String {
    let charactersMax = 60
    return answer.count <= charactersMax ? answer : answer.prefix(charactersMax - 1) + "…"
  }

  // MARK: Mermaid

  /// For pages that draw Mermaid, such as those of GitHub and GitLab.
  var mermaid: String {
    var lines = ["flowchart TD"]
    for (number, start) in starts.enumerated() {
      let label = start.label.map(Self.escapedForMermaid).joined(separator: "<br/>")
      lines.append("  r\(number)[/\"\(label)\"/]")
      if let root = start.root { lines.append("  r\(number) --> n\(root)") }
    }
    for node in picture.nodes {
      let label = Self.escapedForMermaid(Self.label(node))
      let (open, close) = Self.brackets(node.kind)
      lines.append("  n\(node.number)\(open)\"\(label)\"\(close)")
      for edge in node.edges {
        let answer = Self.escapedForMermaid(Self.shortened(edge.answer))
        let arrow = edge.answer == "error" ? "-.->" : "-->"
        lines.append("  n\(node.number) \(arrow)|\"\(answer)\"| n\(edge.target)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func brackets(_ kind: GraphPicture.Kind) -> (String, String) {
    switch kind {
    case .test: ("{", "}")
    case .value: ("{{", "}}")
    case .applies: ("[", "]")
    case .asks: ("[[", "]]")
    case .end: ("([", "])")
    }
  }

  /// Everything that could be read as markup, as an entity code.
  private static func escapedForMermaid(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "#", "<", ">", "&", "`", "\\", "\n", ";": out += "#\(scalar.value);"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  // MARK: JSON

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("entries") { json in
        json.array(picture.entries) { json, entry in Self.write(entry, to: &json) }
      }
      json.member("nodes") { json in
        json.array(picture.nodes) { json, node in Self.write(node, to: &json) }
      }
    }
  }

  private static func write(_ entry: GraphPicture.Entry, to json: inout JSONWriter) {
    json.object { json in
      json.member("principal") { $0.string(entry.principal) }
      json.member("action") { $0.string(entry.action) }
      json.member("resource") { $0.string(entry.resource) }
      json.member("diagrams") { json in
        json.array(entry.diagrams) { json, diagram in
          json.object { json in
            json.member("side") { $0.string(diagram.side.rawValue) }
            json.member("head") { $0.string(diagram.head) }
            json.member("rules") { $0.strings(diagram.rules) }
            json.member("root") { json in
              if let root = diagram.root { json.int(root) } else { json.null() }
            }
          }
        }
      }
    }
  }

  private static func write(_ node: GraphPicture.Node, to json: inout JSONWriter) {
    json.object { json in
      json.member("node") { $0.int(node.number) }
      json.member("kind") { $0.string(node.kind.rawValue) }
      json.member("text") { $0.string(node.text) }
      json.member("edges") { json in
        json.array(node.edges) { json, edge in
          json.object { json in
            json.member("answer") { $0.string(edge.answer) }
            json.member("node") { $0.int(edge.target) }
          }
        }
      }
    }
  }
}
