package import RemitSource

/// One parsed file: every byte of it as tokens with their trivia, and the declarations over them.
///
/// Lossless: the trivia and texts of `tokens`, concatenated, are the file's bytes. Nodes refer to
/// tokens by index; a node never holds semantic results.
package struct SyntaxTree: Sendable {
  package let file: SourceFileID
  package let source: SourceFile
  /// In source order; the last is always `.endOfFile`.
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
  /// Start of the trivia that precedes the token; the trivia ends at `span.lower`.
  package let triviaStart: Int
  package let span: SourceSpan

  package init(kind: TokenKind, triviaStart: Int, span: SourceSpan) {
    self.kind = kind
    self.triviaStart = triviaStart
    self.span = span
  }
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
  package let parts: [WordSyntax]
  package let span: SourceSpan

  package init(parts: [WordSyntax], span: SourceSpan) {
    self.parts = parts
    self.span = span
  }

  /// As written, parts joined by dots.
  package var text: String { parts.map(\.text).joined(separator: ".") }
  package var last: String { parts.last?.text ?? "" }
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
