import RemitSource

/// One signature under a note.
package struct NoteSignature: Hashable, Sendable {
  package let name: String
  package let keyID: UInt32
  /// What follows the key id: 64 bytes for Ed25519.
  package let bytes: [UInt8]

  package init(name: String, keyID: UInt32, bytes: [UInt8]) {
    self.name = name
    self.keyID = keyID
    self.bytes = bytes
  }

  /// `— name base64`, with a line feed.
  package var line: String {
    let id = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: keyID >> UInt32($0)) }
    return "— \(name) \(Base64.encode(id + bytes))\n"
  }
}

/// A text and the signatures under it (C2SP signed-note).
///
/// Nothing in a note counts before `opened(by:)` has said that a trusted key signed it.
package struct SignedNote: Hashable, Sendable {
  /// The most bytes of a note: enough for hundreds of signatures.
  package static let bytesMax = 1 << 20
  package static let signaturesMax = 100

  /// What is signed: ends with a line feed.
  package let text: [UInt8]
  package let signatures: [NoteSignature]

  /// - Precondition: the text ends with a line feed.
  package init(text: [UInt8], signatures: [NoteSignature]) {
    precondition(text.last == 0x0A, "the text of a note ends with a line feed")
    self.text = text
    self.signatures = signatures
  }

  /// Reads a note in its one form: `bytes` of what is read are the bytes that were given.
  package init(_ bytes: [UInt8]) throws(NoteError) {
    guard bytes.count <= Self.bytesMax else {
      throw .malformed("a note has at most \(Self.bytesMax) bytes, this one has \(bytes.count)")
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw .malformed("this is no signed note: it is not UTF-8")
    }
    if let place = bytes.firstIndex(where: { $0 < 0x20 && $0 != 0x0A }) {
      throw .malformed("this is no signed note: byte \(place) is a control character")
    }
    guard
      let blank = bytes.indices.dropLast().last(where: {
        bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A
      }),
      bytes.last == 0x0A, blank + 2 < bytes.count
    else {
      throw .malformed(
        "this is no signed note: it has no text, blank line and lines of signatures")
    }
    let lines = bytes[(blank + 2)...].dropLast()
      .split(separator: 0x0A, omittingEmptySubsequences: false)
    guard lines.count <= Self.signaturesMax else {
      throw .malformed(
        "a note has at most \(Self.signaturesMax) signatures, this one has \(lines.count)")
    }
    var signatures: [NoteSignature] = []
    for (number, line) in lines.enumerated() {
      guard let signature = NoteSignature(line) else {
        throw .malformed("line \(number + 1) below the text is no signature")
      }
      signatures.append(signature)
    }
    self.init(text: Array(bytes[...blank]), signatures: signatures)
  }

  package var bytes: [UInt8] {
    text + [0x0A] + signatures.flatMap { Array($0.line.utf8) }
  }

  /// A signature of a key that is known.
  package struct Signed: Hashable, Sendable {
    package let key: VerifierKey
    /// When a witness saw the text, in seconds since 1970.
    package let time: UInt64?
  }

  /// Asks who of the keys that are known signed the text. Signatures of others are no matter.
  ///
  /// - Returns: one for each key that signed, in the order of the note.
  /// - Throws: where one that stands under a known key's name and id is not one of the text, and
  ///   where no known key signed.
  package func opened(by keys: [VerifierKey]) throws(NoteError) -> [Signed] {
    var signed: [Signed] = []
    for signature in signatures {
      let named = keys.filter {
        $0.keyID == signature.keyID && $0.name.utf8.elementsEqual(signature.name.utf8)
      }
      if named.isEmpty { continue }
      var isGood = false
      for key in named {
        guard case .signed(let time) = key.verdict(on: signature.bytes, of: text) else { continue }
        isGood = true
        if !signed.contains(where: { $0.key == key }) {
          signed.append(Signed(key: key, time: time))
        }
      }
      if !isGood { throw .badSignature(name: signature.name) }
    }
    if signed.isEmpty { throw .notSigned(by: keys.map(\.name)) }
    return signed
  }
}

extension NoteSignature {
  /// Reads a line without its line feed.
  init?(_ line: ArraySlice<UInt8>) {
    let dash = Array("— ".utf8)
    guard line.starts(with: dash),
      let space = line.dropFirst(dash.count).firstIndex(of: 0x20),
      let name = String(
        validating: line[(line.startIndex + dash.count)..<space], as: UTF8.self),
      KeyName.isValid(name),
      let bytes = Base64.decode(line[(space + 1)...]), bytes.count > 4
    else { return nil }
    self.init(
      name: name, keyID: bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) },
      bytes: Array(bytes.dropFirst(4)))
  }
}
