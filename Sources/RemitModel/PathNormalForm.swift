/// The one spelling of a path that a path template is compared with.
///
/// A path is in normal form if it is an absolute path of RFC 3986 (section 3.3) on which the
/// normalisations of its section 6.2.2 change nothing, and of which no two readers disagree:
///
/// - it begins with `/`; no segment is empty (`//`) except a last one (a slash at the end);
/// - no segment is `.` or `..`;
/// - its bytes are the letters, digits, `-._~`, `!$&'()*+,;=`, `:@`, and percent encodings; so
///   `\`, NUL and all controls, blanks, `?`, `#` and bytes above ASCII are not in it;
/// - a percent encoding is `%` and two hexadecimal digits in upper case, and stands neither for a
///   letter, digit or `-._~` (which must be written plainly) nor for `/`, `\` or NUL (which some
///   servers decode before they cut the path, and others do not).
///
/// A path that is not in normal form is an evaluation error and never a mismatch: otherwise
/// `/public/..%2fadmin` would slip past a rule about `/admin`.
public enum PathNormalForm {
  /// What keeps a path from being in normal form.
  public enum Fault: Hashable, Sendable {
    case noLeadingSlash
    case emptySegment
    case dotSegment
    /// A byte that no path has: `\`, `?`, `#`, a control, a blank, a byte above ASCII, …
    case badByte
    /// `%` without two hexadecimal digits behind it.
    case badPercentEncoding
    /// `%2f` for `%2F`
    case lowerCasePercentEncoding
    /// `%41` for `A`
    case needlessPercentEncoding
    /// `%2F`, `%5C`, `%00`
    case hiddenSeparator

    /// The reason in one sentence, lower case, without a full stop.
    public var message: String {
      switch self {
      case .noLeadingSlash: "a path begins with `/`"
      case .emptySegment: "a segment is empty"
      case .dotSegment: "`.` and `..` must be resolved first"
      case .badByte: "a character must be percent-encoded, or has no place in a path"
      case .badPercentEncoding: "`%` must be followed by two hexadecimal digits"
      case .lowerCasePercentEncoding: "percent encodings are written in upper case"
      case .needlessPercentEncoding: "letters, digits and `-._~` are not percent-encoded"
      case .hiddenSeparator: "`%2F`, `%5C` and `%00` are read differently by different servers"
      }
    }
  }

  /// What keeps a path from being in normal form; the first fault from the left, or nil.
  ///
  /// - Complexity: O(length), no allocation.
  package static func fault(in path: UnsafeBufferPointer<UInt8>) -> Fault? {
    guard path.first == UInt8(ascii: "/") else { return .noLeadingSlash }
    var start = 1
    for end in 1...path.count where end == path.count || path[end] == UInt8(ascii: "/") {
      if start == end && end != path.count { return .emptySegment }
      if let fault = fault(inSegment: start..<end, of: path) { return fault }
      start = end + 1
    }
    return nil
  }

  /// The same for one segment, which has no `/`; an empty one is for the caller to judge.
  static func fault(
    inSegment segment: Range<Int>, of bytes: UnsafeBufferPointer<UInt8>
  ) -> Fault? {
    if isDots(segment, of: bytes) { return .dotSegment }
    var index = segment.lowerBound
    while index < segment.upperBound {
      if bytes[index] == UInt8(ascii: "%") {
        guard index + 2 < segment.upperBound else { return .badPercentEncoding }
        if let fault = fault(inPercentEncoding: bytes[index + 1], bytes[index + 2]) {
          return fault
        }
        index += 3
      } else {
        guard isPlain(bytes[index]) else { return .badByte }
        index += 1
      }
    }
    return nil
  }

  private static func isDots(_ segment: Range<Int>, of bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard segment.count == 1 || segment.count == 2 else { return false }
    let dot = UInt8(ascii: ".")
    return bytes[segment.lowerBound] == dot && bytes[segment.upperBound - 1] == dot
  }

  private static func fault(inPercentEncoding first: UInt8, _ second: UInt8) -> Fault? {
    guard let high = hexadecimalDigit(first), let low = hexadecimalDigit(second) else {
      return .badPercentEncoding
    }
    let byte = high << 4 | low
    if byte == 0 || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") {
      return .hiddenSeparator
    }
    if isUnreserved(byte) { return .needlessPercentEncoding }
    let lowerA = UInt8(ascii: "a")
    return first >= lowerA || second >= lowerA ? .lowerCasePercentEncoding : nil
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  /// Bytes that may stand for themselves in a segment (`pchar` of RFC 3986).
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "'"),
      UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"),
      UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: ":"),
      UInt8(ascii: "@"):
      true
    default: isUnreserved(byte)
    }
  }
}
