/// The pattern of `matches path("…")`: a path whose segments are literal, `{*}` or, at the end
/// only, `{**}`.
///
/// A path is cut at every `/` but the first, so `/` is one empty segment and `/a/` is `a` and an
/// empty one: a slash at the end is part of the path.
public struct PathTemplate: Hashable, Sendable {
  /// What one segment of a path must be.
  public enum Segment: Hashable, Sendable {
    /// Exactly this text, itself in path normal form; empty only at the end.
    case literal(Text)
    /// `{*}`: one segment, not empty.
    case one
    /// `{**}`: any number of segments, none too; a slash at the end is among them.
    case rest
  }

  /// At least one; `rest` only at the end.
  public let segments: [Segment]

  /// Reads a template such as `/orders/{*}/items/{**}`.
  ///
  /// - Complexity: O(length).
  public static func parse(_ text: String) -> Result<PathTemplate, PathTemplateError> {
    do {
      return .success(PathTemplate(segments: try segments(Array(text.utf8))))
    } catch {
      return .failure(error)
    }
  }

  private init(segments: [Segment]) {
    self.segments = segments
  }

  private static func segments(_ bytes: [UInt8]) throws(PathTemplateError) -> [Segment] {
    guard bytes.first == UInt8(ascii: "/") else {
      throw PathTemplateError(.noLeadingSlash, 0..<min(1, bytes.count))
    }
    let parts = bytes.dropFirst().split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    var segments: [Segment] = []
    for (index, part) in parts.enumerated() {
      let isLast = index == parts.count - 1
      let span = part.startIndex..<part.endIndex
      if part.elementsEqual("{*}".utf8) {
        segments.append(.one)
      } else if part.elementsEqual("{**}".utf8) {
        guard isLast else { throw PathTemplateError(.restNotLast, span) }
        segments.append(.rest)
      } else {
        try checkLiteral(part, isLast: isLast)
        segments.append(.literal(Text(String(decoding: part, as: UTF8.self))))
      }
    }
    return segments
  }

  private static func checkLiteral(
    _ part: ArraySlice<UInt8>, isLast: Bool
  ) throws(PathTemplateError) {
    let span = part.startIndex..<part.endIndex
    if part.isEmpty && !isLast {
      throw PathTemplateError(.notNormal(.emptySegment), part.startIndex - 1..<part.endIndex + 1)
    }
    if part.contains(UInt8(ascii: "{")) || part.contains(UInt8(ascii: "}")) {
      throw PathTemplateError(.badPlaceholder, span)
    }
    let fault = part.withUnsafeBufferPointer {
      PathNormalForm.fault(inSegment: $0.indices, of: $0)
    }
    if let fault {
      throw PathTemplateError(.notNormal(fault), span)
    }
  }
}

/// Why a text is not a path template, and which bytes of it are at fault.
public struct PathTemplateError: Error, Hashable, Sendable {
  /// What is wrong with the template.
  public enum Reason: Hashable, Sendable {
    case noLeadingSlash
    /// `{**}` before the last segment.
    case restNotLast
    /// A brace that is not part of a whole segment `{*}` or `{**}`.
    case badPlaceholder
    /// A literal segment that no path in normal form has.
    case notNormal(PathNormalForm.Fault)
  }

  public let reason: Reason
  /// UTF-8 offsets in the text that was parsed; empty only where the text is.
  public let range: Range<Int>

  init(_ reason: Reason, _ range: Range<Int>) {
    self.reason = reason
    self.range = range
  }

  /// The reason in one sentence, lower case, without a full stop.
  public var message: String {
    switch reason {
    case .noLeadingSlash: "a path template begins with `/`"
    case .restNotLast: "`{**}` may only be the last segment"
    case .badPlaceholder: "a placeholder is a whole segment, `{*}` or at the end `{**}`"
    case .notNormal(let fault): "no path in normal form has this segment: \(fault.message)"
    }
  }
}
