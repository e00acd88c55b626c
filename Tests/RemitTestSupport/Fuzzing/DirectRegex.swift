import CPCRE2

/// A pattern as PCRE2 itself reads it, run by PCRE2's interpreter: nothing of Remit's parser, of
/// the pattern that it writes anew, and of machine code is in the way.
final class DirectRegex {
  private let code: OpaquePointer
  private let data: OpaquePointer
  private let limits: OpaquePointer?

  /// `nil` where PCRE2 does not take it.
  init?(_ source: String) {
    let options =
      PCRE2_UTF | PCRE2_ANCHORED | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UCP
    let context = pcre2_compile_context_create_8(nil)
    defer { pcre2_compile_context_free_8(context) }
    if let context { pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF)) }
    var error: Int32 = 0
    var offset = 0
    let compiled = Array("(?:\(source))\\z".utf8).withUnsafeBufferPointer {
      pcre2_compile_8($0.baseAddress, $0.count, options, &error, &offset, context)
    }
    guard let compiled else { return nil }
    guard let data = pcre2_match_data_create_8(1, nil) else {
      pcre2_code_free_8(compiled)
      return nil
    }
    code = compiled
    self.data = data
    limits = pcre2_match_context_create_8(nil)
    if let limits { pcre2_set_match_limit_8(limits, 200_000) }
  }

  deinit {
    pcre2_match_context_free_8(limits)
    pcre2_match_data_free_8(data)
    pcre2_code_free_8(code)
  }

  /// `nil` where it would take too long.
  func match(_ subject: String) -> Bool? {
    let bytes = Array(subject.utf8)
    let result = bytes.withUnsafeBufferPointer {
      pcre2_match_8(
        code, $0.baseAddress, $0.count, 0, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, data, limits)
    }
    if result >= 0 { return true }
    return result == PCRE2_ERROR_NOMATCH ? false : nil
  }
}
