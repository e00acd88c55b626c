extension RegexNode {
  /// In pairs of edges compared: for the pattern, and for finding the part to underline.
  private static let proofWorkMax = 500_000
  private static let searchWorkMax = 1_000_000

  /// The innermost repetition that can read one text in exponentially many ways, the first of
  /// several; nothing if it is not shown that there is one. Assertions are taken at their word.
  ///
  /// - Parameter whole: where the pattern stands; the answer if it is too large to look for a part.
  /// - Complexity: bounded by the two limits of work.
  func exponentialRepetition(in whole: Range<Int>) -> Range<Int>? {
    var work = Self.proofWorkMax
    guard isExponential(&work, isPart: false) else { return nil }
    work = Self.searchWorkMax
    return innermostExponential(&work) ?? whole
  }

  /// A part of what is not ambiguous is not either, so whole branches of the tree are left out.
  private func innermostExponential(_ work: inout Int) -> Range<Int>? {
    switch self {
    case .empty, .assertion, .scalar: return nil
    case .sequence(let parts), .choice(let parts):
      for part in parts {
        if let found = part.innermostExponential(&work) { return found }
      }
      return nil
    case .repeated(let body, let repetition):
      guard repetition.max == nil else { return body.innermostExponential(&work) }
      guard isExponential(&work, isPart: true) else { return nil }
      return body.innermostExponential(&work) ?? repetition.span
    }
  }

  private func isExponential(_ work: inout Int, isPart: Bool) -> Bool {
    guard let automaton = RegexAutomaton(self, .exact),
      let alphabet = RegexAlphabet(automaton.sets)
    else { return false }
    return automaton.isExponential(alphabet, work: &work, isPart: isPart)
  }
}
