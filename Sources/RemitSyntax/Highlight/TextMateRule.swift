/// A rule of a TextMate grammar, whose expressions keep to what Oniguruma and PCRE2 read alike: no
/// classes by name, lookbehind of one character.
struct TextMateRule: Sendable {
  /// A part of an expression, with what the text is that it takes.
  enum Part: Sendable {
    /// One of some keywords, whole.
    case words([Lexeme])
    /// An expression whose text is of one kind.
    case some(String, HighlightKind)
    /// An expression whose text is cut by rules of its own.
    case cut(String, [TextMateRule])
    /// Blanks or nothing.
    case blanks
    /// What must follow.
    case ahead(String)

    static func word(_ lexeme: Lexeme) -> Part { .words([lexeme]) }
  }

  private enum Form: Sendable {
    case match([Part])
    case region(begin: [Part], end: [Part], name: String?, [TextMateRule])
  }

  private let form: Form

  static func match(_ parts: Part...) -> TextMateRule { TextMateRule(form: .match(parts)) }

  /// Everything from `begin` to `end`, which may be on another line.
  ///
  /// - Parameter name: the scope of all of it.
  static func region(
    _ begin: [Part], until end: [Part], name: String? = nil, _ inner: [TextMateRule]
  ) -> TextMateRule {
    TextMateRule(form: .region(begin: begin, end: end, name: name, inner))
  }

  /// Every expression of the rule and of those within it.
  var expressions: [String] {
    switch form {
    case .match(let parts): [Self.expression(parts)] + Self.inner(parts)
    case .region(let begin, let end, name: _, let inner):
      [Self.expression(begin), Self.expression(end)] + Self.inner(begin) + Self.inner(end)
        + inner.flatMap(\.expressions)
    }
  }

  private static func inner(_ parts: [Part]) -> [String] {
    parts.flatMap { part -> [String] in
      if case .cut(_, let rules) = part { return rules.flatMap(\.expressions) }
      return []
    }
  }

  // MARK: Text

  /// JSON, laid out for people who compare two versions of it.
  func text(indent: String) -> String {
    let deeper = indent + "  "
    var members: [String] = []
    switch form {
    case .match(let parts):
      members.append("\"match\": \(json(Self.expression(parts)))")
      members += Self.captures("captures", parts, deeper)
    case .region(let begin, let end, let name, let inner):
      if let name { members.append("\"contentName\": \(json(name))") }
      members.append("\"begin\": \(json(Self.expression(begin)))")
      members += Self.captures("beginCaptures", begin, deeper)
      members.append("\"end\": \(json(Self.expression(end)))")
      members += Self.captures("endCaptures", end, deeper)
      members.append("\"patterns\": \(Self.list(inner, indent: deeper))")
    }
    return "{\n" + members.map { deeper + $0 }.joined(separator: ",\n") + "\n\(indent)}"
  }

  static func list(_ rules: [TextMateRule], indent: String) -> String {
    guard !rules.isEmpty else { return "[]" }
    let deeper = indent + "  "
    let texts = rules.map { deeper + $0.text(indent: deeper) }
    return "[\n" + texts.joined(separator: ",\n") + "\n\(indent)]"
  }

  private static func captures(_ key: String, _ parts: [Part], _ indent: String) -> [String] {
    var number = 0
    var captures: [String] = []
    for part in parts {
      switch part {
      case .words(let words):
        number += 1
        let scope = words.first?.keywordKind?.textMateScope ?? ""
        captures.append("\"\(number)\": { \"name\": \(json(scope)) }")
      case .some(_, let kind):
        number += 1
        captures.append("\"\(number)\": { \"name\": \(json(kind.textMateScope)) }")
      case .cut(_, let rules):
        number += 1
        let inner = list(rules, indent: indent + "  ")
        captures.append("\"\(number)\": { \"patterns\": \(inner) }")
      case .blanks, .ahead: break
      }
    }
    guard !captures.isEmpty else { return [] }
    let inner = captures.map { "\(indent)  \($0)" }.joined(separator: ",\n")
    return ["\"\(key)\": {\n\(inner)\n\(indent)}"]
  }

  private static func expression(_ parts: [Part]) -> String {
    var text = ""
    var isAfterWord = false
    for part in parts {
      switch part {
      case .words(let words):
        // Blanks stand between a word and a word; names begin nowhere inside another.
        text += isAfterWord ? "[ \\t]+" : "(?<![A-Za-z0-9_])"
        text += "(\(words.map(\.rawValue).joined(separator: "|")))\(wordEnd)"
        isAfterWord = true
      case .some(let expression, _), .cut(let expression, _):
        if isAfterWord,
          expression.hasPrefix("[A-Za-z_]") || expression.hasPrefix("[a-z_]")
            || expression.hasPrefix("[A-Z]")
        {
          text += "[ \\t]+" + notReserved
        }
        text += "(\(expression))"
        isAfterWord = expression.hasSuffix(")*")
      case .blanks:
        text += "[ \\t]*"
        isAfterWord = false
      case .ahead(let expression): text += "(?=\(expression))"
      }
    }
    return text
  }

  static let wordEnd = "(?![A-Za-z0-9_]|-[A-Za-z])"
  static let name = "[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z][A-Za-z0-9_]*)*"
  static let lowName = "[a-z_][A-Za-z0-9_]*(?:-[A-Za-z][A-Za-z0-9_]*)*"
  static let typeName = "[A-Z][A-Za-z0-9_]*(?:-[A-Za-z][A-Za-z0-9_]*)*"

  /// What is no reserved word: no name is one.
  static let notReserved: String = {
    let reserved = Lexeme.allCases.filter(\.isReserved).map(\.rawValue)
    return "(?!(?:\(reserved.joined(separator: "|")))\(wordEnd))"
  }()
}

private func json(_ text: String) -> String {
  var out = "\""
  for scalar in text.unicodeScalars {
    if scalar == "\"" || scalar == "\\" { out += "\\" }
    out.unicodeScalars.append(scalar)
  }
  return out + "\""
}
