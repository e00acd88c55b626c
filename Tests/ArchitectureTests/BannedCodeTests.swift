import Testing

/// Code that may not stand in `Sources`, and what to write instead.
private struct Ban: Sendable {
  let name: String
  /// One of these stands in every match: most lines need no closer look.
  let markers: [String]
  nonisolated(unsafe) let pattern: Regex<Substring>
  let instead: String
  /// Targets where it is right.
  var allowedIn: Set<String> = []
  /// Whether comments and strings are looked at, too.
  var isAboutWords = false

  func breaches(in source: SourceText) -> [Breach] {
    if allowedIn.contains(source.target) { return [] }
    let text = isAboutWords ? source.text : source.code
    guard markers.contains(where: { text.contains($0) }) else { return [] }
    let lines = isAboutWords ? source.lines : source.codeLines
    let exact = pattern.wordBoundaryKind(.simple)
    return lines.enumerated().compactMap { index, line in
      guard markers.contains(where: { line.contains($0) }), line.firstMatch(of: exact) != nil
      else { return nil }
      return Breach(place: "\(source.path):\(index + 1)", reason: "\(name): \(instead)")
    }
  }
}

private let skins: Set<String> = ["RemitCommands", "remit-cli"]

private let bans = [
  Ban(
    name: "try!", markers: ["try!"], pattern: /\btry!/,
    instead: "let the error go to the caller, or handle it"),
  Ban(
    name: "fatalError", markers: ["fatalError", "preconditionFailure"],
    pattern: /\b(?:fatalError|preconditionFailure)\(/,
    instead: "return a diagnostic or an error: input must not be able to end the process"),
  Ban(
    name: "as!", markers: ["as!"], pattern: /\bas!/,
    instead: "use an enum, or `as?` with an answer for the other case"),
  Ban(
    name: "a forced unwrap", markers: ["!"],
    pattern: /(?:[)\]}?]|\b(?!(?:try|as)!)[A-Za-z0-9_]+)!(?:[^=]|$)/,
    instead: "use `guard let`, or a type in which the value cannot be missing"),
  Ban(
    name: "print", markers: ["print("], pattern: /(?:^|[^A-Za-z0-9_.])print\(/,
    instead: "return text; only the command writes it", allowedIn: skins),
  Ban(
    name: "a clock", markers: ["Date", "Clock"],
    pattern: /\bDate\(\)|\b(?:Date\.now|ContinuousClock|SuspendingClock|SystemClock)\b/,
    instead: "take `now` as an argument: equal inputs give equal outputs",
    allowedIn: skins.union(["Remit", "RemitLedger"])),
  Ban(
    name: "an unfinished note", markers: ["TODO", "FIXME", "XXX"],
    pattern: /\b(?:TODO|FIXME|XXX)\b/,
    instead: "do it, or open an issue", isAboutWords: true),
]

@Suite("Banned code")
struct BannedCodeTests {
  @Test("does not stand in Sources")
  func sourcesAreFree() {
    let breaches = Repository.sources.flatMap { source in
      bans.flatMap { $0.breaches(in: source) }
    }
    #expect(breaches.isEmpty, "\(Breach.list(breaches))")
  }

  @Test(
    "is found where it stands",
    arguments: [
      ("try!", "let x = try! f()"),
      ("fatalError", "fatalError(\"\")"),
      ("fatalError", "default: preconditionFailure()"),
      ("as!", "let x = y as! Int"),
      ("a forced unwrap", "let x = y.first!"),
      ("a forced unwrap", "return table[3]!.name"),
      ("a forced unwrap", "f(g()!, 1)"),
      ("print", "  print(x)"),
      ("a clock", "let now = Date()"),
      ("a clock", "let clock = ContinuousClock()"),
      ("an unfinished note", "// TO" + "DO: later"),
    ])
  func scannerFinds(name: String, line: String) {
    let sample = SourceText(path: "Sources/RemitEngine/Sample.swift", text: line)
    #expect(bans.filter { !$0.breaches(in: sample).isEmpty }.map(\.name) == [name])
  }

  @Test(
    "is not seen where it does not stand",
    arguments: [
      "if a != b { return !c }", "let text = \"a!\"", "// try! this", "dump.print(x)",
      "\"\"\"\nfatalError() and x!\n\"\"\"", "guard !set.isEmpty else { return }",
      "sprint(x)", "let raw = #\"y as! \"Int\"\"#", "\"\\(a[\"x\"])!\"",
    ])
  func scannerSpares(text: String) {
    let sample = SourceText(path: "Sources/RemitEngine/Sample.swift", text: text)
    let breaches = bans.flatMap { $0.breaches(in: sample) }
    #expect(breaches.isEmpty, "\(Breach.list(breaches))")
  }
}
