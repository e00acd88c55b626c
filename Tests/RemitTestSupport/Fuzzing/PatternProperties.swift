import RemitModel
import RemitPatterns

/// What must hold of patterns, whatever they are compared with.
enum PatternProperties {
  static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
    let parts = bytes.split(
      separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
    let pattern = String(decoding: parts[0], as: UTF8.self)
    let subject = String(decoding: parts.count > 1 ? parts[1] : [], as: UTF8.self)
    try checkRegex(pattern, subject)
    try checkGlob(pattern, subject)
    try checkPath(pattern, subject)
    try checkAddress(pattern, subject)
  }

  // MARK: - Regexes

  private static func checkRegex(_ source: String, _ subject: String) throws(BrokenProperty) {
    let regex: CompiledRegex
    switch RegexPattern.compile(source: source) {
    case .success(let compiled): regex = compiled
    case .failure(let refusal):
      try hold(!refusal.message.isEmpty, "a refusal says nothing")
      try hold(
        refusal.range.lowerBound >= 0 && refusal.range.upperBound <= source.utf8.count,
        "a refusal lies at \(refusal.range) of \(source.utf8.count) bytes")
      return
    }
    guard case .success(let onePass) = RegexPattern.compile(source: source, for: .onePass) else {
      throw BrokenProperty("the one-pass matcher refuses what is accepted")
    }
    let direct = DirectRegex(source)
    // Much of the same is what costs backtracking most.
    let long = String(repeating: subject, count: 2_000 / max(1, subject.utf8.count))
    for subject in [subject, long + "\u{1}"] {
      let answer = regex.match(Text(subject))
      try hold(answer != .limit, "an accepted pattern meets a limit")
      let other = onePass.match(Text(subject))
      try hold(answer == other, "\(regex.matcher) says \(answer), the one-pass matcher \(other)")
      try hold(answer == regex.match(Text(subject)), "the same question has another answer")
      guard let expected = direct?.match(subject), answer != .subjectTooLong else { continue }
      try hold(
        (answer == .matched) == expected,
        "\(regex.matcher) says \(answer), PCRE2's interpreter \(expected)")
    }
  }

  // MARK: - Globs

  private static func checkGlob(_ pattern: String, _ subject: String) throws(BrokenProperty) {
    let segments = pattern.split(separator: "*", omittingEmptySubsequences: false)
    let glob = GlobPattern(segments: segments.map { Text(String($0)) })
    let found = GlobMatcher(glob).matches(Text(subject))
    let expected = PlainGlob.matches(Array(pattern.utf8), Array(subject.utf8))
    try hold(found == expected, "the glob gives \(found)")
    try hold(!glob.matchesEverything || found, "what matches everything does not match")
  }

  // MARK: - Paths

  private static func checkPath(_ pattern: String, _ subject: String) throws(BrokenProperty) {
    guard case .success(let template) = PathTemplate.parse(pattern) else { return }
    let found = PathMatcher(template).match(Text(subject))
    let fault = Array(subject.utf8).withUnsafeBufferPointer { PathNormalForm.fault(in: $0) }
    try hold((found == .notNormal) == (fault != nil), "the path gives \(found)")
    guard found != .notNormal else { return }
    let parts = subject.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    let expected = matches(template.segments[...], parts[...])
    try hold((found == .matched) == expected, "the path gives \(found)")
  }

  private static func matches(
    _ template: ArraySlice<PathTemplate.Segment>, _ path: ArraySlice<Substring>
  ) -> Bool {
    guard let first = template.first else { return path.isEmpty }
    if first == .rest { return true }
    guard let segment = path.first else { return false }
    let isMatch: Bool
    switch first {
    case .literal(let text): isMatch = text == Text(String(segment))
    case .one: isMatch = !segment.isEmpty
    case .rest: isMatch = true
    }
    return isMatch && matches(template.dropFirst(), path.dropFirst())
  }

  // MARK: - Addresses

  private static func checkAddress(_ text: String, _ other: String) throws(BrokenProperty) {
    let address = IPAddress.parse(other)
    if case .success(let address) = address {
      try hold(
        IPAddress.parse(address.description) == .success(address),
        "\(address) is read as another address")
    }
    guard case .success(let range) = IPRange.parse(text) else { return }
    try hold(
      IPRange.parse(range.description) == .success(range), "\(range) is read as another range")
    try hold(range.contains(range.base), "\(range) does not hold its first address")
    guard case .success(let address) = address else { return }
    let bits = zip(bits(of: range.base), bits(of: address)).prefix(range.prefixLength)
    let expected = range.base.isV4 == address.isV4 && bits.allSatisfy { $0 == $1 }
    try hold(range.contains(address) == expected, "\(range) and \(address)")
  }

  private static func bits(of address: IPAddress) -> [Bool] {
    let width = address.isV4 ? 32 : 128
    return (0..<width).map { index in
      let place = width - 1 - index
      let word = place >= 64 ? address.high : address.low
      return word >> UInt64(place % 64) & 1 == 1
    }
  }
}

/// Globs by the table that everybody learns: slow, and hard to get wrong.
enum PlainGlob {
  static func matches(_ pattern: [UInt8], _ subject: [UInt8]) -> Bool {
    // reachable[i]: the pattern so far can have read the first i bytes.
    var reachable = Array(repeating: false, count: subject.count + 1)
    reachable[0] = true
    for byte in pattern {
      var next = Array(repeating: false, count: subject.count + 1)
      for index in reachable.indices {
        if byte == UInt8(ascii: "*") {
          next[index] = reachable[index] || index > 0 && next[index - 1]
        } else if index > 0 {
          next[index] = reachable[index - 1] && subject[index - 1] == byte
        }
      }
      reachable = next
    }
    return reachable[subject.count]
  }
}
