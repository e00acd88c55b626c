/// Why a regex is not accepted, which bytes of it are at fault, and what to write instead.
package struct RegexRefusal: Error, Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    // What goes beyond the regular subset.
    case backReference
    case lookAround
    case atomicGroup
    case possessiveQuantifier
    case recursion
    case conditional
    case callout
    case verb
    case inlineOption
    case namedGroup
    case branchReset
    case comment
    case unsupportedEscape(String)
    case unsupportedProperty(String)
    // What is not written well.
    case loneBackslash
    case badCodePoint
    case unclosedGroup
    case unopenedGroup
    case unclosedClass
    case emptyClass
    case bracketInClass
    case badClassRange
    case unknownClassName(String)
    case nothingToRepeat
    case doubleQuantifier
    case badBraces
    case boundsReversed
    // What would cost too much.
    case boundTooLarge
    case sourceTooLong
    case nestedTooDeep
    case tooLarge
    case exponential
  }

  package let reason: Reason
  /// UTF-8 offsets in the source, to be underlined.
  package let range: Range<Int>

  init(_ reason: Reason, _ range: Range<Int>) {
    self.reason = reason
    self.range = range
  }

  /// The reason in one sentence, lower case, without a full stop.
  package var message: String {
    switch reason {
    case .backReference: "a regex of a policy has no back references"
    case .lookAround: "a regex of a policy has no look-ahead and no look-behind"
    case .atomicGroup: "a regex of a policy has no atomic groups"
    case .possessiveQuantifier: "a regex of a policy has no possessive quantifiers"
    case .recursion: "a regex of a policy has no recursion"
    case .conditional: "a regex of a policy has no conditional groups"
    case .callout: "a regex of a policy has no callouts"
    case .verb: "a regex of a policy has no start verbs and no backtracking verbs"
    case .inlineOption: "a regex of a policy has no inline options"
    case .namedGroup: "groups have no names here: nothing reads what they captured"
    case .branchReset: "a regex of a policy has no branch-reset groups"
    case .comment: "a regex of a policy has no comments"
    case .unsupportedEscape(let escape): "`\(escape)` is no escape of a policy's regex"
    case .unsupportedProperty(let name): "`\(name)` is no general category of Unicode"
    case .loneBackslash: "a backslash must be followed by a character"
    case .badCodePoint: "this is no Unicode scalar value"
    case .unclosedGroup: "this group is not closed"
    case .unopenedGroup: "this parenthesis closes no group"
    case .unclosedClass: "this character class is not closed"
    case .emptyClass: "this character class matches nothing"
    case .bracketInClass: "an opening bracket inside a class must be escaped"
    case .badClassRange: "this range of characters runs backwards or has no character at an end"
    case .unknownClassName(let name): "there is no character class named `\(name)`"
    case .nothingToRepeat: "there is nothing to repeat before this quantifier"
    case .doubleQuantifier: "one quantifier directly follows another"
    case .badBraces: "braces that count must read `{n}`, `{n,}` or `{n,m}`"
    case .boundsReversed: "the lower bound is greater than the upper bound"
    case .boundTooLarge: "a quantifier counts to \(RegexLimit.repetitionMax) at most"
    case .sourceTooLong: "a regex has at most \(RegexLimit.sourceBytesMax) bytes"
    case .nestedTooDeep: "groups nest at most \(RegexLimit.nestingMax) deep in a regex"
    case .tooLarge: "this regex is too large once its counted repetitions are written out"
    case .exponential: "this repetition can read one text in exponentially many ways"
    }
  }

  /// What to write instead, where there is something; in the same form as `message`.
  package var help: String? {
    switch reason {
    case .possessiveQuantifier: "drop the second `+`: the whole string must match in any case"
    case .atomicGroup, .namedGroup, .branchReset: "write `(?:…)` or `(…)`"
    case .inlineOption: "to ignore the case of ASCII letters, match `.asciiLowercased`"
    case .unsupportedEscape("\\Z"), .unsupportedEscape("\\G"):
      "drop it: the whole string must match in any case"
    case .unsupportedEscape("\\h"): "write `[ \\t]`"
    case .unsupportedEscape("\\v"), .unsupportedEscape("\\R"): "write `[\\n\\r]`"
    case .unsupportedEscape("\\N"): "write `.`"
    case .unsupportedEscape("\\C"), .unsupportedEscape("\\X"): "write `.`, which is one scalar"
    case .unsupportedEscape, .badCodePoint: "write a character by its code, as in `\\x{1f600}`"
    case .unsupportedProperty: "the categories are those like `L`, `Lu`, `N` and `Nd`"
    case .loneBackslash: "write `\\\\` for a backslash"
    case .unopenedGroup: "write `\\)` for a parenthesis"
    case .bracketInClass: "write `\\[`"
    case .nothingToRepeat: "escape it if the character itself is meant, as in `\\*`"
    case .badBraces: "write `\\{` for a brace"
    case .exponential:
      "let each round begin or end with something that the rest of it cannot match"
    case .tooLarge, .boundTooLarge: "write `*` or `+`, and bound the length of the string apart"
    case .backReference, .lookAround, .recursion, .conditional, .callout, .verb, .comment,
      .unclosedGroup, .unclosedClass, .emptyClass, .badClassRange, .unknownClassName,
      .doubleQuantifier, .boundsReversed, .sourceTooLong, .nestedTooDeep:
      nil
    }
  }
}

/// The bounds of a regex.
package enum RegexLimit {
  package static let sourceBytesMax = 4_096
  package static let nestingMax = 64
  /// The greatest n or m of `{n,m}`.
  package static let repetitionMax = 1_000
  /// The longest subject, in UTF-8 bytes.
  package static let subjectBytesMax = 4_096
}
