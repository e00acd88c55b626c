import RemitChecker
import RemitSource
import RemitSyntax
import RemitTestSupport
import Testing

/// docs/diagnostics.md is printed from the catalogues: `make docs` writes it again.
@Suite("The page of diagnostics")
struct DiagnosticsPageTests {
  private static let kinds = (SyntaxProblem.all + CheckProblem.all).sorted { $0.code < $1.code }

  @Test("is what the catalogues print")
  func pageIsCurrent() throws {
    try Golden.expect(diagnosticsPage(Self.kinds), at: "docs/diagnostics.md")
  }

  @Test("gives every code once")
  func codesAreUnique() {
    #expect(Set(Self.kinds.map(\.code)).count == Self.kinds.count)
  }

  @Test("has an example for every kind that a few lines can cause, and each causes it")
  func examplesCauseTheirKind() {
    for kind in Self.kinds where !kind.example.isEmpty {
      let codes = exampleProblems(kind.example).map(\.code)
      #expect(codes.contains(kind.code), "\(kind.code) \(kind.title): got \(codes)")
    }
  }
}

private let introduction = """
  # Diagnostics

  What `remit check` can say, by code. Codes are stable: none is ever renumbered or given to
  another problem. Errors refuse a policy; warnings and notes do not. This page is printed from the
  catalogue in the sources (`make docs`), and a test causes each example.

  | codes | about |
  |---|---|
  | RMT1xxx | reading the text: bytes, tokens, grammar |
  | RMT2xxx | names and declarations |
  | RMT3xxx | types and expressions |
  | RMT4xxx | roles, grants, rules |
  | RMT5xxx | tests |
  | RMT6xxx | duties, separations, waivers and limits |
  | RMT7xxx | warnings and notes about a policy that is well formed |

  """

private func diagnosticsPage(_ kinds: [DiagnosticKind]) -> String {
  var page = introduction
  for kind in kinds {
    page += "\n## \(kind.code): \(kind.title)\n\n"
    page += wrapped("\(capitalised(kind.severity.rawValue)). \(kind.explanation)") + "\n"
    guard !kind.example.isEmpty else { continue }
    if kind.example.utf8.count <= exampleBytesShownMax {
      page += "\n```text\n\(visible(kind.example))```\n"
    }
    let said = exampleProblems(kind.example).filter { $0.code == kind.code }.prefix(1)
    for problem in said {
      page += "\n> \(kind.severity.rawValue): \(problem.message)\n"
    }
  }
  return page
}

/// Longer examples, such as 129 parentheses, are tests but no reading.
private let exampleBytesShownMax = 1_000

private func exampleProblems(_ example: String) -> [Diagnostic] {
  checked(exampleFiles(example)).diagnostics
}

/// With characters that nobody sees written as `U+202E`, and with a line end at the end.
private func visible(_ text: String) -> String {
  var out = ""
  for scalar in text.unicodeScalars {
    let isShown =
      scalar == "\n"
      || ![.control, .format, .unassigned, .surrogate, .privateUse]
        .contains(scalar.properties.generalCategory)
    if isShown {
      out.unicodeScalars.append(scalar)
    } else {
      let digits = String(scalar.value, radix: 16, uppercase: true)
      out += "⟨U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "⟩"
    }
  }
  return out.hasSuffix("\n") ? out : out + "\n"
}

private func capitalised(_ word: String) -> String {
  word.prefix(1).uppercased() + word.dropFirst()
}

/// At most 100 columns a line, as the other pages are written.
private func wrapped(_ text: String) -> String {
  var lines: [String] = []
  var line = ""
  for word in text.split(whereSeparator: \.isWhitespace) {
    if !line.isEmpty, line.count + 1 + word.count > 100 {
      lines.append(line)
      line = ""
    }
    line += (line.isEmpty ? "" : " ") + word
  }
  lines.append(line)
  return lines.joined(separator: "\n")
}
