/// Spoils text: bytes at random, and tokens so that more of it still makes sense.
package struct Mutator {
  package var random: SplitMix64
  /// Tokens that are put in; those of the input itself are used as well.
  private let tokens: [String]

  package init(seed: UInt64, tokens: [String]) {
    random = SplitMix64(seed: seed)
    self.tokens = tokens
  }

  /// The input with one to four changes.
  package mutating func mutate(_ input: [UInt8]) -> [UInt8] {
    var bytes = input
    let isByTokens = random.chance(60)
    for _ in 0..<random.between(1, 4) {
      bytes = isByTokens ? mutateTokens(bytes) : mutateBytes(bytes)
    }
    return bytes
  }

  // MARK: - Bytes

  private static let badBytes: [[UInt8]] = [
    [0], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xEF, 0xBB, 0xBF],
    [0xE2, 0x80, 0xAE], [0xE2, 0x80, 0x8B], [0x0D], [0x0A], [0x22], [0x5C], [0x2F, 0x2F],
    [0x7F], [0xC3], [0xF0, 0x9F, 0x98, 0x80], [0x65, 0xCC, 0x81],
  ]

  private mutating func mutateBytes(_ input: [UInt8]) -> [UInt8] {
    var bytes = input
    let place = random.below(bytes.count + 1)
    let end = min(bytes.count, place + random.between(1, 40))
    switch random.below(7) {
    case 0 where place < bytes.count: bytes[place] = UInt8(truncatingIfNeeded: random.next())
    case 1 where place < bytes.count: bytes[place] ^= 1 << UInt8(random.below(8))
    case 2: bytes.removeSubrange(place..<end)
    case 3: bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count + 1))
    case 4: bytes.removeSubrange(place...)
    case 5:
      let many = random.chance(5) ? 5_000 : random.between(1, 20)
      let piece = random.pick(Self.badBytes)
      bytes.insert(contentsOf: (0..<many).flatMap { _ in piece }, at: place)
    default: bytes.insert(contentsOf: random.pick(Self.badBytes), at: place)
    }
    return bytes
  }

  // MARK: - Tokens

  private mutating func mutateTokens(_ input: [UInt8]) -> [UInt8] {
    var parts = Self.split(input)
    guard !parts.isEmpty else { return Array(random.pick(tokens).utf8) }
    let place = random.below(parts.count)
    let other = random.below(parts.count)
    switch random.below(8) {
    case 0: parts.remove(at: place)
    case 1: parts.insert(parts[other], at: place)
    case 2: parts.swapAt(place, other)
    case 3: parts[place] = parts[other]
    case 4: parts[place] = Array(random.pick(tokens).utf8)
    case 5: parts.insert([0x20] + Array(random.pick(tokens).utf8) + [0x20], at: place)
    case 6:
      let range = min(place, other)..<max(place, other)
      if random.chance(50) && range.count < parts.count / 2 {
        parts.removeSubrange(range)
      } else {
        parts.insert(contentsOf: parts[range].prefix(60), at: random.below(parts.count))
      }
    default:
      let depth = random.pick([1, 3, 40, 130])
      let (open, close) = random.pick([("(", ")"), ("[", "]"), ("{", "}"), ("not ", "")])
      parts[place] =
        Array(repeating: Array(open.utf8), count: depth).flatMap { $0 } + parts[place]
        + Array(repeating: Array(close.utf8), count: depth).flatMap { $0 }
    }
    return parts.flatMap { $0 }
  }

  /// Words, numbers, strings, single other bytes, and the blanks between them.
  private static func split(_ bytes: [UInt8]) -> [[UInt8]] {
    var parts: [[UInt8]] = []
    var rest = bytes[...]
    while let first = rest.first {
      let end: Int
      if isWord(first) {
        end = rest.firstIndex { !isWord($0) } ?? rest.endIndex
      } else if first == UInt8(ascii: "\"") {
        end = (rest.dropFirst().firstIndex(of: UInt8(ascii: "\"")) ?? rest.endIndex - 1) + 1
      } else {
        end = rest.startIndex + 1
      }
      parts.append(Array(rest[..<end]))
      rest = rest[end...]
    }
    return parts
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a || byte >= 0x30 && byte <= 0x39
      || byte == 0x5f || byte == 0x2d || byte >= 0x80
  }
}

extension Mutator {
  package static let policyTokens: [String] = [
    "module", "use", "type", "enum", "entity", "open", "action", "actions", "let", "condition",
    "role", "extends", "can", "grant", "as", "to", "on", "by", "of", "from", "request", "until",
    "because", "allow", "deny", "anyone", "anything", "everything", "holders", "anywhere", "when",
    "unless", "oblige", "duty", "separate", "waive", "limit", "fixture", "test", "expect",
    "invalid", "exactly", "using", "with", "at", "performed", "true", "false", "not", "and", "or",
    "in", "has", "is", "like", "matches", "if", "then", "else", "some", "every", "count", "where",
    "each", "give", "now", "principal", "resource", "context", "Bool", "Int", "Set", "Map", "<",
    ">", "==", "!=", "<=", ">=", "+", "-", "*", "|", "?", ".", ",", ":", "::", "=", "(", ")", "[",
    "]", "{", "}", "\"", "\"a\"", "\"\\u{110000}\"", "\"\\u{202e}\"", "//", "///", "/a/",
    "/(a+)+b/",
    "/((((((((a{99}){99}){99}){99}){99}){99}){99}){99}/", "9223372036854775808",
    "99999999999999999999999999", "-9223372036854775808", "1h30m", "9999999999999w", "0s",
    "2026-02-30T00:00:00Z", "2026-11-20", "ip(\"10.0.0.1/8\")", "path(\"/{**}/a\")",
    "Weekday.monday", "weekday(now, \"Mars\")", "layer", "ceiling", "override", "import", "é",
    "a-b", "a--b", "User::\"\"", "id(principal)", ".count", ".isEmpty",
  ]

  package static let jsonTokens: [String] = [
    "{", "}", "[", "]", ",", ":", "null", "true", "false", "0", "-0", "1.5", "1e999", "1E2",
    "-9223372036854775808", "9223372036854775808", "1" + String(repeating: "0", count: 400),
    "\"\"", "\"type\"", "\"id\"", "\"uid\"", "\"attrs\"", "\"parents\"", "\"principal\"",
    "\"action\"", "\"resource\"", "\"context\"", "\"roles\"", "\"now\"", "\"__entity\"",
    "\"ty\\u0070e\": \"User\",", "\"\\ud800\"", "\"\\u0000\"", "\"\\udc00\\ud800\"",
    "\"\\uD83D\\uDE00\"", "\"User::\\\"a\\\"\"", "NaN", "Infinity", "'a'", "//", "\"\\x\"", "01",
    "{\"a\":1,\"a\":2}", "\"2026-02-30T00:00:00Z\"",
  ]

  package static let patternTokens: [String] = [
    "(", ")", "(?:", "|", "*", "+", "?", "*?", "+?", "??", "{2}", "{2,}", "{0,3}", "{1,2}?", "[",
    "]", "[^", "[a-z]", "-", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\b", "\\B", "\\A",
    "\\z", "^", "$", ".", "\\.", "\\/", "\\x41", "\\x{1F600}", "\\p{L}", "\\P{Lu}", "\\p{Nd}",
    "[[:alpha:]]", "[[:^digit:]]", "\n", "a", "b", "ab", "é", "e\u{301}", "😀", "/", "{*}", "{**}",
    "/a", "/a/", "/.", "/..", "//", "%2F", "%2e", "%41", "%C3%A9", "*a*", "10.0.0.0/8", "10.1.2.3",
    "::", "::/0", "2001:db8::/32", "2001:db8::1", "::ffff:10.0.0.1", "/32", "255", "0",
  ]
}
