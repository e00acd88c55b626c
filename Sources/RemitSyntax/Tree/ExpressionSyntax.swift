package import RemitSource

/// An expression as written, with its span. `docs/language.md` has the grammar.
package struct ExpressionSyntax: Sendable {
  package let form: Form
  package let span: SourceSpan

  package init(_ form: Form, span: SourceSpan) {
    self.form = form
    self.span = span
  }

  package indirect enum Form: Sendable {
    /// Stands where the parser found no expression; a syntax diagnostic covers it.
    case missing
    case boolean(Bool)
    /// Decimal digits as written; the sign is a `negate` around it.
    case integer(String)
    case string(String)
    /// As written; the shape has been checked, the calendar has not.
    case instant(String)
    /// As written, one number and one unit.
    case duration(String)
    case entity(EntitySyntax)
    case set([ExpressionSyntax])
    case record([RecordEntrySyntax])
    /// A single word: variable, let, condition, enum case or the head of a qualified name.
    case name(WordSyntax)
    /// `e.word`: an attribute, a `.count`, or a step of a qualified name.
    case member(ExpressionSyntax, WordSyntax)
    /// `e["key"]`; the key is any expression here, the checker wants a string literal.
    case subscripted(ExpressionSyntax, ExpressionSyntax)
    /// `callee(arguments)`: a condition, a built-in function, or a method (`member` callee).
    case call(ExpressionSyntax, [ExpressionSyntax])
    case not(ExpressionSyntax)
    case negate(ExpressionSyntax)
    /// Two or more operands, flattened.
    case and([ExpressionSyntax])
    case or([ExpressionSyntax])
    case binary(BinaryOperator, ExpressionSyntax, ExpressionSyntax, operatorSpan: SourceSpan)
    case hasPath(ExpressionSyntax, [WordSyntax])
    case hasKey(ExpressionSyntax, StringSyntax)
    case isType(ExpressionSyntax, NameSyntax)
    case like(ExpressionSyntax, LikePatternSyntax)
    case matches(ExpressionSyntax, MatchPatternSyntax)
    case conditional(
      condition: ExpressionSyntax, then: ExpressionSyntax, otherwise: ExpressionSyntax)
    case quantified(
      Quantifier, variable: WordSyntax, source: ExpressionSyntax, condition: ExpressionSyntax)
    case each(
      variable: WordSyntax, source: ExpressionSyntax, condition: ExpressionSyntax?,
      give: ExpressionSyntax)
    case performed(duty: NameSyntax, object: ExpressionSyntax)
    case parenthesized(ExpressionSyntax)
  }
}

package enum BinaryOperator: String, Sendable, CaseIterable {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case `in` = "in"
  case plus = "+"
  case minus = "-"
  case times = "*"
}

package enum Quantifier: String, Sendable {
  case some
  case every
  case count
}

package struct RecordEntrySyntax: Sendable {
  package let key: RecordKeySyntax
  package let value: ExpressionSyntax

  package init(key: RecordKeySyntax, value: ExpressionSyntax) {
    self.key = key
    self.value = value
  }
}

/// `word | string`
package struct RecordKeySyntax: Hashable, Sendable {
  package let text: String
  package let isQuoted: Bool
  package let span: SourceSpan

  package init(text: String, isQuoted: Bool, span: SourceSpan) {
    self.text = text
    self.isQuoted = isQuoted
    self.span = span
  }
}

/// The pattern of `like`: the literal runs between its stars, after escapes.
///
/// `"a*b"` is `["a", "b"]`, `"*"` is `["", ""]`, `"a\*"` is `["a*"]`.
package struct LikePatternSyntax: Hashable, Sendable {
  package let runs: [String]
  package let span: SourceSpan

  package init(runs: [String], span: SourceSpan) {
    self.runs = runs
    self.span = span
  }
}

package enum MatchPatternSyntax: Sendable {
  /// The text between the slashes, with `\/` still escaped.
  case regex(String, SourceSpan)
  case path(StringSyntax, SourceSpan)
  case missing(SourceSpan)
}
