import Foundation
import RemitSource

/// What must hold of diagnostics, whoever made them.
enum Places {
  private static let renderedMax = 10

  static func check(_ diagnostics: [Diagnostic], in files: SourceFiles) throws(BrokenProperty) {
    if diagnostics.isEmpty { return }
    let isText = files.files.map { String(validating: $0.bytes, as: UTF8.self) != nil }
    for diagnostic in diagnostics {
      try hold(!diagnostic.message.isEmpty, "\(diagnostic.code) says nothing")
      try check(diagnostic.span, of: diagnostic, in: files)
      if let span = diagnostic.span, isText[Int(span.file.index)], let file = files[span.file] {
        let isWhole = [span.lower, span.upper].allSatisfy {
          $0 == file.bytes.count || file.bytes[$0] & 0xC0 != 0x80
        }
        try hold(isWhole, "\(diagnostic.code) cuts a character")
      }
      for note in diagnostic.notes { try check(note.span, of: diagnostic, in: files) }
      for fix in diagnostic.fixes { try check(fix, of: diagnostic, in: files) }
    }
    // Showing one costs more than finding it, and after a few they are alike.
    try checkRendering(Array(diagnostics.prefix(renderedMax)), in: files)
  }

  private static func check(
    _ span: SourceSpan?, of diagnostic: Diagnostic, in files: SourceFiles
  ) throws(BrokenProperty) {
    guard let span else { return }
    guard let file = files[span.file] else {
      throw BrokenProperty("\(diagnostic.code) lies in a file that is not there")
    }
    try hold(
      span.lower >= 0 && span.lower <= span.upper && span.upper <= file.bytes.count,
      "\(diagnostic.code) lies at \(span.lower)..<\(span.upper) of \(file.bytes.count) bytes")
  }

  /// Edits stand in order and do not overlap.
  private static func check(
    _ fix: FixIt, of diagnostic: Diagnostic, in files: SourceFiles
  ) throws(BrokenProperty) {
    for edit in fix.edits { try check(edit.span, of: diagnostic, in: files) }
    let spans = fix.edits.map(\.span).sorted()
    for (first, second) in zip(spans, spans.dropFirst()) where first.file == second.file {
      try hold(first.upper <= second.lower, "the edits of \(diagnostic.code) overlap")
    }
  }

  private static func checkRendering(
    _ diagnostics: [Diagnostic], in files: SourceFiles
  ) throws(BrokenProperty) {
    let text = render(diagnostics, in: files)
    // Escapes and what else moves a terminal's cursor never come through from the text.
    let isTame = text.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A || $0 == 0x09 }
    try hold(isTame, "a diagnostic shows control characters")
    var json = JSONWriter()
    json.array(diagnostics) { $0.diagnostic($1, in: files) }
    try hold(
      (try? JSONSerialization.jsonObject(with: Data(json.bytes))) != nil,
      "the diagnostics' JSON is none")
  }
}
