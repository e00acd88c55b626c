import RemitChecker
package import RemitModel
package import RemitSource
import RemitSyntax

/// A generated policy on its way through parser and checker.
package struct CheckedPolicy {
  package let policy: TypedPolicy?
  package let diagnostics: [Diagnostic]
  let files: SourceFiles

  package init(_ draft: DraftPolicy) {
    self.init(draft.files.map { (path: $0.path, bytes: Array($0.text.utf8)) })
  }

  package init(_ sources: [(path: String, bytes: [UInt8])]) {
    var files = SourceFiles()
    var trees: [SyntaxTree] = []
    for (path, bytes) in sources {
      let source = SourceFile(path: path, bytes: bytes)
      trees.append(parse(source, as: files.add(source)))
    }
    let result = check(trees, files: files, vocabularies: [])
    policy = result.policy
    diagnostics = trees.flatMap(\.diagnostics) + result.diagnostics
    self.files = files
  }

  /// The errors as a person reads them: place, code, message, and the text they are about.
  package var errors: [String] {
    diagnostics.filter { $0.severity == .error }.map { diagnostic in
      guard let span = diagnostic.span, let file = files[span.file] else {
        return "\(diagnostic.code) \(diagnostic.message)"
      }
      let place = file.position(at: span.lower)
      return "\(file.path):\(place.line):\(place.column): \(diagnostic.code) \(diagnostic.message)"
        + " — `\(files.text(of: span))`"
    }
  }
}
