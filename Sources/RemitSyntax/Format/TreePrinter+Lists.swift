/// Lists of names, types and entities, and clauses that several declarations share.
extension TreePrinter {
  /// Elements with commas; a line ends only where the next element would not fit.
  mutating func list<Element>(
    _ elements: [Element], _ item: (inout TreePrinter, Element) -> Void
  ) {
    for (index, element) in elements.enumerated() {
      item(&self, element)
      guard index < elements.count - 1 else { break }
      bracket(",")
      line()
    }
  }

  mutating func names(_ names: [NameSyntax]) { list(names) { $0.name($1) } }

  mutating func entities(_ entities: [EntitySyntax]) { list(entities) { $0.entity($1) } }

  mutating func actionList(_ actions: ActionListSyntax) {
    switch actions {
    case .anything: token("anything")
    case .named(let names): self.names(names)
    }
  }

  /// A word, then a space.
  mutating func word(_ text: String) {
    token(text)
    space()
  }

  /// `as "wire"`, with the space before it.
  mutating func wire(_ wire: StringSyntax?) {
    guard let wire else { return }
    space()
    word("as")
    string(wire)
  }

  mutating func wiredName(_ name: WiredNameSyntax) {
    token(name.name.text)
    wire(name.wire)
  }

  /// Clauses of a broken group, each on a line of its own.
  mutating func conditionClauses(_ clauses: [ConditionClauseSyntax]) {
    for clause in clauses {
      line()
      word(clause.isUnless ? "unless" : "when")
      expression(clause.expression)
    }
  }

  mutating func because(_ reason: StringSyntax?) {
    guard let reason else { return }
    line()
    word("because")
    string(reason)
  }

  // MARK: Types

  mutating func type(_ type: TypeSyntax) {
    switch type.form {
    case .named(let names): union(names)
    case .set(let element): collection("Set", element)
    case .map(let element): collection("Map", element)
    case .record(let record): recordType(record)
    case .missing: token("?")
    }
  }

  private mutating func union(_ names: [NameSyntax]) {
    open(.fill)
    for (index, name) in names.enumerated() {
      if index > 0 {
        line()
        word("|")
      }
      self.name(name)
    }
    close()
  }

  private mutating func collection(_ word: String, _ element: TypeSyntax) {
    token(word)
    token("<")
    type(element)
    token(">")
  }

  mutating func recordType(_ record: RecordTypeSyntax) {
    braces(record.attributes) { $0.attribute($1) }
  }

  private mutating func attribute(_ attribute: AttributeSyntax) {
    token(attribute.name.text)
    wire(attribute.wire)
    if attribute.isFromRequest {
      space()
      word("from")
      token("request")
    }
    if attribute.isOptional { token("?") }
    token(":")
    space()
    type(attribute.type)
  }
}
