import Crypto
import RemitSource

/// The secret half of a trail's Ed25519 key, with its name, which is the trail's origin.
///
/// Its text, `PRIVATE+KEY+name+id+base64`, is that of Go's `note` package. It is shown nowhere but
/// through `secretText`.
public struct SigningKey: Sendable, CustomStringConvertible {
  /// What is handed to those who verify.
  public let verifierKey: VerifierKey
  private let key: Curve25519.Signing.PrivateKey

  /// Makes a key from the system's random numbers.
  ///
  /// - Parameter origin: the name of the trail, a URL without its scheme, such as
  ///   `audit.example.com/prod-1`.
  /// - Throws: where the name is none for a trail.
  public static func generate(origin: String) throws(NoteError) -> SigningKey {
    if let problem = KeyName.problem(ofOrigin: origin) { throw .malformed(problem) }
    return SigningKey(name: origin, key: Curve25519.Signing.PrivateKey())
  }

  /// Reads a key from its secret text.
  ///
  /// - Throws: for any other text; the error holds nothing of it.
  public init(_ secretText: String) throws(NoteError) {
    let parts = try KeyText(secretText, prefix: Self.prefix, kind: "signing key")
    guard parts.algorithm == VerifierKey.Algorithm.ed25519.rawValue,
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: parts.key)
    else { throw .malformed("the signing key is not one of Ed25519") }
    self.init(name: parts.name, key: key)
    guard verifierKey.keyID == parts.keyID else {
      throw .malformed("the signing key's id is not that of its key: was a character lost?")
    }
  }

  private init(name: String, key: Curve25519.Signing.PrivateKey) {
    self.key = key
    verifierKey = VerifierKey(
      name: name, algorithm: .ed25519, publicKey: Array(key.publicKey.rawRepresentation))
  }

  /// The name of the key and of the trail.
  public var name: String { verifierKey.name }

  /// The text from which the key can be read again. Whoever has it can sign as this trail.
  public var secretText: String {
    let bytes = [VerifierKey.Algorithm.ed25519.rawValue] + Array(key.rawRepresentation)
    return "\(Self.prefix)\(name)+\(KeyName.hexadecimal(verifierKey.keyID))+\(Base64.encode(bytes))"
  }

  /// The name only.
  public var description: String { "the signing key of \(visible(name))" }

  private static let prefix = "PRIVATE+KEY+"
}

/// Who puts a signature under a note. Tests put one in the place of a key.
package protocol NoteSigner: Sendable {
  var name: String { get }

  /// - Parameter text: what is above the blank line of the note, with its last line feed.
  func sign(_ text: [UInt8]) throws -> NoteSignature
}

extension SigningKey: NoteSigner {
  package func sign(_ text: [UInt8]) throws -> NoteSignature {
    NoteSignature(
      name: name, keyID: verifierKey.keyID, bytes: Array(try key.signature(for: text)))
  }
}

extension SigningKey: CustomReflectable {
  /// Empty: what is dumped shows nothing of the key.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
