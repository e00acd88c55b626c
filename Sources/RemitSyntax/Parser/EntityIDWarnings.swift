import RemitSource

/// Warnings about ids that may not be what they seem.
///
/// Both are approximations from below, made of what the standard library knows of a character: an
/// id is taken for not NFC if a mark follows a Latin, Greek or Cyrillic letter with which it has a
/// composed form, or if it has one of the few letters that are only other names of letters; and
/// for mixed if it has letters of two of these scripts.
enum EntityIDWarnings {
  static func check(_ id: StringSyntax, into sink: DiagnosticSink) {
    guard id.value.utf8.contains(where: { $0 >= 0x80 }) else { return }
    if hasComposableMark(id.value) {
      sink.warn(SyntaxProblem.idNotComposed(at: id.span))
    }
    if let (one, other) = mixedScripts(id.value) {
      sink.warn(SyntaxProblem.idMixesScripts(one, other, at: id.span))
    }
  }

  /// A letter and a mark for which Unicode has one character, or a letter that NFC replaces.
  private static func hasComposableMark(_ text: String) -> Bool {
    var base: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      if replacedByNFC.contains(scalar) { return true }
      let isMark = scalar.properties.canonicalCombiningClass != .notReordered
      guard isMark else {
        base = scalar
        continue
      }
      guard let base else { continue }
      var pair = String(base)
      pair.unicodeScalars.append(scalar)
      if composedLetters.contains(pair) { return true }
    }
    return false
  }

  /// Kelvin, Ångström and Ohm signs, and Greek numeral sign, question mark and ano teleia.
  private static let replacedByNFC: Set<Unicode.Scalar> = [
    "\u{212A}", "\u{212B}", "\u{2126}", "\u{374}", "\u{37E}", "\u{387}",
  ]

  /// The composed letters of the three scripts. Swift's strings hash and compare by canonical
  /// equivalence, so a letter followed by its mark is found here where it has a composed form.
  private static let composedLetters: Set<String> = {
    var letters = Set<String>()
    for range in [0xC0...0x24F, 0x370...0x52F, 0x1E00...0x1FFF] as [ClosedRange<UInt32>] {
      for value in range {
        guard let scalar = Unicode.Scalar(value), scalar.properties.isAlphabetic else { continue }
        letters.insert(String(scalar))
      }
    }
    return letters
  }()

  enum Script: String {
    case latin = "Latin"
    case greek = "Greek"
    case cyrillic = "Cyrillic"

    init?(_ scalar: Unicode.Scalar) {
      guard scalar.properties.isAlphabetic else { return nil }
      switch scalar.value {
      case 0x41...0x5A, 0x61...0x7A, 0xAA, 0xBA, 0xC0...0x24F, 0x250...0x2AF, 0x1E00...0x1EFF,
        0x2C60...0x2C7F, 0xA720...0xA7FF, 0xAB30...0xAB64, 0xFF21...0xFF3A, 0xFF41...0xFF5A:
        self = .latin
      case 0x370...0x3FF, 0x1F00...0x1FFF:
        self = .greek
      case 0x400...0x52F, 0x1C80...0x1C8F, 0x2DE0...0x2DFF, 0xA640...0xA69F:
        self = .cyrillic
      default:
        return nil
      }
    }
  }

  private static func mixedScripts(_ text: String) -> (Script, Script)? {
    var first: Script?
    for scalar in text.unicodeScalars {
      guard let script = Script(scalar) else { continue }
      if let known = first, known != script { return (known, script) }
      first = script
    }
    return nil
  }
}
