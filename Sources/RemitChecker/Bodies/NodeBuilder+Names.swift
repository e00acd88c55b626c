import RemitModel
import RemitSource
import RemitSyntax

/// Names, attributes, calls.
extension NodeBuilder {
  /// `a`, `a.b.c`: a variable with attributes, a constant, an enum case, or a qualified name.
  func buildName(_ syntax: ExpressionSyntax) -> Node {
    switch syntax.form {
    case .name(let word):
      return buildShort(word)
    case .member(let base, let word):
      if let node = buildQualified(syntax) { return node }
      guard !word.text.isEmpty else {
        let number = number(syntax.span)
        _ = build(base)
        return Node(.broken, number: number, span: syntax.span, path: nil)
      }
      return attribute(word, of: base, syntax.span)
    default:
      return broken(syntax.span)
    }
  }

  private func attribute(_ word: WordSyntax, of base: ExpressionSyntax, _ span: SourceSpan) -> Node
  {
    let number = number(span)
    return attribute(word, ofNode: build(base), number, span)
  }

  private func attribute(
    _ word: WordSyntax, ofNode base: Node, _ number: Int, _ span: SourceSpan
  ) -> Node {
    let path = base.path.map { paths.path(.attribute(word.text), below: $0) }
    return Node(.attribute(base, word), number: number, span: span, path: path)
  }

  /// One word: a variable, else a let or condition, else an enum case.
  private func buildShort(_ word: WordSyntax) -> Node {
    if word.text.isEmpty { return broken(word.span) }
    if let node = variable(word) { return node }
    switch checker.lookUp(short: word.text, in: .values, from: tree) {
    case .found(let symbol): return value(symbol, word, word.span)
    case .silent: return broken(word.span)
    case .ambiguous(let fullNames):
      // Cases that several modules give are told apart by the type expected.
      if isCaseEverywhere(word.text) { return bareCase(word) }
      checker.report(CheckProblem.ambiguousName(word, fullNames))
      return broken(word.span)
    case .unknown:
      let node = bareCase(word)
      if checker.casesByName[word.text] == nil { unknownNames[node.number] = unknown(word) }
      return node
    }
  }

  private func isCaseEverywhere(_ name: String) -> Bool {
    checker.scopes[tree].reach.allSatisfy { module in
      let entry = checker.modules[module].tables[NameSpace.values.rawValue][name]
      return entry == nil || entry?.symbol == .enumCase
    }
  }

  private func bareCase(_ word: WordSyntax) -> Node {
    Node(.bareCase(word), number: number(word.span), span: word.span, path: nil)
  }

  private func variable(_ word: WordSyntax) -> Node? {
    if let local = locals.last(where: { $0.name == word.text }) {
      return Node(
        .local(local.slot), number: number(word.span), span: word.span,
        path: paths.root(.local(local.slot)))
    }
    if word.text == "object", setting == .dutyObject {
      return Node(.object, number: number(word.span), span: word.span, path: nil)
    }
    guard let variable = TypedExpression.Variable(rawValue: word.text) else { return nil }
    guard isVisible(variable) else {
      checker.report(CheckProblem.variableNotVisible(word, setting))
      return broken(word.span)
    }
    switch variable {
    case .principal: mentions.insert(.principal)
    case .resource: mentions.insert(.resource)
    case .context: mentions.insert(.context)
    case .now: mentions.insert(.now)
    }
    return Node(
      .variable(variable), number: number(word.span), span: word.span,
      path: paths.root(.variable(variable)))
  }

  private func isVisible(_ variable: TypedExpression.Variable) -> Bool {
    switch setting {
    case .request, .duty: true
    case .identity: variable == .principal
    case .condition: variable == .now
    case .constant, .dutyObject: false
    }
  }

  /// A let, a condition without parameters, or an enum case.
  private func value(_ symbol: Symbol, _ word: WordSyntax, _ span: SourceSpan) -> Node {
    switch symbol {
    case .constant(let index):
      checker.constants[index].isUsed = true
      guard let (value, type) = checker.constants[index].value else { return broken(span) }
      return constant(value, type, span, isLiteral: false)
    case .condition(let index):
      return call(index, word, [], span, hasParentheses: false)
    case .enumCase:
      return bareCase(word)
    case .builtin, .alias, .enumeration, .entity, .action, .actionGroup, .role, .grant, .rule,
      .separation, .limit, .fixture:
      return broken(span)
    }
  }

  private func unknown(_ word: WordSyntax) -> Diagnostic {
    let scopeNames = locals.map(\.name) + TypedExpression.Variable.visible(in: setting)
    if let dash = minusMeant(word.text, scopeNames) {
      return CheckProblem.minusInName(word, left: dash.left, right: dash.right)
    }
    if BuiltinNames.values.contains(word.text) {
      return CheckProblem.functionWithoutCall(word)
    }
    if let help = ForeignNames.help(for: word.text) {
      return CheckProblem.foreignName(word, help: help)
    }
    let near =
      checker.suggestion(for: word.text, among: scopeNames)
      ?? checker.suggestion(for: word.text, in: .values, from: tree)
    return CheckProblem.unknownName(
      word, what: NameSpace.values.what, suggestion: near,
      elsewhere: checker.moduleThatDeclares(word.text, in: .values, notIn: tree))
  }

  /// `a-b` is one name; where there are an `a` and a `b`, a subtraction was meant.
  private func minusMeant(
    _ name: String, _ scopeNames: [String]
  ) -> (left: String, right: String)? {
    func isKnown(_ part: String) -> Bool {
      if scopeNames.contains(part) { return true }
      if case .found = checker.lookUp(short: part, in: .values, from: tree) { return true }
      return false
    }
    for index in name.indices where name[index] == "-" {
      let left = String(name[..<index])
      let right = String(name[name.index(after: index)...])
      if isKnown(left), isKnown(right) || Int64(right) != nil { return (left, right) }
    }
    return nil
  }

  // MARK: Qualified names

  /// `Tier.low`, `pipeline.Tier.low`, `pipeline.some-let`, each perhaps with attributes behind.
  ///
  /// `nil` where the chain starts at a variable or value, and so has attributes only.
  private func buildQualified(_ syntax: ExpressionSyntax) -> Node? {
    guard let chain = Chain(syntax), let first = chain.words.first else { return nil }
    if locals.contains(where: { $0.name == first.text }) || first.text.isEmpty { return nil }
    if TypedExpression.Variable(rawValue: first.text) != nil || first.text == "object" {
      return nil
    }
    switch checker.lookUp(short: first.text, in: .values, from: tree) {
    case .found, .ambiguous: return nil
    case .unknown, .silent: break
    }
    if case .found(let symbol) = checker.lookUp(short: first.text, in: .types, from: tree) {
      return build(chain, from: 1) { enumCase($0, of: symbol, $1) }
    }
    for count in stride(from: chain.words.count - 1, to: 0, by: -1) {
      let prefix = chain.words[..<count].map(\.text).joined(separator: ".")
      guard let module = checker.moduleByName[prefix],
        checker.scopes[tree].reach.contains(module)
      else { continue }
      return build(chain, inModule: module, from: count)
    }
    let isForeignModule =
      checker.moduleByName[first.text] != nil || checker.vocabularyNames.contains(first.text)
    if isForeignModule {
      checker.report(
        CheckProblem.moduleNotInUse(NameSyntax(first)))
      return broken(syntax.span)
    }
    return nil
  }

  private func build(_ chain: Chain, inModule module: Int, from index: Int) -> Node {
    let word = chain.words[index]
    let tables = checker.modules[module].tables
    if let entry = tables[NameSpace.types.rawValue][word.text], chain.words.count > index + 1 {
      return build(chain, from: index + 1) { enumCase($0, of: entry.symbol, $1) }
    }
    guard let entry = tables[NameSpace.values.rawValue][word.text] else {
      let known = tables[NameSpace.values.rawValue].keys
      checker.report(
        CheckProblem.unknownName(
          word, what: NameSpace.values.what + " of `\(checker.modules[module].name)`",
          suggestion: checker.suggestion(for: word.text, among: known), elsewhere: nil))
      return broken(chain.spans[chain.spans.count - 1])
    }
    return build(chain, from: index) { value(entry.symbol, $0, $1) }
  }

  /// The node of the word at `index`, and the attributes after it around that. Numbers are taken
  /// from the outside in, as everywhere.
  private func build(
    _ chain: Chain, from index: Int, _ head: (WordSyntax, SourceSpan) -> Node
  ) -> Node {
    let outer = (index + 1..<max(index + 1, chain.words.count)).reversed().map {
      (number(chain.spans[$0]), $0)
    }
    var node = head(chain.words[index], chain.spans[index])
    for (number, position) in outer.reversed() {
      node = attribute(chain.words[position], ofNode: node, number, chain.spans[position])
    }
    return node
  }

  /// `Tier.low`
  private func enumCase(_ word: WordSyntax, of symbol: Symbol, _ span: SourceSpan) -> Node {
    guard let type = checker.enumeration(symbol) else {
      checker.report(CheckProblem.typeAsValue(word, at: span))
      return broken(span)
    }
    guard let value = checker.enumCase(word.text, of: type) else {
      if !word.text.isEmpty { checker.report(checker.unknownCase(word, of: type)) }
      return broken(span)
    }
    return constant(.enumCase(value), .enumeration(type), span, isLiteral: false)
  }

  /// A chain of names and members, the spans being those of the chain up to each word.
  struct Chain {
    private(set) var words: [WordSyntax] = []
    private(set) var spans: [SourceSpan] = []

    init?(_ syntax: ExpressionSyntax) {
      var current = syntax
      while true {
        spans.append(current.span)
        switch current.form {
        case .member(let base, let word):
          words.append(word)
          current = base
          continue
        case .name(let word):
          words.append(word)
        default:
          return nil
        }
        break
      }
      words.reverse()
      spans.reverse()
    }
  }
}

extension TypedExpression.Variable {
  static func visible(in setting: NodeBuilder.Setting) -> [String] {
    switch setting {
    case .request, .duty: ["principal", "resource", "context", "now"]
    case .identity: ["principal"]
    case .condition: ["now"]
    case .constant: []
    case .dutyObject: ["object"]
    }
  }
}
