public import Foundation
package import RemitCompiler
package import RemitModel
public import RemitSource

/// A policy that has been parsed and checked, without errors.
///
/// ```swift
/// let policy = try Policy(contentsOf: URL(filePath: "policies/release"))
/// let engine = try Engine(policy, entities: entities)
/// ```
public struct Policy: Sendable {
  /// Warnings and notes, sorted by place.
  public let diagnostics: [Diagnostic]
  /// What the spans of the diagnostics refer to: the policy's files and the vocabularies.
  public let files: SourceFiles
  /// `sha256:` and 64 hex digits of what the policy means: comments, layout, tests and the order of
  /// declarations do not count.
  public let digest: String
  /// The policy's own files, without the vocabularies; none where it was made by adding to another.
  public let sources: [SourceFile]
  package let typed: TypedPolicy
  /// What engines start from, or why there can be none.
  package let graph: Result<DecisionGraph, CompileRefusal>

  /// Reads a policy: a `.remit` file, or every `.remit` file under a folder, in byte order of the
  /// paths below it; files whose names begin with a dot and symbolic links are skipped.
  ///
  /// - Throws: `FileProblem` where the files cannot be read; `PolicyErrors`, with all diagnostics,
  ///   where the policy has errors.
  public init(contentsOf url: URL) throws {
    try self.init(LoadedPolicy(PolicySources.read(url.path(percentEncoded: false))))
  }

  /// Takes a policy that is one text.
  ///
  /// - Parameter name: what diagnostics call it.
  /// - Throws: all diagnostics, where the policy has errors.
  public init(source: String, name: String = "policy.remit") throws(PolicyErrors) {
    try self.init(sources: [SourceFile(path: name, text: source)])
  }

  /// Takes a policy that is several texts; files of one module share one name space.
  ///
  /// - Throws: all diagnostics, where the policy has errors.
  public init(sources: [SourceFile]) throws(PolicyErrors) {
    try self.init(LoadedPolicy(sources))
  }

  package init(_ loaded: LoadedPolicy) throws(PolicyErrors) {
    guard let typed = loaded.typed else {
      throw PolicyErrors(diagnostics: loaded.diagnostics, files: loaded.files)
    }
    self.init(
      typed, diagnostics: loaded.diagnostics, files: loaded.files,
      sources: Array(loaded.files.files.prefix(loaded.ownFileCount)))
  }

  /// What was made from a policy by adding to it.
  init(_ typed: TypedPolicy, over base: Policy) {
    self.init(
      typed, diagnostics: base.diagnostics, files: typed.files, sources: [])
  }

  private init(
    _ typed: TypedPolicy, diagnostics: [Diagnostic], files: SourceFiles, sources: [SourceFile]
  ) {
    self.sources = sources
    self.diagnostics = diagnostics
    self.files = files
    self.typed = typed
    do throws(CompileRefusal) {
      let graph = try DecisionGraph.compile(typed)
      self.graph = .success(graph)
      self.digest = graph.digest
    } catch {
      self.graph = .failure(error)
      self.digest = PolicyDigest.digest(of: typed)
    }
  }

  /// The diagnostics that a reviewer should see before relying on the policy.
  public var warnings: [Diagnostic] { diagnostics.filter { $0.severity == .warning } }

  /// The declared types and actions, vocabularies included.
  public var schema: Schema { typed.schema }
}
