package import RemitModel
package import RemitSource
package import RemitSyntax

/// What checking gives: the typed policy if there is no error, and everything there is to say.
package struct CheckResult: Sendable {
  /// `nil` if any error was found, a syntax error in one of the trees included.
  package let policy: TypedPolicy?
  /// Sorted by place. What the parser reported is not repeated.
  package let diagnostics: [Diagnostic]

  package init(policy: TypedPolicy?, diagnostics: [Diagnostic]) {
    self.policy = policy
    self.diagnostics = diagnostics
  }
}

/// Checks a policy: names, types, guards, tests. Never throws and never stops at the first problem.
///
/// - Parameters:
///   - trees: the files of the policy, in any order.
///   - files: what the spans of all trees refer to.
///   - vocabularies: modules that come in only where a file says `use`. A module of the policy
///     replaces a vocabulary of the same name.
/// - Complexity: O(size of the trees), for each body times the distinct combinations of the types
///   of the variables that it mentions.
package func check(
  _ trees: [SyntaxTree], files: SourceFiles, vocabularies: [SyntaxTree]
) -> CheckResult {
  let checker = Checker(trees, files: files, vocabularies: vocabularies)
  checker.collectNames()
  checker.resolveSchema()
  checker.declareDuties()
  checker.checkConstants()
  checker.checkConditions()
  checker.checkDuties()
  checker.checkRoles()
  checker.checkRules()
  checker.checkGrants()
  checker.checkSeparations()
  checker.checkLimits()
  checker.checkWaivers()
  checker.checkTests()
  checker.warnAboutUnused()
  return checker.result()
}

/// How large the derived parts of a policy may grow. Each bound has a diagnostic.
package enum CheckLimits {
  /// Attributes and levels that a type has, its aliases written out.
  package static let typeNodesMax = 10_000
  package static let typeDepthMax = 64
  /// Attributes of one record, entity type or context.
  package static let attributesMax = 1_000
  /// Entries of all closures of one kind: roles under `extends`, members of action groups,
  /// ancestors of entity types.
  package static let closureEntriesMax = 4_000_000
  /// Combinations of types for which one declaration is checked.
  package static let combinationsMax = 100_000
  /// `some`, `every`, `count` and `each` inside each other, the conditions called included.
  package static let quantifierDepthMax = 2
  /// Elements of quantifiers and calls of conditions along any path.
  package static let stepsMax = 1_000_000
  /// Elements that a set of unknown size is taken to have.
  package static let assumedSetSize = 1_000
  /// Levels of an expression, with those of the conditions it calls.
  package static let evaluationDepthMax = 512
}
