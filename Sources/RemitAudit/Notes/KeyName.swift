import Crypto
import RemitSource

/// The names of keys and of trails.
package enum KeyName {
  /// The most bytes that the name of a new key may have.
  package static let bytesMax = 255

  /// Whether a text can stand as a name in a note: not empty, no white space, no `+`, no control
  /// character (C2SP signed-note).
  static func isValid(_ name: String) -> Bool {
    !name.isEmpty
      && name.unicodeScalars.allSatisfy {
        !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20
      }
  }

  /// What is wrong with a name for a new trail, which is its origin and its key's name: a URL
  /// without its scheme, such as `audit.example.com/prod-1`.
  ///
  /// - Returns: `nil` where it is fine.
  package static func problem(ofOrigin name: String) -> String? {
    let shown = "`\(visible(name))`"
    if name.isEmpty { return "a trail's origin is not empty" }
    if name.utf8.count > bytesMax {
      return "a trail's origin has at most \(bytesMax) bytes, this one has \(name.utf8.count)"
    }
    if !isValid(name) {
      return "\(shown) has white space, a control character or `+` in it; write it as in "
        + "`audit.example.com/prod-1`"
    }
    let bytes = Array(name.utf8)
    if bytes.indices.contains(where: { bytes[$0...].starts(with: "://".utf8) }) {
      return "\(shown) starts with a scheme; an origin is a URL without it, as in "
        + "`audit.example.com/prod-1`"
    }
    let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    if parts.contains(where: \.isEmpty) {
      return "\(shown) has a `/` at an end or two in a row; write it as in "
        + "`audit.example.com/prod-1`"
    }
    // A later shard of the trail `a` is `a/2`: no other trail may be called that.
    if parts.count > 1, let last = parts.last, decimal(last) != nil {
      return "\(shown) ends in a number of its own, as only the later shards of a trail do; write "
        + "it as in `audit.example.com/prod-1`"
    }
    return nil
  }

  /// The first four bytes of SHA-256 over name, line feed, algorithm and key.
  static func keyID(name: String, algorithm: UInt8, key: [UInt8]) -> UInt32 {
    let digest = SHA256.hash(data: Array(name.utf8) + [0x0A, algorithm] + key)
    return digest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  static func hexadecimal(_ id: UInt32) -> String {
    let digits = String(id, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
