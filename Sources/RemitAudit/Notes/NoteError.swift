import RemitSource

/// Why a note, a key or a checkpoint cannot be used.
public enum NoteError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The text is not of the form that it should have.
  case malformed(String)
  /// No signature is by a key that is trusted.
  case notSigned(by: [String])
  /// The signature that stands under a trusted key's name is not one of this text.
  case badSignature(name: String)
  /// It is about another trail.
  case otherOrigin(expected: String, found: String)

  public var description: String {
    switch self {
    case .malformed(let message): message
    case .notSigned(let names):
      "no signature is by "
        + names.map { "`\(visible($0))`" }.joined(separator: " or ")
        + " with the key that was given"
    case .badSignature(let name): "the signature of `\(visible(name))` is not one of this text"
    case .otherOrigin(let expected, let found):
      "it is about `\(visible(found))`, not about `\(visible(expected))`"
    }
  }
}
