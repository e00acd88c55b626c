import Crypto
package import RemitAudit

/// A witness: signs what it saw and when.
package struct Witness: NoteSigner {
  package let key: VerifierKey
  package var time: UInt64 = 1_763_000_000
  private let secret = Curve25519.Signing.PrivateKey()

  package init(_ name: String) throws {
    key = VerifierKey(
      name: name, algorithm: .cosignature, publicKey: Array(secret.publicKey.rawRepresentation))
  }

  package var name: String { key.name }

  package func sign(_ text: [UInt8]) throws -> NoteSignature {
    let signature = try secret.signature(for: VerifierKey.cosigned(text, time: time))
    let stamp = (0..<8).map { UInt8(truncatingIfNeeded: time >> UInt64(56 - 8 * $0)) }
    return NoteSignature(name: name, keyID: key.keyID, bytes: stamp + Array(signature))
  }
}
