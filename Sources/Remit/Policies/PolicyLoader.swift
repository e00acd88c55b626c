import RemitChecker
package import RemitModel
package import RemitSource
import RemitSyntax

/// The files of a policy, read, parsed and checked, with everything there is to say about them.
package struct LoadedPolicy: Sendable {
  /// The policy's own files first, then the vocabularies.
  package let files: SourceFiles
  /// How many of `files` are the policy's own.
  package let ownFileCount: Int
  /// Of parser and checker, sorted by place.
  package let diagnostics: [Diagnostic]
  /// `nil` where there is an error.
  package let typed: TypedPolicy?

  /// Parses and checks. Never stops at the first problem. O(bytes + what `check` costs).
  ///
  /// - Parameter now: the time by which waivers have lapsed; without it nothing is said of them.
  package init(_ sources: [SourceFile], now: Instant? = nil) {
    var files = SourceFiles()
    let trees = sources.map { parse($0, as: files.add($0), keepsTokens: false) }
    let vocabularies = EmbeddedVocabularies.all.map { vocabulary in
      let file = SourceFile(path: "\(vocabulary.name) (vocabulary)", text: vocabulary.text)
      return parse(file, as: files.add(file), keepsTokens: false)
    }
    let result = check(trees, files: files, vocabularies: vocabularies)
    var lapsed: [Diagnostic] = []
    if let now, let policy = result.policy { lapsed = lapsedWaivers(of: policy, at: now) }
    let all = (trees.flatMap(\.diagnostics) + result.diagnostics + lapsed).sortedByPlace()
    self.files = files
    self.ownFileCount = sources.count
    self.diagnostics = all
    // A waiver that has lapsed lifts nothing; the policy decides all the same.
    self.typed = result.policy
  }
}
