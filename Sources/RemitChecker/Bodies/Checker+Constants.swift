import RemitModel
import RemitSource
import RemitSyntax

/// Lets: computed here, and literals from then on.
extension Checker {
  func checkConstants() {
    let edges = constants.map { constantsMentioned(in: $0.syntax.value, from: $0.tree) }
    let dependencies = DependencyOrder(edges)
    var cyclic: Set<Int> = []
    for cycle in dependencies.cycles {
      cyclic.formUnion(cycle)
      let names = cycle.map { constants[$0].syntax.name }
      report(CheckProblem.cycle(of: .constant, names.map(\.text), at: names[0].span))
    }
    for index in dependencies.order where !cyclic.contains(index) {
      checkConstant(index)
    }
  }

  private func checkConstant(_ index: Int) {
    let entry = constants[index]
    let declared = entry.syntax.type.flatMap { resolve($0, from: entry.tree)?.type }
    if entry.syntax.type != nil, declared == nil { return }
    constants[index].value = constant(entry.syntax.value, as: declared, from: entry.tree)
  }

  /// Computes an expression of literals, lets and arithmetic.
  ///
  /// - Returns: `nil` with a diagnostic reported if it is anything else, does not fit the type that
  ///   is wanted, or overflows.
  func constant(
    _ syntax: ExpressionSyntax, as wanted: ValueType?, from tree: Int
  ) -> (value: Value, type: ValueType)? {
    let builder = NodeBuilder(self, tree: tree, setting: .constant)
    let node = builder.build(syntax)
    defer { sites.removeLast(sites.count - builder.firstSite) }
    return constant(node, builder, as: wanted)
  }

  private func constant(
    _ node: Node, _ builder: NodeBuilder, as wanted: ValueType?
  ) -> (value: Value, type: ValueType)? {
    if let foreign = node.firstNotConstant {
      report(CheckProblem.notConstant(at: foreign.span))
      return nil
    }
    let typer = Typer(builder)
    let outcome = typer.type(node, expecting: wanted)
    let type = outcome.type
    if let wanted, let type, !TypeRelations.fits(type, wanted) {
      typer.report(
        node,
        CheckProblem.wrongType(found: describe(type), wanted: describe(wanted), at: node.span))
    }
    typer.finish([node], describe: { _ in nil })
    guard typer.problems.isEmpty, let type else { return nil }
    let emitter = Emitter(typer, firstSite: builder.firstSite)
    if let value = emitter.emit(node).constant { return (value, wanted ?? type) }
    // What is made of constants and is none itself has overflowed.
    report(CheckProblem.constantOverflow(at: node.span))
    return nil
  }

  /// Recursion follows the tree as parsed. Forms that no let may have are not looked into.
  private func constantsMentioned(in syntax: ExpressionSyntax, from tree: Int) -> [Int] {
    switch syntax.form {
    case .name, .member:
      guard let chain = NodeBuilder.Chain(syntax), let index = constant(named: chain, from: tree)
      else { return [] }
      return [index]
    case .set(let elements):
      return elements.flatMap { constantsMentioned(in: $0, from: tree) }
    case .record(let entries):
      return entries.flatMap { constantsMentioned(in: $0.value, from: tree) }
    case .negate(let operand), .parenthesized(let operand):
      return constantsMentioned(in: operand, from: tree)
    case .binary(_, let left, let right, _):
      return constantsMentioned(in: left, from: tree) + constantsMentioned(in: right, from: tree)
    default:
      return []
    }
  }

  private func constant(named chain: NodeBuilder.Chain, from tree: Int) -> Int? {
    guard let first = chain.words.first else { return nil }
    if case .found(let symbol) = lookUp(short: first.text, in: .values, from: tree) {
      if case .constant(let index) = symbol { return index }
      return nil
    }
    for count in 1..<max(1, chain.words.count) {
      let prefix = chain.words[..<count].map(\.text).joined(separator: ".")
      if let module = moduleByName[prefix],
        case .constant(let index)? = modules[module]
          .tables[NameSpace.values.rawValue][chain.words[count].text]?.symbol
      {
        return index
      }
    }
    return nil
  }
}

extension Node {
  /// The first part that is no literal, let or arithmetic.
  var firstNotConstant: Node? {
    switch form {
    case .broken, .constant, .bareCase:
      nil
    case .set, .record, .negate:
      children.lazy.compactMap(\.firstNotConstant).first
    case .binary(let symbol, let left, let right, _):
      switch symbol {
      case .plus, .minus, .times: left.firstNotConstant ?? right.firstNotConstant
      case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .in: self
      }
    case .variable, .object, .local, .attribute, .mapValue, .call, .method, .id, .weekday,
      .timeOfDay, .not, .and, .or, .has, .hasKey, .isType, .like, .matchesRegex, .matchesPath,
      .conditional, .quantified, .each, .performed:
      self
    }
  }
}
