public import RemitSource

/// A policy that was refused: all its diagnostics, not only the first.
public struct PolicyErrors: Error, Sendable, CustomStringConvertible {
  /// Sorted by place; at least one is an error.
  public let diagnostics: [Diagnostic]
  /// What the spans of the diagnostics refer to.
  public let files: SourceFiles

  package init(diagnostics: [Diagnostic], files: SourceFiles) {
    self.diagnostics = diagnostics
    self.files = files
  }

  /// The diagnostics as the command shows them, with the lines of the policy.
  public var description: String { render(diagnostics, in: files) }
}
