/// The structure of a tree as stable text, for tests and for people who look inside: no places, no
/// comments, no spelling of literals, and no parentheses, so that two texts that mean the same
/// have one dump.
package func dump(_ tree: SyntaxTree) -> String {
  var nodes: [DumpNode] = []
  if let module = tree.root.module { nodes.append(DumpNode("module", [.leaf(module.text)])) }
  for use in tree.root.uses { nodes.append(DumpNode("use", [.leaf(use.text)])) }
  nodes += tree.root.declarations.map(DumpNode.init(declaration:))
  return nodes.map { $0.text(indent: 0) + "\n" }.joined()
}

package func dump(_ expression: ExpressionSyntax) -> String {
  DumpNode(expression: expression).text(indent: 0)
}

/// A labelled list, printed `(label child child)`.
struct DumpNode {
  let label: String
  let children: [DumpNode]
  private let isLeaf: Bool

  init(_ label: String, _ children: [DumpNode] = []) {
    self.label = label
    self.children = children
    self.isLeaf = false
  }

  private init(leaf: String) {
    self.label = leaf
    self.children = []
    self.isLeaf = true
  }

  static func leaf(_ text: String) -> DumpNode { DumpNode(leaf: text) }

  /// On one line if it fits into 100 columns there, else one child a line.
  func text(indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    if let flat = flatText(columnsMax: 100 - indent) { return margin + flat }
    if isLeaf { return margin + label }
    let inner = children.map { "\n" + $0.text(indent: indent + 2) }.joined()
    return "\(margin)(\(label)\(inner))"
  }

  /// `nil` as soon as it is clear that the line would be too long, so that dumping stays linear.
  private func flatText(columnsMax: Int) -> String? {
    if isLeaf { return label.utf8.count <= columnsMax ? label : nil }
    var text = "(" + label
    for child in children {
      guard let part = child.flatText(columnsMax: columnsMax - text.utf8.count - 1) else {
        return nil
      }
      text += " " + part
    }
    text += ")"
    return text.utf8.count <= columnsMax ? text : nil
  }
}

// MARK: Small parts

extension DumpNode {
  static func word(_ word: WordSyntax) -> DumpNode { .leaf(word.text.isEmpty ? "?" : word.text) }

  static func name(_ name: NameSyntax) -> DumpNode { .leaf(name.text.isEmpty ? "?" : name.text) }

  static func string(_ string: StringSyntax) -> DumpNode {
    .leaf(StringLiteral.quoted(string.value))
  }

  static func entity(_ entity: EntitySyntax) -> DumpNode {
    .leaf("\(entity.type.text)::\(StringLiteral.quoted(entity.id.value))")
  }

  static func names(_ label: String, _ names: [NameSyntax]) -> DumpNode {
    DumpNode(label, names.map(DumpNode.name))
  }

  static func entities(_ label: String, _ entities: [EntitySyntax]) -> DumpNode {
    DumpNode(label, entities.map(DumpNode.entity))
  }

  /// A node of one child, or nothing.
  static func optional(_ label: String, _ child: DumpNode?) -> [DumpNode] {
    child.map { [DumpNode(label, [$0])] } ?? []
  }

  static func wire(_ wire: StringSyntax?) -> [DumpNode] {
    optional("wire", wire.map(DumpNode.string))
  }

  static func wired(_ name: WiredNameSyntax) -> DumpNode {
    name.wire == nil ? .word(name.name) : DumpNode(name.name.text, wire(name.wire))
  }

  static func documentation(_ lines: [String]) -> [DumpNode] {
    lines.isEmpty ? [] : [DumpNode("doc", lines.map { .leaf(StringLiteral.quoted($0)) })]
  }

  static func entries(_ label: String, _ entries: [RecordEntrySyntax]) -> DumpNode {
    DumpNode(
      label,
      entries.map { entry in
        let key = entry.key.isQuoted ? StringLiteral.quoted(entry.key.text) : entry.key.text
        return DumpNode(key, [DumpNode(expression: entry.value)])
      })
  }

  static func clauses(_ clauses: [ConditionClauseSyntax]) -> [DumpNode] {
    clauses.map {
      DumpNode($0.isUnless ? "unless" : "when", [DumpNode(expression: $0.expression)])
    }
  }

  static func actions(_ actions: ActionListSyntax) -> DumpNode {
    switch actions {
    case .anything: .leaf("anything")
    case .named(let names): .names("actions", names)
    }
  }
}
