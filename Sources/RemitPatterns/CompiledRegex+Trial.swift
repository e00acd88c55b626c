import CPCRE2

/// One of the ways to run a regex, whatever `RegexPattern` has chosen for it.
package enum RegexTrial: Hashable, Sendable, CaseIterable {
  /// `pcre2_match` in machine code, where the platform and the pattern's matcher allow it.
  case machineCode
  /// `pcre2_match` without machine code.
  case interpreter
  case onePass
}

/// What a trial can end in.
package enum RegexTrialResult: Hashable, Sendable {
  case matched
  case notMatched
  /// A bound was met; the number is PCRE2's.
  case stopped(Int32)
}

extension CompiledRegex {
  /// Matches on one matcher with no net under it, for tests that compare the matchers.
  ///
  /// - Parameters:
  ///   - subject: valid UTF-8.
  ///   - attemptsMax: PCRE2's match limit; nil for that of every match.
  package func attempt(
    _ subject: [UInt8], on trial: RegexTrial, attemptsMax: Int? = nil
  ) -> RegexTrialResult {
    guard let scratch = RegexScratch() else { return .stopped(PCRE2_ERROR_NOMEMORY) }
    if let attemptsMax { pcre2_set_match_limit_8(scratch.context, UInt32(attemptsMax)) }
    return subject.withUnsafeBufferPointer { subject in
      if trial == .onePass { return RegexTrialResult(matchInOnePass(subject, scratch)) }
      let options = trial == .interpreter ? PCRE2_NO_JIT : 0
      let result = backtrack(subject, scratch, options: options)
      if result >= 0 { return .matched }
      return result == PCRE2_ERROR_NOMATCH ? .notMatched : .stopped(result)
    }
  }
}

extension RegexTrialResult {
  fileprivate init(_ match: RegexMatch) {
    switch match {
    case .matched: self = .matched
    case .notMatched: self = .notMatched
    case .limit, .subjectTooLong: self = .stopped(PCRE2_ERROR_DFA_WSSIZE)
    }
  }
}
