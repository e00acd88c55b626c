/// A module of types and actions that comes with the library; a policy takes it with `use`.
public struct Vocabulary: Hashable, Sendable {
  /// The name after `use`.
  public let name: String
  /// The module, in Remit.
  public let source: String

  /// The first sentence of the comment that it opens with.
  public var summary: String {
    let comment = source.split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { $0.hasPrefix("//") }
      .map { $0.drop { $0 == "/" || $0 == " " } }
      .joined(separator: " ")
    guard let stop = comment.firstRange(of: ". ") else { return comment }
    return String(comment[..<stop.lowerBound])
  }

  /// All of them, in byte order of their names.
  public static var builtIn: [Vocabulary] {
    EmbeddedVocabularies.all.map { Vocabulary(name: $0.name, source: $0.text) }
  }
}
