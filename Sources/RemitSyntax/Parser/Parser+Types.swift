import RemitSource

/// Type expressions and record types.
extension Parser {
  /// ```
  /// type-expr = "Set" "<" type-expr ">" | "Map" "<" type-expr ">" | record-type | Name { "|" Name }
  /// ```
  mutating func typeExpression() -> TypeSyntax {
    let start = self.start
    height = 0
    if (at(.setType) || at(.mapType)) && peek() == .less { return collectionType() }
    if at(.leftBrace) {
      let record = recordType()
      return TypeSyntax(.record(record), span: record.span)
    }
    guard current.isName || at(.badWord) else {
      missing("a type")
      return TypeSyntax(.missing, span: missingWord.span)
    }
    if at(.setType) || at(.mapType) {
      missing("a type")
      return TypeSyntax(.missing, span: missingWord.span)
    }
    var names = [typeReference()]
    while consume(.bar) || consume(.foreignOr) { names.append(typeReference()) }
    return TypeSyntax(.named(names), span: span(from: start))
  }

  /// `( "Set" | "Map" ) "<" type-expr ">"`
  private mutating func collectionType() -> TypeSyntax {
    let start = self.start
    let isSet = at(.setType)
    let missingType = TypeSyntax(.missing, span: missingWord.span)
    return nested(else: { _ in missingType }) { parser in
      parser.advance()
      parser.advance()
      let element = parser.typeExpression()
      if parser.at(.greaterOrEqual) {
        parser.reportWithoutSilence(
          SyntaxProblem.joinedGreaterAndEqual(at: parser.currentSpan))
        parser.advance()
        parser.joinedAssignIndex = parser.index
      } else {
        parser.expect(.greater)
      }
      return TypeSyntax(isSet ? .set(element) : .map(element), span: parser.span(from: start))
    }
  }

  /// `record-type = "{" [ attr { [ "," ] attr } [ "," ] ] "}"`
  mutating func recordType() -> RecordTypeSyntax {
    let start = self.start
    let opener = currentSpan
    let attributes: [AttributeSyntax] = nested(else: { _ in [] }) { parser in
      parser.advance()
      var attributes: [AttributeSyntax] = []
      var tall = 0
      while parser.startsAttribute {
        attributes.append(parser.attribute())
        tall = max(tall, parser.height)
        _ = parser.consume(.comma)
      }
      parser.height = tall
      parser.close(.rightBrace, opener: opener)
      return attributes
    }
    return RecordTypeSyntax(attributes: attributes, span: span(from: start))
  }

  /// True at a word, unless what follows shows that the record was never closed.
  private var startsAttribute: Bool {
    guard current.isAnyWord else { return false }
    switch peek() {
    case .colon, .question, .as, .from: return true
    default: return !isDeclarationStart(index) && !at(.endOfFile)
    }
  }

  /// `attr = word [ wire ] [ "from" "request" ] [ "?" ] ":" type-expr`
  private mutating func attribute() -> AttributeSyntax {
    let documentation = documentation(before: index)
    let name = attributeName()
    let wire = wireIfPresent()
    var isFromRequest = false
    if consume(.from) {
      expect(.request)
      isFromRequest = true
    }
    let isOptional = consume(.question)
    expect(.colon)
    let type = typeExpression()
    return AttributeSyntax(
      name: name, wire: wire, isFromRequest: isFromRequest, isOptional: isOptional, type: type,
      documentation: documentation)
  }

  // MARK: Records

  mutating func recordExpression() -> ExpressionSyntax {
    let start = self.start
    let entries = record()
    return ExpressionSyntax(.record(entries), span: span(from: start))
  }

  /// `record = "{" [ ( word | string ) ":" expr { "," … } [ "," ] ] "}"`
  mutating func record() -> [RecordEntrySyntax] {
    let opener = currentSpan
    return nested(else: { _ in [] }) { parser in
      parser.advance()
      var entries: [RecordEntrySyntax] = []
      var tall = 0
      while parser.current.isAnyWord || parser.at(.string) || parser.at(.badString) {
        let before = parser.index
        let key = parser.recordKey()
        parser.expect(.colon)
        let value = parser.expression()
        entries.append(RecordEntrySyntax(key: key, value: value))
        tall = max(tall, parser.height)
        guard parser.continues(before: .rightBrace, since: before) else { break }
      }
      parser.height = tall
      parser.close(.rightBrace, opener: opener)
      return entries
    }
  }

  mutating func recordIfPresent() -> [RecordEntrySyntax]? {
    at(.leftBrace) ? record() : nil
  }

  /// `word | string`
  private mutating func recordKey() -> RecordKeySyntax {
    if current.isAnyWord {
      let word = takeWord()
      return RecordKeySyntax(text: word.text, isQuoted: false, span: word.span)
    }
    let string = takeString()
    return RecordKeySyntax(text: string.value, isQuoted: true, span: string.span)
  }

  // MARK: Documentation

  /// The `///` lines directly above a token, without the slashes and one leading space.
  func documentation(before at: Int) -> [String] {
    let token = tokens[at]
    // Shorter than a line end and three slashes: the usual case.
    guard token.span.lower - token.triviaStart > 3 else { return [] }
    let trivia = bytes[token.triviaStart..<token.span.lower]
    guard trivia.contains(UInt8(ascii: "/")) else { return [] }
    var lines = trivia.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    lines.removeLast()
    if token.triviaStart > 0, !lines.isEmpty { lines.removeFirst() }
    var documentation: [String] = []
    for line in lines.reversed() {
      guard let text = documentationText(line) else { break }
      documentation.append(text)
    }
    return documentation.reversed()
  }

  private func documentationText(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> String? {
    let blanks: [UInt8] = [0x20, 0x09, 0x0D, 0xEF, 0xBB, 0xBF]
    var text = line.drop { blanks.contains($0) }
    let slash = UInt8(ascii: "/")
    guard text.prefix(3).elementsEqual([slash, slash, slash]), text.dropFirst(3).first != slash
    else { return nil }
    text = text.dropFirst(3)
    if text.first == 0x20 { text = text.dropFirst() }
    while let last = text.last, last == 0x20 || last == 0x09 || last == 0x0D {
      text = text.dropLast()
    }
    return String(decoding: text, as: UTF8.self)
  }
}
