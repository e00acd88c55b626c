import Remit
import RemitModel
import RemitSource

/// What a SARIF log says once of every code that its results have.
struct SARIFRule {
  let code: String
  private let title: String
  private let explanation: String
  private let example: String
  private let severity: Severity
  /// Of its heading in docs/diagnostics.md.
  private let anchor: String?

  init(code: String) {
    self.code = code
    if let kind = DiagnosticCatalogue.all.first(where: { $0.code.description == code }) {
      title = kind.title
      explanation = kind.explanation
      example = kind.example
      severity = kind.severity
      anchor = DiagnosticCatalogue.anchor(of: kind)
    } else {
      title = RuntimeErrorCode(rawValue: code)?.title ?? code
      explanation = "Data that does not fit the policy it is held against: \(title)."
      example = ""
      severity = .error
      anchor = nil
    }
  }

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("id") { $0.string(code) }
      json.member("name") { $0.string(name) }
      json.member("shortDescription") { $0.message(sentence(title)) }
      json.member("fullDescription") { $0.message(visible(explanation)) }
      json.member("help") { json in
        json.object { json in
          json.member("text") { $0.string(visible(explanation) + reference) }
          json.member("markdown") { $0.string(visible(explanation) + block + reference) }
        }
      }
      if let home = Release.home, let anchor {
        json.member("helpUri") { $0.string("\(home)docs/diagnostics.md#\(anchor)") }
      }
      json.member("defaultConfiguration") { json in
        json.object { json in json.member("level") { $0.string(severity.rawValue) } }
      }
    }
  }

  /// `UnknownAction`: SARIF wants a word that people can say.
  private var name: String {
    let words = title.split { !($0.isLetter || $0.isNumber) }
    return words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  private var reference: String {
    anchor.map { "\n\nSee docs/diagnostics.md#\($0)" } ?? ""
  }

  /// Long examples are tests, not reading.
  private var block: String {
    guard !example.isEmpty, example.utf8.count <= 1_000 else { return "" }
    let shown = example.split(separator: "\n", omittingEmptySubsequences: false).map {
      visible(String($0))
    }
    let text = shown.joined(separator: "\n")
    return "\n\n```remit\n" + text + (text.hasSuffix("\n") ? "" : "\n") + "```"
  }

  private func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + "."
  }
}

extension RuntimeErrorCode {
  /// A few words, lower case: the code without its hyphens.
  fileprivate var title: String {
    rawValue.split(separator: "-").map { $0 == "json" ? "JSON" : String($0) }
      .joined(separator: " ")
  }
}
