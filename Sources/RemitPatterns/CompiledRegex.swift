import CPCRE2
package import RemitModel

/// What matching a regex can give.
package enum RegexMatch: Hashable, Sendable {
  case matched
  case notMatched
  /// The subject has more than `RegexLimit.subjectBytesMax` bytes.
  case subjectTooLong
  /// A bound of the matcher was met. No accepted pattern is known to get here.
  case limit
}

/// A regex ready for matching.
///
/// Any number of threads may match with one value at a time. The memory of a match is kept for the
/// next one in `ScratchPool`, so matching allocates nothing once a thread has matched before.
///
/// Unchecked, because of the C pointer. `code` is written in `init` only, and PCRE2 promises that
/// it may be shared while it is not written.
package final class CompiledRegex: @unchecked Sendable {
  /// The text between the slashes.
  package let source: String
  package let matcher: RegexPattern.Matcher
  let code: OpaquePointer

  init(
    source: String, node: RegexNode, matcher: RegexPattern.Matcher
  ) throws(RegexRefusal) {
    guard let code = Self.compile(node.pcre2) else {
      // The parser lets nothing through that PCRE2 does not read, so it can only be the size.
      throw RegexRefusal(.tooLarge, 0..<source.utf8.count)
    }
    self.source = source
    self.matcher = matcher
    self.code = code
    if matcher == .backtracking {
      // Without machine code (where a system forbids writing it) the interpreter runs.
      _ = pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE)
    }
  }

  deinit {
    pcre2_code_free_8(code)
  }

  /// Compares the whole subject with the regex.
  ///
  /// - Complexity: linear in the subject, which is bounded; no allocation but in the first matches
  ///   of a thread.
  package func match(_ subject: Text) -> RegexMatch {
    subject.withUTF8 { match(utf8: $0) }
  }

  /// - Parameter subject: valid UTF-8, as the bytes of a `String` are.
  package func match(utf8 subject: UnsafeBufferPointer<UInt8>) -> RegexMatch {
    guard subject.count <= RegexLimit.subjectBytesMax else { return .subjectTooLong }
    guard let scratch = ScratchPool.shared.take() else { return .limit }
    defer { ScratchPool.shared.put(scratch) }
    switch matcher {
    case .onePass: return matchInOnePass(subject, scratch)
    case .backtracking:
      let result = backtrack(subject, scratch)
      if result >= 0 { return .matched }
      if result == PCRE2_ERROR_NOMATCH { return .notMatched }
      // No pattern is known to get here. The one-pass matcher needs neither stack nor attempts.
      return matchInOnePass(subject, scratch)
    }
  }

  /// What `pcre2_match` returns.
  func backtrack(
    _ subject: UnsafeBufferPointer<UInt8>, _ scratch: RegexScratch, options: UInt32 = 0
  ) -> Int32 {
    pcre2_match_8(
      code, subject.baseAddress, subject.count, 0, PCRE2_NO_UTF_CHECK | options, scratch.matchData,
      scratch.context)
  }

  func matchInOnePass(
    _ subject: UnsafeBufferPointer<UInt8>, _ scratch: RegexScratch
  ) -> RegexMatch {
    while true {
      let result = pcre2_dfa_match_8(
        code, subject.baseAddress, subject.count, 0, PCRE2_NO_UTF_CHECK | PCRE2_DFA_SHORTEST,
        scratch.matchData, scratch.context, scratch.workspace.baseAddress, scratch.workspace.count)
      if result >= 0 { return .matched }
      if result == PCRE2_ERROR_NOMATCH { return .notMatched }
      guard result == PCRE2_ERROR_DFA_WSSIZE, scratch.growWorkspace() else { return .limit }
    }
  }

  private static func compile(_ pattern: String) -> OpaquePointer? {
    let context = pcre2_compile_context_create_8(nil)
    defer { pcre2_compile_context_free_8(context) }
    if let context { pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF)) }
    let options =
      PCRE2_UTF | PCRE2_ANCHORED | PCRE2_DOLLAR_ENDONLY | PCRE2_NO_AUTO_CAPTURE
      | PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UCP
    var error: Int32 = 0
    var errorOffset = 0
    // The one-pass matcher does not look at the option PCRE2_ENDANCHORED of a pattern.
    let anchored = "(?:\(pattern))\\z"
    return Array(anchored.utf8).withUnsafeBufferPointer {
      pcre2_compile_8($0.baseAddress, $0.count, options, &error, &errorOffset, context)
    }
  }
}
