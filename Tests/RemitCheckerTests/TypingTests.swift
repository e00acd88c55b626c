import Testing

/// The world of the expressions below: `u`, `b`, `e`, `s`, … are parameters of one condition.
private let world = """
  enum Tier { low, middle, high }
  enum Risk { low, severe }
  entity Group in Group
  entity User in Group { name: String, person?: User, level: Tier }
  entity Bot { name: String }
  entity Island
  entity Box { inner: { a: Int, b?: String } }
  type Account = User | Bot
  """

/// The codes for one expression as the body of a condition whose parameters have all types.
private func typing(_ expression: String) -> [Int] {
  errorCodes(
    world + """

      condition subject(
          n: Int, t: String, f: Bool, i: Instant, d: Duration, a: IP, r: IPRange, l: Tier, k: Risk,
          u: User, g: Group, y: Bot, o: Island, e: Account, x: Box,
          ns: Set<Int>, ts: Set<String>, us: Set<User>, gs: Set<Group>, rs: Set<IPRange>,
          m: Map<String>, c: { a: Int, b?: String }) = \(expression)
      """)
}

@Suite("Typing of operators")
struct TypingTests {
  @Test(
    "accepts what the language defines",
    arguments: [
      "n == 1", "t != \"a\"", "f == true", "l == low", "low == l", "u == u", "u == y", "u == e",
      "us == [u]", "m == { \"a/b\": t }", "c == { a: 1 }", "c == { a: 1, b: t }", "x.inner == c",
      "{ a: 1, in: t } == { a: n, in: \"x\" }", "a == ip(\"10.0.0.1\")",
      "n < 3", "i <= now", "d > 2w", "l >= middle", "middle <= l",
      "n + 1 - 2 * 3 == -n", "i + d > now", "d + i > now", "i - i < 1h", "d - d == d + d",
      "-d < 1h",
      "(us + [u]).isEmpty", "(us - []).isEmpty", "ns - ns == []",
      "n in ns", "n in []", "n in [1, 2]", "t in ts", "u in us", "u in g", "u in gs", "e in g",
      "u in [u, g]", "a in r", "a in rs", "a in [a]", "r in rs", "l in [low, high]", "c in [c]",
      "low in [l]", "weekday(i, \"Europe/London\") in [saturday, sunday]",
      "t like \"a*\"", "t matches /a+/", "t matches path(\"/a/{*}\")",
      "ns.contains(1)", "ns.containsAll([1])", "ns.containsAny(ns)", "ns.count > 1", "ns.isEmpty",
      "t.startsWith(\"a\")", "t.endsWith(t)", "t.count == 3", "t.asciiLowercased == \"a\"",
      "us.contains(u)", "gs.contains(u)",
      "each v in us where v.level == low give v.name", "(each v in us give v.name).count == 1",
      "(count v in us where v.level == low) >= 2", "some v in us where v in g",
      "every v in [1, 2] where v > n", "every v in [] where v",
      "id(u) == t", "id(e) == t", "timeOfDay(i, \"Asia/Tokyo\") > 22h",
      "u is User", "e is Bot", "e is User and e.level == low", "e.name == t",
      "if f then n else 2", "(if f then low else l) == high", "(if f then [] else ns).isEmpty",
      "if f then u else y", "l == Tier.low", "k == Risk.low", "Tier.low == l",
      "m has \"a\" and m[\"a\"] == t", "x has inner.b and x.inner.b == t", "c has b and c.b == t",
      "not u has person or u.person in g", "-9223372036854775808 < n", "not f or f and f",
    ])
  func accepted(expression: String) {
    #expect(typing(expression) == [], "\(expression)")
  }

  @Test(
    "refuses the rest",
    arguments: [
      ("n == t", 3060), ("l == k", 3060), ("a == r", 3060),
      ("ns == ts", 3060), ("c == { b: t }", 3061), ("c == { a: 1, z: 2 }", 3061),
      ("t < t", 3062), ("f < f", 3062), ("n < d", 3060), ("l < k", 3060), ("us < us", 3062),
      ("n + t", 3065), ("i + i", 3065), ("d * 2", 3065), ("t + t", 3065), ("n - d", 3065),
      ("ns + ts", 3065), ("-t", 3066), ("-i", 3066),
      ("n in ts", 3063), ("n in 3", 3064), ("t in m", 3064), ("u in ns", 3063), ("a in ns", 3063),
      ("u in r", 3064), ("n like \"a\"", 3001), ("n matches /a/", 3001),
      ("not n", 3001), ("f and n", 3001), ("n or f", 3001), ("if n then f else f", 3001),
      ("if f then n else t", 3069), ("[n, t]", 3067), ("[u, n]", 3067),
      ("{ \"a/b\": n, \"c/d\": t }", 3068),
      ("some v in n where f", 3070), ("some v in ns where v", 3001),
      ("ns.contains(t)", 3001), ("ns.containsAll(ts)", 3001), ("t.contains(t)", 3007),
      ("ns.size", 3007), ("n.count", 3007), ("ns.contains", 3035), ("ns.count()", 3036),
      ("t.startsWith(n)", 3001), ("t.startsWith()", 3030),
      ("m.env", 3008), ("m[t]", 3039), ("u[\"name\"]", 3009), ("t has \"a\"", 3009),
      ("m has a", 3010), ("n has a", 3010), ("n is User", 3001), ("id(n)", 3001),
      ("weekday(n, \"UTC\") == monday", 3001), ("weekday(i, t) == monday", 3027),
      ("weekday(i, \"Mars/Base\") == monday", 3026), ("weekday(i) == monday", 3030),
      ("ip(\"10.0.0.300\") == a", 3023), ("ip(\"10.0.0.1/8\") == r", 3023),
      ("i > 2026-02-30T00:00:00Z", 3021), ("n < 9223372036854775808", 3020),
      ("u.nam == t", 3002), ("e.level == low", 3003), ("u.person == u", 3004),
      ("m[\"a\"] == t", 3005),
      ("x.inner.b == t", 3004), ("l == medium", 3011), ("medium == l", 3011), ("t == medium", 2006),
      ("l == \"low\"", 3060), ("l == severe", 3011), ("t == low", 3012),
      ("low == low", 3013), ("Tier.medium == l", 3011), ("User.ada == u", 3038),
      ("principal == u", 3037), ("t matches /(a+)+b/", 3025), ("t matches path(\"a\")", 3024),
      ("subjct(n)", 2006), ("n(1)", 3033), ("weekday == monday", 3034), ("object == u", 3034),
      ("{ p: 1, p: 2 } == { p: 1 }", 3040),
    ])
  func refused(expression: String, code: Int) {
    #expect(typing(expression) == [code], "\(expression)")
  }

  @Test("takes records with and without an optional attribute into one set where it is known")
  func recordsOfOneSet() {
    let policy = """
      type Vote = { by: String, rule?: String }
      condition counted(votes: Set<Vote>) = votes.count
      condition two = counted([{ by: "a" }, { by: "b", rule: "r" }])
      condition three = counted([{ by: "a", rule: "r" }, { by: "b" }, { by: "c", rule: "s" }])
      """
    #expect(errorCodes(policy) == [], "\(said(policy))")
    #expect(
      errorCodes(policy + "\ncondition no = [{ by: \"a\" }, { by: \"b\", rule: \"r\" }]") == [3067])
    #expect(errorCodes(policy + "\ncondition no = counted([{ by: \"a\" }, { by: 1 }])") != [])
  }

  @Test("says one thing about one mistake")
  func noFollowUps() {
    #expect(typing("u.nam.count + 1 > n and u.nam in ts") == [3002, 3002])
    #expect(typing("(n + t) * 2 == n - 1") == [3065])
    #expect(typing("some v in u.nam where v.x == 1") == [3002])
    #expect(typing("[u.nam, 1] == ns") == [3002])
    #expect(typing("if u.nam then 1 else 2") == [3002])
  }
}
