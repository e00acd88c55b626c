import Remit
import RemitSource

/// Workflow commands of GitHub Actions, a line each, which its runner turns into annotations:
/// `::error file=a.remit,line=3,endLine=3,col=7,endColumn=9,title=RMT2006::message`.
enum GitHubReport {
  static func text(_ findings: [Finding]) -> String {
    findings.map(line).joined()
  }

  static func text(_ problem: FileProblem) -> String {
    let place = Place(artifact: Artifact(pathBytes: Array(problem.path.utf8)))
    return line(
      command: "error", properties(of: place, title: "unreadable"), visible(problem.reason))
  }

  private static func line(_ finding: Finding) -> String {
    let placed = finding.notes.compactMap { note in
      note.place.map { "\(visible(name(of: $0))): \(note.message)" }
    }
    let message = ([finding.fullMessage] + placed).joined(separator: "\n")
    return line(
      command: command(for: finding.severity), properties(of: finding.place, title: finding.code),
      message)
  }

  private static func line(
    command: String, _ properties: [(String, String)], _ message: String
  ) -> String {
    let shown = properties.map { "\($0.0)=\(escapedProperty($0.1))" }.joined(separator: ",")
    return "::\(command) \(shown)::\(escaped(message))\n"
  }

  private static func command(for severity: Severity) -> String {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    case .note: "notice"
    }
  }

  private static func properties(of place: Place, title: String) -> [(String, String)] {
    var properties = [("file", place.artifact.path)]
    if let region = place.region {
      properties.append(("line", String(region.start.line)))
      properties.append(("endLine", String(region.end.line)))
      // GitHub has columns only where a place is within one line.
      if region.start.line == region.end.line {
        properties.append(("col", String(region.start.column)))
        properties.append(("endColumn", String(region.end.column)))
      }
    }
    properties.append(("title", title))
    return properties
  }

  private static func name(of place: Place) -> String {
    guard let start = place.region?.start else { return place.artifact.path }
    return "\(place.artifact.path):\(start.line):\(start.column)"
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": out += "%25"
      case "\r": out += "%0D"
      case "\n": out += "%0A"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  private static func escapedProperty(_ text: String) -> String {
    var out = ""
    for scalar in escaped(text).unicodeScalars {
      switch scalar {
      case ":": out += "%3A"
      case ",": out += "%2C"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
