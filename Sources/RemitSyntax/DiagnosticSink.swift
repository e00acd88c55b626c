import RemitSource

/// Collects the problems of one file, up to a bound, so that a broken file of megabytes costs
/// neither time nor memory for messages that nobody reads.
///
/// Errors and warnings are bounded apart: however many warnings there are, no error is lost to them.
/// A class, so that a stage may read itself while it words a message.
final class DiagnosticSink {
  private(set) var errors: [Diagnostic] = []
  private(set) var warnings: [Diagnostic] = []
  private(set) var isTruncated = false
  /// The index of the token at which the parser said something last; nothing more is said there.
  var silentIndex = -1

  /// Takes a problem; its message is only built while there is room.
  func report(_ diagnostic: @autoclosure () -> Diagnostic) {
    guard errors.count < SyntaxLimits.problemsShownMax else {
      isTruncated = true
      return
    }
    errors.append(diagnostic())
  }

  func warn(_ diagnostic: @autoclosure () -> Diagnostic) {
    guard warnings.count < SyntaxLimits.problemsShownMax else {
      isTruncated = true
      return
    }
    warnings.append(diagnostic())
  }

  /// The problems of two stages over one text, by place, cut to the bound.
  ///
  /// Each stage keeps its first ones, so the first ones of both together are never lost.
  static func merge(
    _ a: DiagnosticSink, _ b: DiagnosticSink, endOfFile: SourceSpan
  ) -> [Diagnostic] {
    let bound = SyntaxLimits.problemsShownMax
    let errors = (a.errors + b.errors).sortedByPlace()
    let warnings = (a.warnings + b.warnings).sortedByPlace()
    var merged = Array(errors.prefix(bound)) + Array(warnings.prefix(bound))
    let isCut = errors.count > bound || warnings.count > bound || a.isTruncated || b.isTruncated
    merged = merged.sortedByPlace()
    if isCut { merged.append(SyntaxProblem.tooManyProblems(at: endOfFile)) }
    return merged
  }
}
