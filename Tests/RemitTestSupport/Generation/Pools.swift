import RemitModel

/// The values that generated policies and data draw from: few enough that they meet, and with the
/// edges among them.
enum Pools {
  static let integers: [Int64] = [
    0, 1, 1, 2, 3, 7, -1, 100, .max, .max, .min, .max - 1, 4_294_967_296,
  ]
  static let smallIntegers: [Int64] = [0, 1, 2, 3, 7, -1, 100]
  static let strings = [
    "", "a", "ab", "abc", "b", "admin", "prod-1", "A", "é", "e\u{301}", "a*b", "\"\\\n",
    "/a/b", "/a", "/a/../b", "/a/%2Fb", "/orders/7/items/9", "/", "👩‍👩‍👧", "aaab",
  ]
  /// Of these, those that may stand in a policy without a warning.
  static let literalStrings = strings.filter { $0 != "e\u{301}" && !$0.hasPrefix("👩") }
  /// Longer than a pattern's subject may be, and just as long.
  static let longStrings = [
    String(repeating: "a", count: 4_097), String(repeating: "a", count: 4_096),
    String(repeating: "ab", count: 3_000),
  ]
  static let regexes = [
    "[a-z]+", "a.*b", "(prod|test)-[0-9]{1,3}", "\\/a\\/.*", "abc?", "[^a]*", "a?", "\\p{L}*", ".",
    "(?:ab)+", "a{2,3}b", ".*", "[[:alpha:]]+",
  ]
  static let globs = ["a*", "*b", "*", "a*b", "a\\*b", "", "prod-*", "*a*a*", "/a/*", "abc"]
  static let templates = [
    "/a/{*}", "/a/{**}", "/{**}", "/", "/orders/{*}/items/{**}", "/a/b", "/{*}",
  ]
  static let addresses = [
    "10.0.0.1", "10.1.2.3", "192.168.0.7", "::1", "2001:db8::1", "::ffff:10.0.0.1",
    "255.255.255.255",
  ]
  static let ranges = [
    "10.0.0.0/8", "10.0.0.0/30", "::/0", "0.0.0.0/0", "2001:db8::/32", "192.168.0.7/32",
    "::ffff:10.0.0.0/104", "::1/128",
  ]
  static let instants = [
    "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-11-20T09:00:00Z",
    "2026-11-21T23:59:59.999+05:45", "1969-12-31T23:59:59.999Z", "2000-02-29T12:00:00Z",
  ]
  static let durations = ["0s", "1h", "90d", "30m", "250ms", "2w", "10s", "8h"]
  static let durationCounts: [Int64] = [0, 1, 3_600_000, -3_600_000, 1_800_000, .max, .min]
  static let zones = [
    "Europe/London", "America/New_York", "UTC", "Asia/Kathmandu", "Australia/Lord_Howe",
  ]
  static let ids = ["a", "b", "c", "é", "it's \"q\""]
  static let mapKeys = ["k", "app.io/x", "é"]
  static let weekdays = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]

  static func instant(_ text: String) -> Instant {
    guard case .success(let instant) = Instant.parse(text) else { return Instant(milliseconds: 0) }
    return instant
  }
}
