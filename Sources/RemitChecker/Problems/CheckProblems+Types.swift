import RemitModel
import RemitSource
import RemitSyntax

/// Problems of attributes, guards, and types that do not fit.
extension CheckProblem {
  static let typeKinds: [DiagnosticKind] = [
    wrongTypeKind, unknownAttributeKind, attributeOfSomeMembersKind, unguardedKind,
    unguardedKeyKind, attributeTypesDifferKind, unknownMemberKind, mapReadByDotKind, notAMapKind,
    hasOnPlainTypeKind, unknownCaseKind, caseMisplacedKind, caseOfSeveralEnumsKind,
    differentMeaningsKind,
  ]

  /// A policy about documents, to which the examples add what is wrong.
  static func documents(_ rest: String, doc: String = "owner?: User, tags: Map<String>") -> String {
    "entity User\nentity Doc { \(doc) }\naction read on Doc by User\n" + rest + "\n"
  }

  /// How many names a note lists at most.
  static let listedMax = 12

  static let wrongTypeKind = DiagnosticKind(
    3001, title: "wrong type",
    explanation: "The expression is of another type than its place wants.",
    example: documents("allow a: User to read on Doc when resource.tags"))

  static func wrongType(found: String, wanted: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(wrongTypeKind, "this is \(found), and \(wanted) is wanted here", at: span)
  }

  static let unknownAttributeKind = DiagnosticKind(
    3002, title: "unknown attribute",
    explanation: """
      The type declares no attribute of this name. Where a rule meets several types, an attribute \
      that only some of them have is read behind `has` or `is`.
      """,
    example: documents("allow a: User to read on Doc when resource has ownr"))

  static func unknownAttribute(
    _ word: WordSyntax, of type: String, suggestion: String?, known: [String]
  ) -> Diagnostic {
    var notes = didYouMean(suggestion)
    if suggestion == nil, !known.isEmpty {
      var seen: Set<String> = []
      notes = [
        DiagnosticNote("it has \(list(known.filter { seen.insert($0).inserted }))")
      ]
    }
    return Diagnostic(
      unknownAttributeKind, "\(type) has no attribute `\(word.text)`", at: word.span, notes: notes,
      fixes: replacing(word.span, by: suggestion))
  }

  static let attributeOfSomeMembersKind = DiagnosticKind(
    3003, title: "attribute of some members only",
    explanation: """
      The value may be of several entity types, and not all of them declare the attribute. Ask \
      with `is` or `has` first.
      """,
    example: """
      entity User { mfa: Bool }
      entity Bot
      entity Doc { owner: User | Bot }
      action read on Doc by User
      allow a: User to read on Doc when resource.owner.mfa
      """)

  static func attributeOfSomeMembers(
    _ word: WordSyntax, has: [String], lacks: [String]
  ) -> Diagnostic {
    Diagnostic(
      attributeOfSomeMembersKind,
      "`\(word.text)` is declared for \(list(has)), not for \(list(lacks))", at: word.span,
      notes: [DiagnosticNote("ask with `has \(word.text)` or `is \(has.first ?? "")` first")])
  }

  static let unguardedKind = DiagnosticKind(
    3004, title: "optional attribute without a guard",
    explanation: """
      The attribute may be absent. Ask with `has` first: to the left in an `and`, in an earlier \
      clause, in the condition of an `if`, or in a condition called before.
      """,
    example: documents("allow a: User to read on Doc when resource.owner == principal"))

  static func unguarded(
    _ word: WordSyntax, of base: String, canBeGuarded: Bool, isClause: Bool
  ) -> Diagnostic {
    Diagnostic(
      unguardedKind, "`\(word.text)` may be absent here", at: word.span,
      notes: [
        DiagnosticNote(
          canBeGuarded
            ? "ask first: `\(base) has \(word.text) and …`"
            : "a guard speaks of a variable and its attributes; give this value a name with a "
              + "condition's parameter")
      ])
  }

  static let unguardedKeyKind = DiagnosticKind(
    3005, title: "map key without a guard",
    explanation:
      "A map may lack any key. Ask with `has \"key\"` first, as for optional attributes.",
    example: documents("allow a: User to read on Doc when resource.tags[\"env\"] == \"x\""))

  static func unguardedKey(
    _ key: Text, of base: String, canBeGuarded: Bool, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      unguardedKeyKind, "the key \(quoted(key.string)) may be absent here", at: span,
      notes: [
        DiagnosticNote(
          canBeGuarded
            ? "ask first: `\(base) has \(quoted(key.string)) and …`"
            : "a guard speaks of a variable and its attributes; give this value a name with a "
              + "condition's parameter")
      ])
  }

  static let attributeTypesDifferKind = DiagnosticKind(
    3006, title: "attribute of different types",
    explanation: """
      The value may be of several entity types, and they declare the attribute with different \
      types. Ask with `is` first.
      """,
    example: """
      entity User { level: Int }
      entity Bot { level: String }
      entity Doc { owner: User | Bot }
      action read on Doc by User
      allow a: User to read on Doc when resource.owner.level == 1
      """)

  static func attributeTypesDiffer(_ word: WordSyntax, of type: String) -> Diagnostic {
    Diagnostic(
      attributeTypesDifferKind, "`\(word.text)` has different types among `\(type)`",
      at: word.span, notes: [DiagnosticNote("ask with `is` first")])
  }

  static let unknownMemberKind = DiagnosticKind(
    3007, title: "unknown method",
    explanation: """
      Sets have `.contains(x)`, `.containsAll(s)`, `.containsAny(s)`, `.count` and `.isEmpty`; \
      strings have `.startsWith(t)`, `.endsWith(t)`, `.count` and `.asciiLowercased`. Only \
      entities and records have attributes.
      """,
    example: "let names = [\"a\"]\ncondition unnamed = names.isEmty\n")

  static func unknownMember(
    _ word: WordSyntax, of type: String, suggestion: String?
  ) -> Diagnostic {
    Diagnostic(
      unknownMemberKind, "\(type) has no `.\(word.text)`", at: word.span,
      notes: didYouMean(suggestion), fixes: replacing(word.span, by: suggestion))
  }

  static let mapReadByDotKind = DiagnosticKind(
    3008, title: "map read with a dot",
    explanation: "The keys of a map are strings: `m[\"key\"]`, behind `m has \"key\"`.",
    example: documents("allow a: User to read on Doc when resource.tags.env == \"x\""))

  /// - Parameter dot: where the dot before the word stands, if directly before it.
  static func mapReadByDot(
    _ word: WordSyntax, _ base: String, dot: SourceSpan?
  ) -> Diagnostic {
    Diagnostic(
      mapReadByDotKind, "a map is read by a string", at: word.span,
      notes: [DiagnosticNote("write `\(base)[\"\(word.text)\"]`")],
      fixes: replacing(
        dot?.union(word.span) ?? word.span, by: dot.map { _ in "[\"\(word.text)\"]" })
    )
  }

  static let notAMapKind = DiagnosticKind(
    3009, title: "not a map",
    explanation: """
      Only maps are asked and read by string keys. Attributes of entities and records are written \
      as words.
      """,
    example: documents("allow a: User to read on Doc when resource has \"owner\""))

  static func notAMap(
    _ type: String, _ key: Text, isRecord: Bool, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      notAMapKind, "\(type) is no map, so it has no key \(quoted(key.string))", at: span,
      notes: isRecord ? [DiagnosticNote("an attribute is written as a word, without quotes")] : [])
  }

  static let hasOnPlainTypeKind = DiagnosticKind(
    3010, title: "has on a value without attributes",
    explanation: "`has` asks entities and records for attributes, and maps for keys.",
    example: documents("allow a: User to read on Doc when resource.tags has env"))

  static func hasOnPlainType(_ word: WordSyntax, _ type: String, at span: SourceSpan) -> Diagnostic
  {
    Diagnostic(
      hasOnPlainTypeKind, "\(type) has no attributes", at: span,
      notes: type.contains("Map")
        ? [DiagnosticNote("a map is asked for a string: `has \"\(word.text)\"`")] : [])
  }

  static let unknownCaseKind = DiagnosticKind(
    3011, title: "unknown enum case",
    explanation: "The enum that is expected here has no such case.",
    example: "enum Tier { low, high }\nlet top = Tier.hihg\n")

  static func unknownCase(
    _ word: WordSyntax, of name: String, cases: [String], suggestion: String?
  ) -> Diagnostic {
    var notes = didYouMean(suggestion)
    if suggestion == nil, !cases.isEmpty, cases.count <= listedMax {
      notes = [DiagnosticNote("its cases are \(list(cases))")]
    }
    return Diagnostic(
      unknownCaseKind, "the enum `\(name)` has no case `\(word.text)`", at: word.span,
      notes: notes, fixes: replacing(word.span, by: suggestion))
  }

  static let caseMisplacedKind = DiagnosticKind(
    3012, title: "enum case out of place",
    explanation: "The name is an enum case, and the place wants a value of another type.",
    example: documents(
      "enum Tier { low, high }\nallow a: User to read on Doc when resource.name == low",
      doc: "name: String"))

  static func caseMisplaced(_ word: WordSyntax, of enums: [String], wanted: String) -> Diagnostic {
    Diagnostic(
      caseMisplacedKind,
      "`\(word.text)` is a case of \(list(enums, "or")), and \(wanted) is wanted "
        + "here", at: word.span,
      notes: wanted == "a String"
        ? [DiagnosticNote("a string is in quotes: `\"\(word.text)\"`")] : [])
  }

  static let caseOfSeveralEnumsKind = DiagnosticKind(
    3013, title: "case of several enums",
    explanation: """
      Nothing here says which enum is meant. Write the case with its enum in front, as in \
      `Tier.low`.
      """,
    example: "enum Tier { low, high }\nenum Risk { low, medium }\nlet least = low\n")

  static func caseOfSeveralEnums(_ word: WordSyntax, _ enums: [String]) -> Diagnostic {
    Diagnostic(
      caseOfSeveralEnumsKind, "`\(word.text)` may be a case of \(list(enums, "or"))", at: word.span,
      notes: [DiagnosticNote("write `\(enums.first ?? "Enum").\(word.text)`")])
  }

  static let differentMeaningsKind = DiagnosticKind(
    3014, title: "two meanings in one rule",
    explanation: """
      A rule is written once for all combinations of types that it meets, so each part of it means \
      one thing. Say which enum a case belongs to, as in `Tier.low`, or write two rules.
      """,
    example: """
      enum Tier { low, high }
      enum Risk { low, medium }
      entity User
      entity Doc { level: Tier }
      entity Image { level: Risk }
      action read on Doc, Image by User
      allow a: User to read on anything when resource.level == low
      """)

  static func differentMeanings(_ word: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      differentMeaningsKind,
      "`\(word)` means different things for the types that this meets", at: span,
      notes: [DiagnosticNote("say which is meant, as in `Tier.low`, or write two rules")])
  }
}
