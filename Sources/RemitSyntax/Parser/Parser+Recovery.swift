import RemitSource

/// Where to go on after a mistake: the places at which the grammar plainly starts afresh.
extension Parser {
  /// Ends the parse of the present declaration: skips to where the next one plausibly starts.
  ///
  /// The caller has reported; nothing more is said at the token it stops at.
  mutating func synchronise() {
    while current != .endOfFile, !isDeclarationStart(index), !resemblesDeclaration { advance() }
    sink.silentIndex = index
  }

  /// True at a keyword that begins a line and is not plainly a name: good enough where a mistake
  /// has been reported already.
  var resemblesDeclaration: Bool {
    guard current.isDeclarationKeyword, startsLine(index) else { return false }
    let next = peek()
    switch next {
    case .leftBrace, .assign, .string, .badWord, .to, .on, .of, .by: return true
    default: return next.isAnyWord && !Parser.clauseStarts.contains(next)
    }
  }

  /// True if the token at an index begins a declaration, or a step of a test, as far as one can
  /// tell: a keyword at the start of a line, no further right than what is being read, and before
  /// a word that no clause begins with.
  ///
  /// Most keywords are names too. Where a text is correct, what follows a name is a sign, a reserved
  /// word, a clause or the next declaration; so this is never true of a name in a correct text.
  func isDeclarationStart(_ at: Int) -> Bool {
    let lexeme = lexemes[at]
    guard lexeme.isDeclarationKeyword || isHeaderOrReserved(lexeme) || isStepKeyword(lexeme) else {
      return false
    }
    guard startsLine(at) else { return false }
    let nextIndex = after(at)
    let next = lexemes[nextIndex]
    switch lexeme {
    case .test where next == .string || next == .badString: return true
    case .open: return next == .entity
    case .retire: return next == .duty
    case .at: return next == .instant
    case .expect: return next == .allow || next == .deny || next == .invalid
    default:
      if next.isReserved {
        // `let when = 1`: a reserved word where the declared name should be.
        let third = lexemes[after(nextIndex)]
        if third == .assign || third == .colon { return true }
      }
      guard next.isAnyWord, !Parser.clauseStarts.contains(next) else { return false }
      return !isCertainDeclaration(nextIndex)
    }
  }

  private func isHeaderOrReserved(_ lexeme: Lexeme) -> Bool {
    switch lexeme {
    case .use, .module, .layer, .ceiling, .override, .importWord: true
    default: false
    }
  }

  private func isStepKeyword(_ lexeme: Lexeme) -> Bool {
    switch lexeme {
    case .at, .performed, .withdrawn, .expect: isInSteps
    default: false
    }
  }

  /// Words after which the word before them was a name.
  private static let clauseStarts: Set<Lexeme> = [
    .and, .or, .inWord, .isWord, .has, .like, .matches, .as, .to, .on, .by, .of, .then, .elseWord,
    .whereWord, .give, .when, .unless, .can, .because, .oblige, .from, .until, .at, .within,
    .expire, .never, .version, .known, .anywhere, .using, .extends, .for, .with,
    // Steps of a test, which may follow any of its steps.
    .performed, .withdrawn, .expect,
  ]

  /// True if only white space stands before the token on its line, and not too much of it.
  private func startsLine(_ at: Int) -> Bool {
    if at > 0, lexemes[at - 1] == .rightBrace, !isFirstOnLine(at) { return true }
    return isFirstOnLine(at) && column(at) <= anchorColumn
  }

  /// The bytes before a token that is the first on its line.
  func column(_ at: Int) -> Int {
    let token = tokens[at]
    let trivia = bytes[token.triviaStart..<token.span.lower]
    guard let end = trivia.lastIndex(of: UInt8(ascii: "\n")) else { return 0 }
    return token.span.lower - end - 1
  }

  private func after(_ at: Int) -> Int {
    guard lexemes[at] != .endOfFile else { return at }
    var next = at + 1
    while lexemes[next] == .skipped { next += 1 }
    return next
  }

  /// True if a keyword, a name and the sign or word after the name are the head of a declaration.
  private func isCertainDeclaration(_ at: Int) -> Bool {
    let third = lexemes[after(after(at))]
    switch lexemes[at] {
    case .type, .actions: return third == .assign
    case .enumeration, .fixture: return third == .leftBrace
    case .let: return third == .assign || third == .colon
    case .condition: return third == .assign || third == .leftParenthesis
    case .allow, .deny, .limit: return third == .colon
    case .role: return third == .leftBrace || third == .extends
    case .grant: return third == .to || third == .as || third == .dot
    case .duty: return third == .of || third == .as || third == .dot
    case .waive: return third == .for || third == .dot
    case .action: return third == .on || third == .by || third == .comma || third == .as
    case .entity:
      return third == .leftBrace || third == .inWord || third == .comma || third == .as
        || third == .dot || third == .doubleColon || third == .endOfFile
        || third.isDeclarationKeyword
    case .open: return lexemes[after(at)] == .entity
    case .separate: return [.roles, .active, .duties, .permissions].contains(lexemes[after(at)])
    case .retire: return lexemes[after(at)] == .duty
    case .test: return lexemes[after(at)] == .string
    case .use, .module: return lexemes[after(at)].isName
    default: return false
    }
  }

  /// True if the current word stands for one of the keywords, misspelt: then this is reported, and
  /// the word is read as that keyword. Short keywords resemble too many names to try.
  ///
  /// - Parameter isWanted: one of the keywords must stand here; then another keyword, such as
  ///   `role` for `roles`, may be the misspelt one too.
  @discardableResult
  mutating func isMisspelt(as keywords: [Lexeme], isWanted: Bool = false) -> Bool {
    guard at(.word) || (isWanted && current.isName), !sink.isTruncated, !isSilent,
      !startsLine(index)
    else { return false }
    guard ![.doubleColon, .dot, .colon].contains(peek()) else { return false }
    let word = shortened(currentSpan)
    let spellings = keywords.filter { $0.isAnyWord }.map(\.rawValue)
    guard let meant = nearest(word, in: spellings.filter { $0.utf8.count >= 4 }),
      let keyword = Lexeme(rawValue: meant)
    else { return false }
    report(SyntaxProblem.misspeltKeyword(word, meant: meant, at: currentSpan))
    readCurrent(as: keyword)
    return true
  }

  /// Steps over a keyword before names, or reports that it is missing; true if names may follow
  /// all the same.
  mutating func expectBeforeNames(_ keyword: Lexeme) -> Bool {
    if expect(keyword) { return true }
    guard !isDeclarationStart(index) else { return false }
    switch current {
    case .leftParenthesis, .anything, .anyone, .everything: return true
    default: return current.isName
    }
  }
}
