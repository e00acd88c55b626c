import RemitTestSupport
import Testing

@testable import RemitChecker
@testable import RemitSyntax

/// The words that libFuzzer puts into inputs are those of the language, so they are written from
/// its own tables.
@Suite("The fuzz dictionaries")
struct FuzzDictionaryTests {
  @Test("have every word of the language")
  func policy() throws {
    var words = Set(Lexeme.allCases.filter(\.hasFixedSpelling).map(\.rawValue))
    words.formUnion(BuiltinNames.types.keys)
    words.formUnion(BuiltinNames.typeConstructors)
    words.formUnion(BuiltinNames.values)
    words.formUnion(Mutator.policyTokens)
    words.insert(FuzzInput.cut)
    try Golden.expect(Self.dictionary(words), at: "Fuzzing/Dictionaries/policy.dict")
  }

  @Test("have what JSON documents of Remit are made of")
  func json() throws {
    let words = Set(Mutator.jsonTokens + [FuzzInput.cut])
    try Golden.expect(Self.dictionary(words), at: "Fuzzing/Dictionaries/json.dict")
  }

  @Test("have what patterns are made of")
  func patterns() throws {
    try Golden.expect(
      Self.dictionary(Set(Mutator.patternTokens)), at: "Fuzzing/Dictionaries/patterns.dict")
  }

  /// libFuzzer's format: a string a line; it reads no entry of more than 64 bytes.
  private static func dictionary(_ words: Set<String>) -> String {
    let entries = words.map { Array($0.utf8) }.filter { (1...64).contains($0.count) }
      .sorted { $0.lexicographicallyPrecedes($1) }
    let lines = entries.map { "\"" + $0.map(escaped).joined() + "\"\n" }
    return "# Written by FuzzDictionaryTests; `make golden` writes it again.\n" + lines.joined()
  }

  private static func escaped(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\""): return "\\\""
    case UInt8(ascii: "\\"): return "\\\\"
    case 0x20..<0x7F: return String(UnicodeScalar(byte))
    default:
      let digits = String(byte, radix: 16, uppercase: true)
      return "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
    }
  }
}
