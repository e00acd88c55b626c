import Remit
import RemitChecker
package import RemitModel
package import RemitSource
package import RemitSyntax

/// A generated policy on its way through parser and checker.
package struct CheckedPolicy {
  package let policy: TypedPolicy?
  package let diagnostics: [Diagnostic]
  package let files: SourceFiles

  package init(_ draft: DraftPolicy) {
    self.init(draft.files.map { (path: $0.path, bytes: Array($0.text.utf8)) })
  }

  package init(_ sources: [(path: String, bytes: [UInt8])]) {
    let trees = sources.enumerated().map { index, source in
      parse(SourceFile(path: source.path, bytes: source.bytes), as: SourceFileID(index))
    }
    self.init(trees, vocabularies: false)
  }

  /// - Parameters:
  ///   - trees: in the order of their files' numbers, from 0.
  ///   - vocabularies: whether `use` finds those that come with the library.
  package init(_ trees: [SyntaxTree], vocabularies: Bool) {
    let others = vocabularies ? Self.vocabularies(after: trees.count) : []
    let files = SourceFiles((trees + others).map(\.source))
    let result = check(trees, files: files, vocabularies: others)
    policy = result.policy
    diagnostics = trees.flatMap(\.diagnostics) + result.diagnostics
    self.files = files
  }

  private static func vocabularies(after count: Int) -> [SyntaxTree] {
    if count < parsedVocabularies.count { return parsedVocabularies[count] }
    return parseVocabularies(after: count)
  }

  private static func parseVocabularies(after count: Int) -> [SyntaxTree] {
    Vocabulary.builtIn.enumerated().map { index, vocabulary in
      let file = SourceFile(path: "\(vocabulary.name) (vocabulary)", text: vocabulary.source)
      return parse(file, as: SourceFileID(count + index))
    }
  }

  /// By the number of files before them, for the few that policies of tests have.
  private static let parsedVocabularies = (0...4).map(parseVocabularies)

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
