package import RemitSource

/// One parsed file: every byte of it as tokens with their trivia, and the declarations over them.
///
/// Lossless: the trivia and texts of `tokens`, concatenated, are the file's bytes. A node never holds
/// semantic results.
package struct SyntaxTree: Sendable {
  package let file: SourceFileID
  package let source: SourceFile
  /// In source order; the last is always `.endOfFile`. None where `parse` was told to let them go.
  package let tokens: [Token]
  package let root: PolicySyntax
  /// All lexical and syntax problems, sorted by place.
  package let diagnostics: [Diagnostic]

  package init(
    file: SourceFileID, source: SourceFile, tokens: [Token], root: PolicySyntax,
    diagnostics: [Diagnostic]
  ) {
    self.file = file
    self.source = source
    self.tokens = tokens
    self.root = root
    self.diagnostics = diagnostics
  }
}

package enum TokenKind: Hashable, Sendable {
  case word
  case integer
  case string
  case instant
  case duration
  case regex
  /// `{ } [ ] ( ) < > , : :: . ? = == != <= >= + - * |`
  case punctuation
  /// Bytes that are no token; a diagnostic says why.
  case invalid
  case endOfFile
}

/// A token: the span of its text, and where the white space and comments before it start.
package struct Token: Hashable, Sendable {
  package let kind: TokenKind
  private let triviaOffset: Int32
  package let span: SourceSpan

  package init(kind: TokenKind, triviaStart: Int, span: SourceSpan) {
    self.kind = kind
    triviaOffset = Int32(clamping: triviaStart)
    self.span = span
  }

  /// Start of the trivia that precedes the token; the trivia ends at `span.lower`.
  package var triviaStart: Int { Int(triviaOffset) }
}

/// `policy = [ "module" ref ] { "use" ref } { declaration }`
package struct PolicySyntax: Sendable {
  package var module: NameSyntax?
  package var uses: [NameSyntax]
  package var declarations: [DeclarationSyntax]

  package init(module: NameSyntax?, uses: [NameSyntax], declarations: [DeclarationSyntax]) {
    self.module = module
    self.uses = uses
    self.declarations = declarations
  }
}

/// One word of the source, without judging whether it may stand there.
package struct WordSyntax: Hashable, Sendable {
  package let text: String
  package let span: SourceSpan

  package init(text: String, span: SourceSpan) {
    self.text = text
    self.span = span
  }
}

/// `ref = { name "." } name`, and likewise `type-ref`. Never empty.
package struct NameSyntax: Hashable, Sendable {
  /// Most names have one part, which needs no array.
  private let first: WordSyntax
  private let rest: [WordSyntax]
  package let span: SourceSpan

  package init(_ first: WordSyntax, _ rest: [WordSyntax] = [], span: SourceSpan) {
    self.first = first
    self.rest = rest
    self.span = span
  }

  package init(_ word: WordSyntax) {
    self.init(word, span: word.span)
  }

  package var parts: [WordSyntax] { [first] + rest }
  package var isSimple: Bool { rest.isEmpty }
  /// Whether no part is missing.
  package var isWhole: Bool { !first.text.isEmpty && rest.allSatisfy { !$0.text.isEmpty } }
  /// As written, parts joined by dots.
  package var text: String {
    rest.isEmpty ? first.text : parts.map(\.text).joined(separator: ".")
  }
  package var lastPart: WordSyntax { rest.last ?? first }
  package var last: String { lastPart.text }
  package func appending(_ more: [WordSyntax], span: SourceSpan) -> NameSyntax {
    NameSyntax(first, rest + more, span: span)
  }

  /// All parts but the last, where there are several.
  package var prefix: NameSyntax? {
    guard let end = rest.dropLast().last ?? (rest.isEmpty ? nil : first) else { return nil }
    return NameSyntax(first, Array(rest.dropLast()), span: first.span.union(end.span))
  }
}

/// A string literal: its value after escapes, and its span with the quotes.
package struct StringSyntax: Hashable, Sendable {
  package let value: String
  package let span: SourceSpan

  package init(value: String, span: SourceSpan) {
    self.value = value
    self.span = span
  }
}

/// `entity-lit = type-ref "::" string`
package struct EntitySyntax: Hashable, Sendable {
  package let type: NameSyntax
  package let id: StringSyntax
  package let span: SourceSpan

  package init(type: NameSyntax, id: StringSyntax, span: SourceSpan) {
    self.type = type
    self.id = id
    self.span = span
  }
}
