import RemitModel
import RemitSource

/// The four name spaces of a module, and the fixtures of its tests.
enum NameSpace: Int, CaseIterable {
  case types
  case actions
  /// Roles, grants, rules, separations, limits.
  case policies
  /// Lets, conditions and enum cases.
  case values
  case fixtures
}

/// What a name stands for; numbers are indices into the checker's tables.
enum Symbol: Hashable {
  case builtin(ValueType)
  case alias(Int)
  case enumeration(Int)
  case entity(Int)
  case action(Int)
  case actionGroup(Int)
  case role(Int)
  case grant(Int)
  case rule(Int)
  case separation(Int)
  case limit(Int)
  case constant(Int)
  case condition(Int)
  /// A case of one or more enums of the module; `Module.cases` says which.
  case enumCase
  case fixture(Int)

  /// In words, for messages.
  var kind: String {
    switch self {
    case .builtin, .alias: "type"
    case .enumeration: "enum"
    case .entity: "entity type"
    case .action: "action"
    case .actionGroup: "action group"
    case .role: "role"
    case .grant: "grant"
    case .rule: "rule"
    case .separation: "separation"
    case .limit: "limit"
    case .constant: "let"
    case .condition: "condition"
    case .enumCase: "enum case"
    case .fixture: "fixture"
    }
  }
}

/// A module: all files of one name.
struct Module {
  struct Entry {
    let symbol: Symbol
    let span: SourceSpan
  }

  /// Empty for the files that name no module.
  let name: String
  let isVocabulary: Bool
  var tables: [[String: Entry]] = Array(repeating: [:], count: NameSpace.allCases.count)
  /// The enum cases by name; several enums may share one.
  var cases: [String: [EnumCase]] = [:]
  /// Words of declarations that could not be understood. A name among them is not called unknown:
  /// the syntax diagnostic is the one to cure.
  var wordsOfBrokenDeclarations: Set<String> = []

  func fullName(_ name: String) -> String {
    self.name.isEmpty ? name : self.name + "." + name
  }
}

/// A file as names see it: its module and those it uses, each once.
struct FileScope {
  /// Its own module, then those it uses.
  var reach: [Int]

  init(module: Int) {
    reach = [module]
  }

  var module: Int { reach[0] }
}
