import RemitModel
import RemitSource
import RemitSyntax

/// Problems of modules and names.
extension CheckProblem {
  static let nameKinds: [DiagnosticKind] = [
    unknownModuleKind, moduleNotInUseKind, cycleOfUseKind, declaredTwiceKind, ambiguousNameKind,
    unknownNameKind, wrongKindKind, builtinNameKind, shadowingKind, minusInNameKind, cycleKind,
    closureTooLargeKind,
  ]

  static let unknownModuleKind = DiagnosticKind(
    2001, title: "unknown module",
    explanation: """
      No file of the policy and no built-in vocabulary has this module name. `remit vocabulary` \
      lists the vocabularies.
      """,
    example: "use pipelin\n")

  static func unknownModule(_ name: NameSyntax, suggestion: String?) -> Diagnostic {
    Diagnostic(
      unknownModuleKind, "there is no module `\(name.text)`", at: name.span,
      notes: didYouMean(suggestion), fixes: replacing(name.span, by: suggestion))
  }

  static let moduleNotInUseKind = DiagnosticKind(
    2002, title: "module not in use",
    explanation: """
      A file sees the names of its own module and of those that it uses. Add `use` with the \
      module's name at the top of the file.
      """,
    example: "// file: a.remit\nmodule a\nentity User\n// file: b.remit\nmodule b\n"
      + "type Person = a.User\n")

  static func moduleNotInUse(_ name: NameSyntax) -> Diagnostic {
    Diagnostic(
      moduleNotInUseKind, "this file does not use the module `\(name.text)`", at: name.span,
      notes: [DiagnosticNote("add `use \(name.text)` at the top of the file")])
  }

  static let cycleOfUseKind = DiagnosticKind(
    2003, title: "modules use each other",
    explanation: """
      `use` goes one way. Put what both modules need into a third one, or make them one module of \
      several files.
      """,
    example: "// file: a.remit\nmodule a\nuse b\n// file: b.remit\nmodule b\nuse a\n")

  static func cycleOfUse(_ names: [String], at span: SourceSpan) -> Diagnostic {
    names.count == 1
      ? Diagnostic(cycleOfUseKind, "the module `\(names[0])` uses itself", at: span)
      : Diagnostic(cycleOfUseKind, "the modules \(list(names)) use each other", at: span)
  }

  static let declaredTwiceKind = DiagnosticKind(
    2004, title: "declared twice",
    explanation: """
      A name stands for one thing. Within a module there are four spaces of names: types; actions \
      and action groups; roles, grants, rules, separations and limits; lets, conditions and enum \
      cases. Attributes of one record, and cases of one enum, differ too.
      """,
    example: "let limit-of-a = 1\nlet limit-of-a = 2\n")

  static func declaredTwice(
    _ word: WordSyntax, as kind: String, first: SourceSpan
  ) -> Diagnostic {
    let article = "aeiou".contains(kind.first ?? " ") ? "an" : "a"
    return Diagnostic(
      declaredTwiceKind, "`\(word.text)` is already the name of \(article) \(kind)", at: word.span,
      notes: [DiagnosticNote("first declared here", at: first)])
  }

  static let ambiguousNameKind = DiagnosticKind(
    2005, title: "ambiguous name",
    explanation: """
      Two modules in reach give the same short name. Write the full one, with the module in front.
      """,
    example: "// file: a.remit\nmodule a\nentity User\n// file: b.remit\nmodule b\nentity User "
      + "as \"user\"\n// file: c.remit\nmodule c\nuse a\nuse b\ntype Person = User\n")

  static func ambiguousName(_ word: WordSyntax, _ fullNames: [String]) -> Diagnostic {
    Diagnostic(
      ambiguousNameKind, "`\(word.text)` may be \(list(fullNames, "or"))", at: word.span,
      notes: [DiagnosticNote("write the full name")])
  }

  static let unknownNameKind = DiagnosticKind(
    2006, title: "unknown name",
    explanation: """
      Nothing of the kind that is wanted here has this name: neither in the module of the file nor \
      in one that it uses.
      """,
    example: "entity User\naction read on Docu by User\n")

  /// - Parameter elsewhere: a module that is not in use and declares the name.
  static func unknownName(
    _ word: WordSyntax, what: String, suggestion: String?, elsewhere: String?
  ) -> Diagnostic {
    var notes = didYouMean(suggestion)
    if let elsewhere {
      notes.append(
        DiagnosticNote(
          "the module `\(elsewhere)` has one: add `use \(elsewhere)` at the top of the file"))
    }
    return Diagnostic(
      unknownNameKind, "there is no \(what) `\(word.text)`", at: word.span, notes: notes,
      fixes: replacing(word.span, by: suggestion))
  }

  static func foreignName(_ word: WordSyntax, help: String) -> Diagnostic {
    Diagnostic(
      unknownNameKind, "there is no \(NameSpace.values.what) `\(word.text)`", at: word.span,
      notes: [DiagnosticNote(help)])
  }

  static let wrongKindKind = DiagnosticKind(
    2007, title: "wrong kind of name",
    explanation: "The name is declared, but as something that has no place here.",
    example: """
      entity User
      entity Doc
      action read on Doc by User
      allow reader: User to read on Doc
      grant reader to User::"ada" on everything
      """)

  static func wrongKind(_ name: NameSyntax, found: String, wanted: String) -> Diagnostic {
    Diagnostic(
      wrongKindKind, "`\(name.text)` is a \(found), and a \(wanted) is wanted here", at: name.span)
  }

  static let builtinNameKind = DiagnosticKind(
    2008, title: "built-in name",
    explanation: """
      The built-in types, the enum `Weekday`, the names `object ip path id weekday timeOfDay` and \
      the module `remit` mean the same in every policy. Choose another name.
      """,
    example: "let id = 1\n")

  static func builtinName(_ word: WordSyntax) -> Diagnostic {
    Diagnostic(builtinNameKind, "`\(word.text)` is a name of the language", at: word.span)
  }

  static func builtinDuty(_ name: NameSyntax) -> Diagnostic {
    Diagnostic(
      builtinNameKind, "`\(name.text)` takes duties back and is none itself", at: name.span)
  }

  static func builtinModule(_ name: NameSyntax) -> Diagnostic {
    Diagnostic(
      builtinNameKind, "`\(name.text)` is the module of what is built in", at: name.span)
  }

  static let shadowingKind = DiagnosticKind(
    2009, title: "shadowing",
    explanation: """
      The variable of a quantifier and the parameter of a condition have names of their own: none \
      that another variable, a let, a condition or an enum case in reach has.
      """,
    example: "let x = 1\ncondition positive(x: Int) = x > 0\n")

  static func shadowing(_ word: WordSyntax, what: String) -> Diagnostic {
    Diagnostic(
      shadowingKind, "`\(word.text)` hides the \(what) of that name", at: word.span,
      notes: [DiagnosticNote("choose another name for the variable")])
  }

  static let minusInNameKind = DiagnosticKind(
    2010, title: "minus in a name",
    explanation: """
      A name may have hyphens in it, so `a-b` is one name. For a subtraction put spaces around \
      the minus.
      """,
    example: "let a = 3\nlet b = 2\nlet c = a-b\n")

  static func minusInName(_ word: WordSyntax, left: String, right: String) -> Diagnostic {
    Diagnostic(
      minusInNameKind, "there is no `\(word.text)`; a hyphen is part of a name", at: word.span,
      notes: [DiagnosticNote("a subtraction is written `\(left) - \(right)`")],
      fixes: replacing(word.span, by: "\(left) - \(right)"))
  }

  enum CycleSubject: String {
    case typeAlias = "types"
    case actionGroup = "action groups"
    case constant = "lets"
    case condition = "conditions"
    case role = "roles"
  }

  static let cycleKind = DiagnosticKind(
    2011, title: "defined by itself",
    explanation: """
      Types, action groups, lets, conditions and roles may be built from others of their kind, but \
      not in a circle.
      """,
    example: "let a = b\nlet b = a\n")

  static func cycle(
    of subject: CycleSubject, _ names: [String], at span: SourceSpan
  ) -> Diagnostic {
    if names.count == 1 {
      return Diagnostic(cycleKind, "`\(names[0])` is defined by itself", at: span)
    }
    let shown = Array(names.prefix(6))
    let rest = names.count > shown.count ? " and \(names.count - shown.count) more" : ""
    return Diagnostic(
      cycleKind,
      "the \(subject.rawValue) \(rest.isEmpty ? list(shown) : list(shown, ",") + rest) are defined "
        + "by each other", at: span)
  }

  static let closureTooLargeKind = DiagnosticKind(
    2012, title: "hierarchy too large",
    explanation: """
      The roles that each role extends, the members of all action groups and the ancestors of all \
      entity types are written out when a policy is checked: four million entries of each at most.
      """,
    example: "")

  static func closureTooLarge(_ what: String, _ name: WordSyntax) -> Diagnostic {
    Diagnostic(
      closureTooLargeKind,
      "the \(what) come to more than \(CheckLimits.closureEntriesMax) entries here", at: name.span)
  }
}
