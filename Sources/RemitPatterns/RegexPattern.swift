/// Regexes of a policy: parsing, the checks of the regular subset, compiling.
package enum RegexPattern {
  /// Which of PCRE2's two matchers runs a pattern.
  package enum Matcher: Hashable, Sendable {
    /// `pcre2_match`, compiled to machine code where the platform allows it.
    case backtracking
    /// `pcre2_dfa_match`, whose cost no ambiguity raises.
    case onePass
  }

  /// Compiles the text between the slashes of `/…/` (with `\/` for a slash).
  ///
  /// Accepted are literals, `.` (any scalar but line feed), classes, `\d \w \s` and their
  /// complements (ASCII), POSIX classes, `\p{…}` with a general category, `\xhh`, `\x{…}`, groups,
  /// alternatives, `? * + {n} {n,} {n,m}` and their lazy forms, `^ $ \A \z \b \B`. All else is
  /// refused, and so is a repetition that can read one text in exponentially many ways.
  ///
  /// A pattern is run by backtracking only if that is shown to be cheap on every subject.
  ///
  /// - Complexity: bounded by the limits of `RegexLimit`, some milliseconds at worst.
  package static func compile(source: String) -> Result<CompiledRegex, RegexRefusal> {
    do {
      let (node, matcher) = try checked(source)
      return .success(try CompiledRegex(source: source, node: node, matcher: matcher))
    } catch {
      return .failure(error)
    }
  }

  /// The same, run by the matcher given; for tests that compare the two.
  package static func compile(
    source: String, for matcher: Matcher
  ) -> Result<CompiledRegex, RegexRefusal> {
    do {
      let (node, _) = try checked(source)
      return .success(try CompiledRegex(source: source, node: node, matcher: matcher))
    } catch {
      return .failure(error)
    }
  }

  /// Larger patterns would be slow to follow in one pass, where all their states may be alive.
  private static let onePassWeightMax = 500
  private static let weightMax = 5_000

  private static func checked(_ source: String) throws(RegexRefusal) -> (RegexNode, Matcher) {
    let node = try RegexParser.parse(source)
    let whole = 0..<source.utf8.count
    let weight = node.weight
    guard weight <= weightMax else { throw RegexRefusal(.tooLarge, whole) }
    if let automaton = RegexAutomaton(node), let alphabet = RegexAlphabet(automaton.sets) {
      if automaton.cost(alphabet) == .harmless { return (node, .backtracking) }
      if let loop = automaton.exponentialLoop(alphabet) {
        throw RegexRefusal(.exponential, loop.span)
      }
    }
    guard weight <= onePassWeightMax else { throw RegexRefusal(.tooLarge, whole) }
    return (node, .onePass)
  }
}
