import RemitModel
import RemitSource
import RemitSyntax

// What is declared, by kind: the syntax, where it stands, and what later stages find out about it.

struct AliasEntry {
  let tree: Int
  let syntax: TypeAliasSyntax
  var type: SizedType?
  var isUsed = false
}

struct EnumEntry {
  /// `nil` for the built-in `Weekday`.
  let tree: Int?
  let syntax: EnumSyntax
  var isUsed = false
}

/// `entity A, B in C { … }`: the names share parents and attributes.
struct EntityDeclaration {
  let tree: Int
  let syntax: EntityTypeSyntax
  let documentation: [String]
}

struct EntityEntry {
  let declaration: Int
  let name: WordSyntax
  let fullName: String
  let wire: Text
  let wireSpan: SourceSpan
  var isUsed = false
}

/// `action a, b on C by D { … }`: the names share types and context.
struct ActionDeclaration {
  let tree: Int
  let syntax: ActionSyntax
  let documentation: [String]
}

struct ActionEntry {
  /// `nil` for the built-in `remit.withdraw`.
  let declaration: Int?
  let name: WordSyntax
  let fullName: String
  let wire: Text
}

struct ActionGroupEntry {
  let tree: Int
  let syntax: ActionGroupSyntax
  var actions: Set<ActionID> = []
  var isUsed = false
}

struct ConstantEntry {
  let tree: Int
  let syntax: LetSyntax
  /// Its value and type; `nil` if a problem was reported.
  var value: (value: Value, type: ValueType)?
  var isUsed = false
}

struct ConditionEntry {
  let tree: Int
  let syntax: ConditionSyntax
  var summary: ConditionSummary?
  var isUsed = false
}

struct RoleEntry {
  let tree: Int
  let syntax: RoleSyntax
  let fullName: String
  let documentation: [String]
  let span: SourceSpan
  var juniors: [Int] = []
  var closure: [Int] = []
  var permissions: [PermissionHead] = []
}

struct GrantEntry {
  let tree: Int
  let syntax: GrantSyntax
  let span: SourceSpan
}

struct RuleEntry {
  let tree: Int
  let syntax: RuleSyntax
  let fullName: String
  let documentation: [String]
  let span: SourceSpan
  var head: RuleHead?
}

struct SeparationEntry {
  let tree: Int
  let syntax: SeparationSyntax
  let fullName: String
  let documentation: [String]
  let span: SourceSpan
}

struct LimitEntry {
  let tree: Int
  let syntax: LimitSyntax
  let documentation: [String]
  let span: SourceSpan
}

struct DutyEntry {
  let tree: Int
  let syntax: DutySyntax
  let documentation: [String]
  let span: SourceSpan
  /// The types of what it is performed on and of who performs it; `nil` where not understood.
  var objectTypes: [EntityTypeID]?
  var personTypes: [EntityTypeID]?
  var typed: TypedDuty?
}

struct WaiverEntry {
  let tree: Int
  let syntax: WaiverSyntax
  let span: SourceSpan
}

struct FixtureEntry {
  let tree: Int
  let syntax: FixtureSyntax
  let span: SourceSpan
  var isUsed = false
}

struct TestEntry {
  let tree: Int
  let syntax: TestSyntax
  let span: SourceSpan
}
