/// The general categories of Unicode as sets, by their short names (`Lu`, or `L` for all of a
/// kind).
///
/// They are those of the Swift standard library that Remit was built with, so a pattern means the
/// same whatever release of PCRE2 a machine has.
enum UnicodeCategories {
  /// - Complexity: the first call looks at all 1.1 million scalar values.
  static func set(named name: String) -> ScalarSet? { sets[name] }

  private static let sets: [String: ScalarSet] = {
    var ranges: [String: [ClosedRange<UInt32>]] = [:]
    var start: UInt32 = 0
    var current = Unicode.Scalar(0 as UInt8).properties.generalCategory
    func close(at end: UInt32) {
      guard start <= end else { return }
      let name = shortName(current)
      ranges[name, default: []].append(start...end)
      ranges[String(name.prefix(1)), default: []].append(start...end)
    }
    for value in UInt32(1)...0x10_ffff {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let category = scalar.properties.generalCategory
      if category == current && value != 0xe000 { continue }
      close(at: value == 0xe000 ? 0xd7ff : value - 1)
      start = value
      current = category
    }
    close(at: 0x10_ffff)
    return ranges.mapValues { ScalarSet($0) }
  }()

  private static func shortName(_ category: Unicode.GeneralCategory) -> String {
    switch category {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    case .unassigned: "Cn"
    @unknown default: "Cn"
    }
  }
}
