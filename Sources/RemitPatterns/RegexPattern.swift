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

  /// The one-pass matcher compares the ways that are alive with each other, so what it does for a
  /// scalar grows with the square of the pattern; at this weight, 4 KiB take a third of a second.
  /// A pattern whose texts are shorter ends sooner and may weigh more for that.
  private static let onePassWeightMax = 250
  private static let onePassWorkMax = onePassWeightMax * onePassWeightMax * scalarsMax
  private static let scalarsMax = RegexLimit.subjectBytesMax
  private static let weightMax = 5_000
  /// How many choices inside loops backtracking may keep in mind for each scalar: with more, a long
  /// subject could fill the memory that `RegexScratch` gives it.
  private static let choicesInLoopsMax = 32

  private static func checked(_ source: String) throws(RegexRefusal) -> (RegexNode, Matcher) {
    let node = try RegexParser.parse(source)
    let whole = 0..<source.utf8.count
    let weight = node.weight
    guard weight <= weightMax else { throw RegexRefusal(.tooLarge, whole) }
    if backtrackingBound(node) != nil { return (node, .backtracking) }
    if let span = node.exponentialRepetition(in: whole) { throw RegexRefusal(.exponential, span) }
    let scalars = min(node.scalarsMax + 1, scalarsMax)
    guard weight * weight * scalars <= onePassWorkMax else { throw RegexRefusal(.tooLarge, whole) }
    return (node, .onePass)
  }

  /// What backtracking can cost on any subject; nothing if that is not shown to be little.
  static func backtrackingBound(_ node: RegexNode) -> BacktrackingBound? {
    guard node.choicesInLoops <= choicesInLoopsMax, let automaton = RegexAutomaton(node),
      let alphabet = RegexAlphabet(automaton.sets)
    else { return nil }
    return automaton.backtrackingBound(alphabet)
  }
}
