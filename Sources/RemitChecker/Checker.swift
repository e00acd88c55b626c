import RemitModel
import RemitSource
import RemitSyntax

/// The state of one check: what is declared, and what has been found so far.
///
/// Each stage fills its tables from those before it; the order is in `check`. Not shared between
/// threads.
final class Checker {
  let files: SourceFiles
  /// The user's files and then those of the vocabularies in use.
  let trees: [SyntaxTree]
  /// Trees from this one on belong to vocabularies.
  let firstVocabularyTree: Int
  var diagnostics: [Diagnostic] = []

  // Names
  var modules: [Module] = []
  var moduleByName: [String: Int] = [:]
  /// By tree.
  var scopes: [FileScope] = []
  var vocabularyNames: Set<String> = []
  /// How many candidates may still be compared for "did you mean".
  var suggestionBudget = 300_000

  // Declarations, in source order
  var aliases: [AliasEntry] = []
  var enums: [EnumEntry] = []
  var entityDeclarations: [EntityDeclaration] = []
  var entities: [EntityEntry] = []
  var actionDeclarations: [ActionDeclaration] = []
  var actions: [ActionEntry] = []
  var actionGroups: [ActionGroupEntry] = []
  var constants: [ConstantEntry] = []
  var conditions: [ConditionEntry] = []
  var roles: [RoleEntry] = []
  var grants: [GrantEntry] = []
  var rules: [RuleEntry] = []
  var headParts = HeadParts()
  var separations: [SeparationEntry] = []
  var limits: [LimitEntry] = []
  var duties: [DutyEntry] = []
  var waivers: [WaiverEntry] = []
  var fixtures: [FixtureEntry] = []
  var tests: [TestEntry] = []
  var retiredDuties: [(syntax: RetiredDutySyntax, span: SourceSpan)] = []

  /// Names of attributes whose types are not understood; reading one is no second mistake.
  var brokenAttributes: Set<String> = []

  // Results
  var schema = Schema(entityTypes: [], enumTypes: [], actions: [])
  /// Contexts of actions, each distinct one once; bodies are checked once per context.
  var contexts: [RecordType] = []
  var contextOfAction: [Int] = []
  /// By enum: where each case stands.
  var caseOrdinals: [[String: Int]] = []
  /// The enums that have a case of the name.
  var casesByName: [String: [EnumTypeID]] = [:]
  var everyAction: Set<ActionID> = []
  var sites: [SourceSpan] = []
  var typedConditions: [TypedCondition] = []
  var typedRoles: [TypedRole] = []
  var typedGrants: [TypedGrant] = []
  var typedRules: [TypedRule] = []
  var typedSeparations: [TypedSeparation?] = []
  var typedWaivers: [TypedWaiver] = []
  var typedLimits: [TypedLimit] = []
  var typedTests: [TypedTest] = []
  /// Duties by the action or group that they are declared for.
  var dutyByAction: [Symbol: Int] = [:]
  var combinationCache: [CombinationQuery: CombinationChoice] = [:]
  /// The rules whose subject asks for holders of a role, by role.
  var rulesByHeldRole: [Int: [Int]] = [:]
  var typesBelowCache: [Set<EntityTypeID>: [EntityTypeID]] = [:]
  var reachOfRole: [Int: RoleReach] = [:]
  /// Whether a rule, permission or grant reads the time or has a window.
  var dependsOnTime = false

  init(_ trees: [SyntaxTree], files: SourceFiles, vocabularies: [SyntaxTree]) {
    self.files = files
    let used = Self.vocabulariesInUse(by: trees, among: vocabularies)
    self.trees = trees + used
    self.firstVocabularyTree = trees.count
    self.vocabularyNames = Set(vocabularies.compactMap { $0.root.module?.text })
  }

  func report(_ diagnostic: Diagnostic) {
    diagnostics.append(diagnostic)
  }

  func isVocabulary(tree: Int) -> Bool { tree >= firstVocabularyTree }

  /// The policy, if nothing stands against it. Warnings and notes about vocabularies are dropped:
  /// nobody who uses one can act on them.
  func result() -> CheckResult {
    let foreign = Set(trees[firstVocabularyTree...].map(\.file))
    let shown = diagnostics.filter { diagnostic in
      guard diagnostic.severity != .error, let span = diagnostic.span else { return true }
      return !foreign.contains(span.file)
    }
    let hasErrors = shown.hasErrors || trees.contains { $0.diagnostics.hasErrors }
    let policy =
      hasErrors
      ? nil
      : TypedPolicy(
        schema: schema, conditions: typedConditions, roles: typedRoles, grants: typedGrants,
        rules: typedRules, duties: duties.compactMap(\.typed),
        separations: typedSeparations.compactMap { $0 }, waivers: typedWaivers,
        limits: typedLimits,
        retiredDuties: retiredDuties.map {
          RetiredDuty(wire: Text($0.syntax.wire.value), because: $0.syntax.because.value)
        }, tests: typedTests, weekdayType: Self.weekdayType, sites: sites, files: files)
    return CheckResult(policy: policy, diagnostics: shown.sortedByPlace())
  }

  static let weekdayType = EnumTypeID(0)
}
