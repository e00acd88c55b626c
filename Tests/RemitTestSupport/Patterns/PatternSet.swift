/// What one element of a pattern reads: its notation, and which scalars it stands for.
package struct PatternSet: Sendable {
  package let source: String
  /// Some scalars of the set, those at its edges among them.
  package let members: [Unicode.Scalar]
  package let contains: @Sendable (Unicode.Scalar) -> Bool

  private init(
    _ source: String, _ members: String, _ contains: @escaping @Sendable (Unicode.Scalar) -> Bool
  ) {
    self.source = source
    self.members = Array(members.unicodeScalars)
    self.contains = contains
  }

  private init(_ scalar: Unicode.Scalar, as source: String? = nil) {
    self.init(source ?? String(scalar), String(scalar)) { $0 == scalar }
  }

  /// Those that random patterns use most: they overlap in `a`, `b` and `1`.
  package static let common: [PatternSet] = [
    PatternSet("a"), PatternSet("b"), PatternSet("1"), PatternSet("-"), PatternSet("a"),
    PatternSet("[ab]", "ab") { "ab".unicodeScalars.contains($0) },
    PatternSet("[a-z]", "abz") { ("a"..."z").contains($0) },
    PatternSet(".", "ab1-é\r") { $0 != "\n" },
    PatternSet("\\w", "ab1_", isWord), PatternSet("\\d", "10", isDigit),
    PatternSet("[^a]", "b1-\né") { $0 != "a" },
    PatternSet("[a1-]", "a1-") { "a1-".unicodeScalars.contains($0) },
  ]

  /// The rest of the notation: every escape and kind of class, scalars of one to four bytes, and
  /// the scalars at the edges of classes.
  package static let rare: [PatternSet] = [
    PatternSet("é"), PatternSet("é", as: "\\x{e9}"), PatternSet("€"), PatternSet("😀"),
    PatternSet("\u{301}", as: "\\x{301}"), PatternSet("\0", as: "\\x00"),
    PatternSet("\n", as: "\\n"), PatternSet("\r", as: "\\r"), PatternSet("\t", as: "\\t"),
    PatternSet(" "), PatternSet("_"), PatternSet("/", as: "\\/"), PatternSet(".", as: "\\."),
    PatternSet("\\", as: "\\\\"), PatternSet("\u{10ffff}", as: "\\x{10ffff}"),
    PatternSet("\\D", "a-é\n") { !isDigit($0) }, PatternSet("\\W", "-é \n") { !isWord($0) },
    PatternSet("\\s", " \n\t\r\u{b}", isSpace), PatternSet("\\S", "a1é") { !isSpace($0) },
    PatternSet("[à-ü]", "àéü") { ("à"..."ü").contains($0) },
    PatternSet("[^à-ü]", "aßýÿ") { !("à"..."ü").contains($0) },
    PatternSet("[[:alpha:]_]", "aZ_") { $0 == "_" || isLetter($0) },
    PatternSet("[[:^digit:]]", "aé\n") { !isDigit($0) },
    PatternSet("[[:punct:]]", "-./_") { $0.isASCII && ("!"..."~").contains($0) && !isAlnum($0) },
    PatternSet("\\p{L}", "aé\u{4e2d}") { category($0, "L") },
    PatternSet("\\p{Lu}", "AÉ") { $0.properties.generalCategory == .uppercaseLetter },
    PatternSet("\\PL", "1-\u{301}") { !category($0, "L") },
    PatternSet("\\p{^N}", "a-é") { !category($0, "N") },
    PatternSet("[\\p{Mn}a]", "a\u{301}") {
      $0 == "a" || $0.properties.generalCategory == .nonspacingMark
    },
    PatternSet("[\\d\\D]", "a1\n😀") { _ in true },
    PatternSet("[^\\x{0}-\\x{7f}]", "\u{80}é€😀") { !$0.isASCII },
    PatternSet("[\\x{80}-\\x{7ff}]", "\u{80}\u{7ff}") { (0x80...0x7ff).contains($0.value) },
    PatternSet("[\\x{7ff}-\\x{800}]", "\u{7ff}\u{800}") { (0x7ff...0x800).contains($0.value) },
    PatternSet("[\\x{ffff}-\\x{10000}]", "\u{ffff}\u{10000}") {
      (0xffff...0x10000).contains($0.value)
    },
  ]

  /// Scalars that are put into subjects whatever the pattern is.
  package static let anyScalars: [Unicode.Scalar] =
    Array("aab1-_!é\n\r \0\u{301}😀".unicodeScalars)
    + ["\u{7f}", "\u{80}", "\u{7ff}", "\u{800}", "\u{ffff}", "\u{10000}", "\u{10ffff}"]

  static let isDigit: @Sendable (Unicode.Scalar) -> Bool = { ("0"..."9").contains($0) }
  static let isLetter: @Sendable (Unicode.Scalar) -> Bool = {
    ("a"..."z").contains($0) || ("A"..."Z").contains($0)
  }
  static let isAlnum: @Sendable (Unicode.Scalar) -> Bool = { isDigit($0) || isLetter($0) }
  static let isWord: @Sendable (Unicode.Scalar) -> Bool = { isAlnum($0) || $0 == "_" }
  static let isSpace: @Sendable (Unicode.Scalar) -> Bool = {
    $0 == " " || (0x9...0xd).contains($0.value)
  }

  private static func category(_ scalar: Unicode.Scalar, _ kind: String) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      kind == "L"
    case .decimalNumber, .letterNumber, .otherNumber: kind == "N"
    default: false
    }
  }
}
