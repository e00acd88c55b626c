/// A stable code: `RMT` and four digits. Never renumbered, never given to another problem.
public struct DiagnosticCode: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let number: Int

  public init(_ number: Int) {
    self.number = number
  }

  public var description: String {
    let digits = String(number)
    return "RMT" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  public static func < (a: DiagnosticCode, b: DiagnosticCode) -> Bool { a.number < b.number }
}

/// Errors refuse a policy; warnings and notes do not.
public enum Severity: String, Sendable, Comparable {
  case error
  case warning
  case note

  private var rank: Int {
    switch self {
    case .error: 0
    case .warning: 1
    case .note: 2
    }
  }

  public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
}

/// One kind of problem: the entry of the catalogue that a diagnostic is an instance of.
///
/// `example` is the smallest policy that causes it. A test checks each example, and
/// `docs/diagnostics.md` is printed from the catalogue. Where an example needs several files, a
/// line `// file: name.remit` starts each.
public struct DiagnosticKind: Sendable {
  public let code: DiagnosticCode
  public let severity: Severity
  /// A few words, lower case: the heading in docs/diagnostics.md.
  public let title: String
  /// A paragraph for the reader of docs/diagnostics.md: what is wrong and what to do.
  public let explanation: String
  public let example: String

  public init(
    _ number: Int, _ severity: Severity = .error, title: String, explanation: String,
    example: String
  ) {
    self.code = DiagnosticCode(number)
    self.severity = severity
    self.title = title
    self.explanation = explanation
    self.example = example
  }
}

/// A replacement of one span of source text.
public struct TextEdit: Hashable, Sendable {
  public let span: SourceSpan
  public let replacement: String

  public init(span: SourceSpan, replacement: String) {
    self.span = span
    self.replacement = replacement
  }
}

/// A change that would cure a diagnostic, as data: tools apply it, tests apply it.
public struct FixIt: Hashable, Sendable {
  public let message: String
  public let edits: [TextEdit]

  public init(message: String, edits: [TextEdit]) {
    self.message = message
    self.edits = edits
  }
}

/// Something else the reader should see: another place, or a suggestion without one.
public struct DiagnosticNote: Hashable, Sendable {
  public let message: String
  public let span: SourceSpan?

  public init(_ message: String, at span: SourceSpan? = nil) {
    self.message = message
    self.span = span
  }
}

/// One problem found in a policy.
///
/// `message` is one sentence: lower-case start, no full stop, the user's text in backticks, words
/// of the language rather than of Swift. Help stands apart, in `notes` and `fixes`.
public struct Diagnostic: Hashable, Sendable {
  public let code: DiagnosticCode
  public let severity: Severity
  public let message: String
  /// `nil` only for problems with no place in a text, such as a missing file.
  public let span: SourceSpan?
  public var notes: [DiagnosticNote]
  public var fixes: [FixIt]

  public init(
    _ kind: DiagnosticKind, _ message: String, at span: SourceSpan?,
    notes: [DiagnosticNote] = [], fixes: [FixIt] = []
  ) {
    self.code = kind.code
    self.severity = kind.severity
    self.message = message
    self.span = span
    self.notes = notes
    self.fixes = fixes
  }
}

extension Sequence<Diagnostic> {
  /// By place, then by code; exact repetitions are dropped.
  public func sortedByPlace() -> [Diagnostic] {
    var seen = Set<Diagnostic>()
    let unique = filter { seen.insert($0).inserted }
    return unique.sorted { a, b in
      switch (a.span, b.span) {
      case (nil, nil): return (a.code, a.message) < (b.code, b.message)
      case (nil, _): return true
      case (_, nil): return false
      case (let x?, let y?): return x != y ? x < y : (a.code, a.message) < (b.code, b.message)
      }
    }
  }

  public var hasErrors: Bool { contains { $0.severity == .error } }
}
