import Crypto
import RemitSource

/// The public half of a key that signs notes, with the name under which it does (C2SP signed-note).
///
/// Its text is what is handed to those who verify: `audit.example.com/prod-1+5f3a10c2+AYEK…`.
public struct VerifierKey: Hashable, Sendable, CustomStringConvertible {
  /// What a key signs, and how.
  public enum Algorithm: UInt8, Hashable, Sendable {
    /// Ed25519 over the text of the note.
    case ed25519 = 1
    /// A witness's Ed25519 over the text and the time at which it saw it (C2SP tlog-cosignature).
    case cosignature = 4
  }

  public let name: String
  public let algorithm: Algorithm
  /// 32 bytes.
  let publicKey: [UInt8]
  /// What a signature names the key by, besides its name.
  package let keyID: UInt32

  /// - Precondition: the name can stand in a note, the key has 32 bytes.
  package init(name: String, algorithm: Algorithm, publicKey: [UInt8]) {
    precondition(KeyName.isValid(name) && publicKey.count == 32, "a name and an Ed25519 key")
    self.name = name
    self.algorithm = algorithm
    self.publicKey = publicKey
    keyID = KeyName.keyID(name: name, algorithm: algorithm.rawValue, key: publicKey)
  }

  /// Reads a verifier key in its one form.
  ///
  /// - Throws: for any other text, for one whose key id is not that of its key, and for algorithms
  ///   other than Ed25519.
  public init(_ text: String) throws(NoteError) {
    let parts = try KeyText(text, prefix: "", kind: "verifier key")
    guard let algorithm = Algorithm(rawValue: parts.algorithm) else {
      throw .malformed(
        "the verifier key is of the kind \(parts.algorithm); known are 1 (Ed25519) and 4 (a "
          + "witness's Ed25519)")
    }
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: parts.key) else {
      throw .malformed("the verifier key has \(parts.key.count) bytes, not the 32 of Ed25519")
    }
    self.init(name: parts.name, algorithm: algorithm, publicKey: Array(key.rawRepresentation))
    guard keyID == parts.keyID else {
      throw .malformed(
        "the verifier key says its id is \(KeyName.hexadecimal(parts.keyID)), but its key has "
          + "\(KeyName.hexadecimal(keyID)): was a character lost in copying?")
    }
  }

  public var description: String {
    "\(name)+\(KeyName.hexadecimal(keyID))+\(Base64.encode([algorithm.rawValue] + publicKey))"
  }

  /// What a signature says that stands under this key's name and id.
  enum Verdict: Hashable {
    /// The key's owner signed the text; a witness says when it saw it, in seconds since 1970.
    case signed(time: UInt64?)
    case bad
  }

  func verdict(on signature: [UInt8], of text: [UInt8]) -> Verdict {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else {
      return .bad
    }
    switch algorithm {
    case .ed25519:
      guard signature.count == 64, key.isValidSignature(signature, for: text) else { return .bad }
      return .signed(time: nil)
    case .cosignature:
      guard signature.count == 72 else { return .bad }
      let time = signature.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
      let message = Self.cosigned(text, time: time)
      guard key.isValidSignature(Array(signature.dropFirst(8)), for: message) else { return .bad }
      return .signed(time: time)
    }
  }

  /// What a witness signs.
  package static func cosigned(_ text: [UInt8], time: UInt64) -> [UInt8] {
    Array("cosignature/v1\ntime \(time)\n".utf8) + text
  }
}

/// `name+id+base64(algorithm and key)`, the form of both halves of a key.
struct KeyText {
  let name: String
  let keyID: UInt32
  let algorithm: UInt8
  let key: [UInt8]

  /// - Parameter prefix: what stands in front of the name.
  init(_ text: String, prefix: String, kind: String) throws(NoteError) {
    let malformed = NoteError.malformed(
      "this is no \(kind); one is `\(prefix)NAME+8 HEX DIGITS+BASE64`")
    guard text.utf8.count <= 4_096, text.utf8.starts(with: prefix.utf8) else { throw malformed }
    let parts = Array(text.utf8.dropFirst(prefix.utf8.count))
      .split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let name = String(validating: parts[0], as: UTF8.self),
      KeyName.isValid(name), parts[1].count == 8,
      let digits = String(validating: parts[1], as: UTF8.self), let id = UInt32(digits, radix: 16),
      KeyName.hexadecimal(id).utf8.elementsEqual(parts[1]),
      let bytes = Base64.decode(parts[2]), let algorithm = bytes.first
    else { throw malformed }
    self.name = name
    keyID = id
    self.algorithm = algorithm
    key = Array(bytes.dropFirst())
  }
}
