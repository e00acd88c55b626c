import RemitModel
import RemitSyntax

/// Names grants that have none: by their text, so that the name survives moving and reformatting.
enum GrantDigest {
  /// 12 hex digits of the SHA-256 of the grant's canonical text.
  static func hexDigits(of grant: GrantSyntax) -> String {
    String(SHA256.digest(canonicalText(of: grant)).hexadecimal.prefix(12))
  }
}
