import RemitModel
import RemitPatterns
import Testing

@Suite struct GlobTests {
  @Test(arguments: [
    ("abc", "abc", true), ("abc", "abcd", false), ("abc", "ab", false), ("", "", true),
    ("", "a", false), ("*", "", true), ("*", "anything", true), ("a*", "a", true),
    ("a*", "ba", false), ("*a", "ba", true), ("*a", "ab", false), ("a*b", "ab", true),
    ("a*b", "axxb", true), ("a*b", "a", false), ("a*a", "a", false), ("a*a", "aa", true),
    ("ab*ba", "aba", false), ("a*b*c", "abbc", true), ("a*b*c", "acb", false),
    ("*aab*", "aaab", true), ("*abab*c", "ababab-c", true), ("**", "", true),
    ("é*", "e\u{301}", false), ("é*", "é!", true), ("*\u{0}*", "a\u{0}b", true),
  ])
  func `matches by bytes over the whole subject`(pattern: String, subject: String, matches: Bool) {
    #expect(GlobMatcher(glob(pattern)).matches(Text(subject)) == matches)
  }

  @Test func `runs of stars are one star`() {
    #expect(glob("a**b") == glob("a*b"))
    #expect(glob("****") == glob("*"))
    #expect(glob("*").segments == ["", ""])
    #expect(glob("*").matchesEverything)
    #expect(!glob("").matchesEverything)
    #expect(!glob("*a").matchesEverything)
    #expect(GlobPattern(segments: []) == glob(""))
    #expect(glob("*a*").segments == ["", "a", ""])
  }

  @Test func `agrees with the obvious recursion on all short patterns and subjects`() {
    for pattern in words(over: "ab*", upTo: 5) {
      let matcher = GlobMatcher(glob(pattern))
      let parts = Array(pattern)
      for subject in words(over: "ab", upTo: 6) {
        let expected = obvious(parts[...], Array(subject)[...])
        if matcher.matches(Text(subject)) != expected {
          Issue.record("\(pattern) on \(subject): expected \(expected)")
        }
      }
    }
  }

  @Test func `a hostile pattern over a megabyte takes linear time`() {
    let run = String(repeating: "a", count: 500_000)
    let matcher = GlobMatcher(glob("*" + run + "b*" + run + "c*"))
    let start = ContinuousClock.now
    #expect(!matcher.matches(Text(run + run + run)))
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  private func glob(_ text: String) -> GlobPattern {
    let parts = text.split(separator: "*", omittingEmptySubsequences: false)
    return GlobPattern(segments: parts.map { Text(String($0)) })
  }

  private func obvious(_ pattern: ArraySlice<Character>, _ subject: ArraySlice<Character>) -> Bool {
    guard let first = pattern.first else { return subject.isEmpty }
    if first == "*" {
      return obvious(pattern.dropFirst(), subject)
        || (!subject.isEmpty && obvious(pattern, subject.dropFirst()))
    }
    return subject.first == first && obvious(pattern.dropFirst(), subject.dropFirst())
  }
}

/// All words over an alphabet, the empty one first.
func words(over alphabet: String, upTo length: Int) -> [String] {
  var all = [""]
  var longest = [""]
  for _ in 0..<length {
    longest = longest.flatMap { word in alphabet.map { word + String($0) } }
    all += longest
  }
  return all
}
