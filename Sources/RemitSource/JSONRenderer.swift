/// Writes diagnostics as JSON: `{"diagnostics": [{"code", "severity", "message", "file", "line",
/// "column", "endLine", "endColumn", "notes", "fixes"}]}`.
///
/// A diagnostic or note without a place has none of the six keys of a place. Lines and columns
/// count from 1, columns in Unicode scalars; the end is the first character after the span.
public struct JSONRenderer: Sendable {
  public init() {}

  /// One line without a line end. O(text of the diagnostics and of their lines).
  public func render(_ diagnostics: [Diagnostic], in files: SourceFiles) -> String {
    let list = diagnostics.map { object($0, in: files) }.joined(separator: ",")
    return "{\"diagnostics\":[\(list)]}"
  }

  private func object(_ diagnostic: Diagnostic, in files: SourceFiles) -> String {
    var fields = [
      field("code", JSONText.quoted(diagnostic.code.description)),
      field("severity", JSONText.quoted(diagnostic.severity.rawValue)),
      field("message", JSONText.quoted(diagnostic.message)),
    ]
    fields += place(diagnostic.span, in: files)
    fields.append(field("notes", array(diagnostic.notes.map { object($0, in: files) })))
    fields.append(field("fixes", array(diagnostic.fixes.map { object($0, in: files) })))
    return braced(fields)
  }

  private func object(_ note: DiagnosticNote, in files: SourceFiles) -> String {
    braced([field("message", JSONText.quoted(note.message))] + place(note.span, in: files))
  }

  private func object(_ fix: FixIt, in files: SourceFiles) -> String {
    let edits = fix.edits.map { edit in
      braced(
        range(edit.span, in: files) + [field("replacement", JSONText.quoted(edit.replacement))])
    }
    return braced([field("message", JSONText.quoted(fix.message)), field("edits", array(edits))])
  }

  private func place(_ span: SourceSpan?, in files: SourceFiles) -> [String] {
    guard let span, let file = files[span.file] else { return [] }
    return [field("file", JSONText.quoted(file.path))] + range(span, in: files)
  }

  private func range(_ span: SourceSpan, in files: SourceFiles) -> [String] {
    guard let file = files[span.file] else { return [] }
    let start = file.position(at: span.lower)
    let end = file.position(at: span.upper)
    return [
      field("line", String(start.line)), field("column", String(start.column)),
      field("endLine", String(end.line)), field("endColumn", String(end.column)),
    ]
  }

  private func field(_ name: String, _ value: String) -> String { "\"\(name)\":\(value)" }

  private func array(_ items: [String]) -> String { "[" + items.joined(separator: ",") + "]" }

  private func braced(_ fields: [String]) -> String { "{" + fields.joined(separator: ",") + "}" }
}

/// Strings as JSON writes them.
package enum JSONText {
  /// The text between double quotes, escaped where RFC 8259 requires it, and for the two line
  /// separators that JavaScript once refused.
  package static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "\u{00}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}": out += escape(scalar)
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
