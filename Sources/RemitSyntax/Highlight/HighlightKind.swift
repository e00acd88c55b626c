/// What a piece of source text is to a reader, for colours.
///
/// The raw value is the class in HTML, after `remit-`.
package enum HighlightKind: String, CaseIterable, Sendable {
  /// Words of the grammar, wherever the grammar has them.
  case keyword
  /// First words of declarations.
  case declarationKeyword = "declaration"
  /// `and`, `in`, `has` and the like.
  case wordOperator = "word-operator"
  case sign = "operator"
  case punctuation
  case type
  case builtinType = "builtin-type"
  /// The name of a type where it is declared.
  case declaredType = "declared-type"
  /// The name of anything else where it is declared.
  case declaredName = "declared-name"
  /// A condition, or what is taken for one, where it is called.
  case call
  case builtinFunction = "builtin-function"
  /// `principal`, `resource`, `context`, `object`, `now`
  case languageVariable = "variable"
  /// Parameters of conditions, and the element of `some`, `every`, `count` and `each`.
  case parameter
  case attribute
  case module
  /// A name in any other place.
  case name
  case string
  /// An escape in a string.
  case escape
  case number
  case duration
  case instant
  case boolean
  case regex
  case comment
  /// `///`
  case documentation
  /// Text that is no token.
  case invalid

  /// The scope in a TextMate grammar, with `.remit` at its end.
  package var textMateScope: String {
    let scope =
      switch self {
      case .keyword: "keyword.control"
      case .declarationKeyword: "storage.type"
      case .wordOperator: "keyword.operator.word"
      case .sign: "keyword.operator"
      case .punctuation: "punctuation"
      case .type: "entity.name.type"
      case .builtinType: "support.type"
      case .declaredType: "entity.name.type.declaration"
      case .declaredName: "entity.name.function"
      case .call: "variable.function"
      case .builtinFunction: "support.function"
      case .languageVariable: "variable.language"
      case .parameter: "variable.parameter"
      case .attribute: "variable.other.member"
      case .module: "entity.name.namespace"
      case .name: "variable.other"
      case .string: "string.quoted.double"
      case .escape: "constant.character.escape"
      case .number: "constant.numeric.integer"
      case .duration: "constant.numeric.duration"
      case .instant: "constant.numeric.instant"
      case .boolean: "constant.language"
      case .regex: "string.regexp"
      case .comment: "comment.line.double-slash"
      case .documentation: "comment.line.documentation"
      case .invalid: "invalid.illegal"
      }
    return scope + ".remit"
  }
}

/// The built-in names that are no keywords.
package enum BuiltinWords {
  package static let types = [
    "Bool", "Int", "String", "Instant", "Duration", "IP", "IPRange", "Weekday", "Set", "Map",
  ]
  package static let functions = ["ip", "path", "id", "weekday", "timeOfDay"]
  /// Members that are called; those without parentheses look like attributes.
  package static let methods = [
    "contains", "containsAll", "containsAny", "startsWith", "endsWith",
  ]
  package static let variable = "object"
}

extension Lexeme {
  /// What the word is where it is a keyword; `nil` for what is no keyword.
  var keywordKind: HighlightKind? {
    guard isAnyWord, hasFixedSpelling else { return nil }
    switch self {
    case .trueWord, .falseWord: return .boolean
    case .now, .principal, .resource, .context: return .languageVariable
    case .and, .or, .not, .inWord, .has, .isWord, .like, .matches: return .wordOperator
    case .setType, .mapType: return .builtinType
    case .path: return .builtinFunction
    default: return isDeclarationKeyword ? .declarationKeyword : .keyword
    }
  }

  /// What the sign is; `nil` for what is no sign of the language.
  var signKind: HighlightKind? {
    switch self {
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .question, .assign, .equal, .notEqual,
      .plus, .minus, .times, .bar:
      .sign
    case .leftBrace, .rightBrace, .leftBracket, .rightBracket, .leftParenthesis,
      .rightParenthesis, .comma, .colon, .doubleColon, .dot:
      .punctuation
    default: nil
    }
  }
}
