extension JSONWriter {
  /// Writes a diagnostic for programs: code, severity, message, place, notes, fix-its.
  ///
  /// Lines and columns count from 1, columns in Unicode scalars; the end is the place after the
  /// last character. A diagnostic without a place has `null` for file, line and column.
  package mutating func diagnostic(_ diagnostic: Diagnostic, in files: SourceFiles) {
    object { json in
      json.member("code") { $0.string(diagnostic.code.description) }
      json.member("severity") { $0.string(diagnostic.severity.rawValue) }
      json.member("message") { $0.string(diagnostic.message) }
      json.place(diagnostic.span, in: files)
      json.member("notes") { json in
        json.array(diagnostic.notes) { json, note in
          json.object { json in
            json.member("message") { $0.string(note.message) }
            if let span = note.span { json.place(span, in: files) }
          }
        }
      }
      json.member("fixes") { json in
        json.array(diagnostic.fixes) { json, fix in
          json.object { json in
            json.member("message") { $0.string(fix.message) }
            json.member("edits") { json in
              json.array(fix.edits) { json, edit in
                json.object { json in
                  json.place(edit.span, in: files)
                  json.member("replacement") { $0.string(edit.replacement) }
                }
              }
            }
          }
        }
      }
    }
  }

  private mutating func place(_ span: SourceSpan?, in files: SourceFiles) {
    guard let span, let file = files[span.file] else {
      for key in ["file", "line", "column", "endLine", "endColumn"] { member(key) { $0.null() } }
      return
    }
    let start = file.position(at: span.lower)
    let end = file.position(at: span.upper)
    member("file") { $0.string(file.path) }
    member("line") { $0.int(start.line) }
    member("column") { $0.int(start.column) }
    member("endLine") { $0.int(end.line) }
    member("endColumn") { $0.int(end.column) }
  }
}
