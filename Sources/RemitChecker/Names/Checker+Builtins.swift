import RemitModel
import RemitSource
import RemitSyntax

/// The module `remit`, which is there without a file: the built-in action `remit.withdraw`.
///
/// It exists in a policy that has duties and names it. Of any other policy nobody may take an entry
/// back, and `anything` means no more than what its author has declared.
extension Checker {
  static let builtinModule = "remit"
  private static let withdrawal = "withdraw"

  func declareBuiltins() {
    reportTakenModule()
    guard moduleByName[Self.builtinModule] == nil, !duties.isEmpty, namesWithdrawal else { return }
    let nowhere = SourceSpan(file: SourceFileID(-1), lower: 0, upper: 0)
    var module = Module(name: Self.builtinModule, isVocabulary: true)
    module.tables[NameSpace.actions.rawValue][Self.withdrawal] = .init(
      symbol: .action(actions.count), span: nowhere)
    moduleByName[Self.builtinModule] = modules.count
    modules.append(module)
    actions.append(
      ActionEntry(
        declaration: nil, name: WordSyntax(text: Self.withdrawal, span: nowhere),
        fullName: module.fullName(Self.withdrawal), wire: Action.withdrawal))
  }

  private func reportTakenModule() {
    for tree in trees {
      guard let name = tree.root.module, name.text == Self.builtinModule else { continue }
      report(CheckProblem.builtinModule(name))
    }
  }

  /// Whether some file says `remit.withdraw`. Read off the tokens, as actions are there before
  /// anything that names them is looked at. O(tokens).
  private var namesWithdrawal: Bool {
    trees.contains { tree in
      let tokens = tree.tokens.isEmpty ? lex(tree.source, as: tree.file).tokens : tree.tokens
      guard tokens.count > 2 else { return false }
      return (0..<tokens.count - 2).contains { index in
        tokens[index].span.byteCount == Self.builtinModule.utf8.count
          && tokens[index + 2].span.byteCount == Self.withdrawal.utf8.count
          && files.text(of: tokens[index].span) == Self.builtinModule
          && files.text(of: tokens[index + 1].span) == "."
          && files.text(of: tokens[index + 2].span) == Self.withdrawal
      }
    }
  }

  /// Asked of whatever duties are performed on, by whoever can ask for anything.
  func builtinAction(_ entry: ActionEntry, besides declared: [Action]) -> Action {
    let attributes = [("duty", ValueType.string), ("entry", .int)].map { name, type in
      Attribute(
        name: name, wire: Text(name), type: type, isOptional: false, isFromRequest: false)
    }
    return Action(
      name: entry.fullName, wire: entry.wire,
      principals: declared.reduce(into: []) { $0.formUnion($1.principals) },
      resources: Set(duties.flatMap { $0.objectTypes ?? [] }),
      context: RecordType(attributes),
      documentation: ["Takes back an entry of the ledger: who may is said by rules like any other."]
    )
  }
}

extension SourceSpan {
  fileprivate var byteCount: Int { upper - lower }
}
