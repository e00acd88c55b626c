import RemitSource

/// Names, references and the literals that stand in places of their own.
extension Parser {
  /// The current word, whatever it is; the caller has checked that it is one.
  mutating func takeWord() -> WordSyntax {
    let span = currentSpan
    let word = WordSyntax(text: text(span), span: span)
    advance()
    return word
  }

  /// A word that is not there.
  var missingWord: WordSyntax {
    WordSyntax(
      text: "", span: SourceSpan(file: file, lower: previousUpper, upper: previousUpper))
  }

  /// Any word as an attribute's name.
  mutating func attributeName() -> WordSyntax {
    if current.isAnyWord, !isDeclarationStart(index) { return takeWord() }
    missing("a name")
    return missingWord
  }

  /// A name where it is used or, without a rule for capitals, declared.
  mutating func name(_ what: String = "a name") -> WordSyntax {
    if current.isName {
      if current == .word || !isDeclarationStart(index) { return takeWord() }
      missing(what)
      return missingWord
    }
    if current.isReserved, reservedWordStandsForName() {
      reportWithoutSilence(
        SyntaxProblem.reservedName(current.rawValue, at: currentSpan))
      return takeWord()
    }
    missing(what)
    return missingWord
  }

  /// True where a reserved word is meant as a name rather than what follows a missing one.
  private func reservedWordStandsForName() -> Bool {
    switch peek() {
    case .leftBrace, .assign, .colon, .comma, .leftParenthesis, .dot, .rightParenthesis, .extends:
      true
    case .inWord, .on, .by, .as, .to:
      isFirstOnLine(index) == false && lexemes[max(0, previousIndex)].isDeclarationKeyword
    default: false
    }
  }

  /// The name of a type in its declaration: it starts with a capital.
  mutating func newTypeName() -> WordSyntax {
    let word = name("a type's name")
    if let first = word.text.utf8.first, !isCapital(first) {
      reportWithoutSilence(SyntaxProblem.typeNameWithoutCapital(word))
    }
    return word
  }

  /// The name of anything but a type in its declaration: it starts with no capital.
  mutating func newName(_ what: String = "a name") -> WordSyntax {
    let word = name(what)
    if let first = word.text.utf8.first, isCapital(first) {
      reportWithoutSilence(SyntaxProblem.nameWithCapital(word))
    }
    return word
  }

  private func isCapital(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
  }

  /// `ref = { name "." } name`, and `type-ref` likewise.
  mutating func reference(_ what: String = "a name") -> NameSyntax {
    let start = self.start
    let first = name(what)
    guard at(.dot) else { return NameSyntax(first) }
    var rest: [WordSyntax] = []
    while consume(.dot) { rest.append(name(what)) }
    return NameSyntax(first, rest, span: span(from: start))
  }

  mutating func typeReference() -> NameSyntax { reference("a type") }

  /// One or more of something with commas between them, and none after the last.
  mutating func list<Element>(_ element: (inout Parser) -> Element) -> [Element] {
    var elements = [element(&self)]
    while at(.comma) {
      let comma = currentSpan
      advance()
      if isListEnd() {
        reportWithoutSilence(SyntaxProblem.trailingComma(at: comma))
        break
      }
      elements.append(element(&self))
    }
    return elements
  }

  /// True where no further element of a comma list can begin.
  private func isListEnd() -> Bool {
    if isDeclarationStart(index) { return true }
    switch current {
    case .leftParenthesis, .badWord: return false
    case .rightBrace, .rightBracket, .rightParenthesis, .colon, .endOfFile: return true
    case .on, .to, .by, .as, .of, .can, .when, .unless, .inWord: return true
    case .because: return peek() == .string
    default: return false
    }
  }

  mutating func references(_ what: String = "a name") -> [NameSyntax] {
    list { $0.reference(what) }
  }

  mutating func typeReferences() -> [NameSyntax] { list { $0.typeReference() } }

  // MARK: Literals in places of their own

  /// `string`
  mutating func string(_ what: String = "a string") -> StringSyntax {
    if at(.string) || at(.badString) { return takeString() }
    missing(what)
    return StringSyntax(
      value: "", span: SourceSpan(file: file, lower: previousUpper, upper: previousUpper))
  }

  /// The current string; the caller has checked that it is one.
  mutating func takeString() -> StringSyntax {
    let span = currentSpan
    let isSound = at(.string)
    advance()
    guard isSound else { return StringSyntax(value: "", span: span) }
    return StringSyntax(value: StringLiteral.value(content(of: span)), span: span)
  }

  /// The bytes between the quotes.
  func content(of span: SourceSpan) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[(span.lower + 1)..<(span.upper - 1)])
  }

  mutating func instant() -> InstantSyntax {
    let literal = literal(.instant, "an instant, such as `2026-11-20T09:00:00Z`")
    return InstantSyntax(text: literal.text, span: literal.span)
  }

  mutating func duration() -> DurationSyntax {
    let literal = literal(.duration, "a duration, such as `90d`")
    return DurationSyntax(text: literal.text, span: literal.span)
  }

  mutating func integer() -> IntegerSyntax {
    let literal = literal(.integer, "a whole number")
    return IntegerSyntax(text: literal.text, span: literal.span)
  }

  private mutating func literal(
    _ lexeme: Lexeme, _ what: String
  ) -> (text: String, span: SourceSpan) {
    let span = currentSpan
    if consume(lexeme) { return (text(span), span) }
    if consume(.badLiteral) { return ("", span) }
    missing(what)
    return ("", SourceSpan(file: file, lower: previousUpper, upper: previousUpper))
  }

  /// `wire = "as" string`
  mutating func wireIfPresent() -> StringSyntax? {
    consume(.as) ? string("the name on the wire, a string") : nil
  }

  /// `name [ wire ]`
  mutating func wiredNames(
    _ name: (inout Parser) -> WordSyntax
  ) -> [WiredNameSyntax] {
    list { parser in
      WiredNameSyntax(name: name(&parser), wire: parser.wireIfPresent())
    }
  }

  /// `entity-lit = type-ref "::" string`
  mutating func entity() -> EntitySyntax {
    let start = self.start
    let type = reference("an entity, such as `User::\"ada\"`")
    return entity(of: type, from: start)
  }

  /// The `"::" string` after a type.
  mutating func entity(of type: NameSyntax, from start: Int) -> EntitySyntax {
    var type = type
    guard expect(.doubleColon) else {
      let id = StringSyntax(value: "", span: missingWord.span)
      return EntitySyntax(type: type, id: id, span: span(from: start))
    }
    if current.isAnyWord, peek() == .doubleColon, !isFirstOnLine(index) {
      type = moduleWithColons(type, from: start)
    }
    let id: StringSyntax
    if current.isAnyWord || at(.integer), !isFirstOnLine(index) {
      id = bareID()
    } else {
      id = string("an entity's id, a string")
    }
    EntityIDWarnings.check(id, into: sink)
    return EntitySyntax(type: type, id: id, span: span(from: start))
  }

  /// `Shop::User::"ada"`: names joined by colons, reported once and read as if joined by dots.
  private mutating func moduleWithColons(_ type: NameSyntax, from start: Int) -> NameSyntax {
    reportWithoutSilence(
      SyntaxProblem.doubleColonBetweenNames(at: tokens[previousIndex].span))
    var rest: [WordSyntax] = []
    while current.isAnyWord, peek() == .doubleColon {
      rest.append(takeWord())
      advance()
    }
    return type.appending(rest, span: span(from: start))
  }

  /// `User::ada`: an id without quotes, reported and read as if it had them.
  private mutating func bareID() -> StringSyntax {
    let span = currentSpan
    reportWithoutSilence(SyntaxProblem.bareEntityID(shortened(span), text(span), at: span))
    advance()
    return StringSyntax(value: text(span), span: span)
  }

  mutating func entities() -> [EntitySyntax] { list { $0.entity() } }
}
