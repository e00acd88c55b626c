import Remit

/// Test results in the XML that CI systems read.
enum JUnitReport {
  static func text(of outcomes: [TestOutcome]) -> String {
    let failed = outcomes.count { !$0.passed }
    var lines = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      #"<testsuites name="remit" tests="\#(outcomes.count)" failures="\#(failed)">"#,
    ]
    // In order of first appearance; a file's tests stand together.
    var files: [String] = []
    var byFile: [String: [TestOutcome]] = [:]
    for outcome in outcomes {
      if byFile[outcome.file] == nil { files.append(outcome.file) }
      byFile[outcome.file, default: []].append(outcome)
    }
    for file in files {
      let suite = byFile[file] ?? []
      let failures = suite.count { !$0.passed }
      lines.append(
        "  <testsuite name=\"\(escaped(file))\" tests=\"\(suite.count)\" failures=\"\(failures)\">")
      for outcome in suite { lines += testCase(outcome) }
      lines.append("  </testsuite>")
    }
    lines.append("</testsuites>")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func testCase(_ outcome: TestOutcome) -> [String] {
    let head =
      "    <testcase name=\"\(escaped(outcome.name))\" classname=\"\(escaped(outcome.file))\" "
      + "file=\"\(escaped(outcome.file))\" line=\"\(outcome.line)\""
    guard !outcome.passed else { return [head + "/>"] }
    let detail = outcome.expectations.filter { !$0.passed }.map { expectation in
      "\(outcome.file):\(expectation.line): \(expectation.request)\n"
        + "expected \(expectation.expected)\ngot      \(expectation.got)"
    }
    return [
      head + ">",
      "      <failure message=\"\(escaped("expected \(outcome.expected), got \(outcome.got)"))\">"
        + escaped(detail.joined(separator: "\n")) + "</failure>",
      "    </testcase>",
    ]
  }

  /// Characters that XML 1.0 cannot hold are shown as U+FFFD.
  private static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "\n": out += "&#10;"
      case "\t": out += "&#9;"
      case "\r": out += "&#13;"
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": out += "\u{FFFD}"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
