import RemitModel
import RemitSource
import RemitSyntax

/// `by` of a separation: who an account is.
extension Checker {
  /// What `by` came to; no value where it is `principal` itself, the default.
  struct IdentityResult {
    let value: TypedSeparation.Identity?
  }

  /// Types `by` for every type that can ask for anything.
  ///
  /// - Returns: `nil` where it was not understood.
  func identity(_ syntax: ExpressionSyntax, from tree: Int) -> IdentityResult? {
    let builder = NodeBuilder(self, tree: tree, setting: .identity)
    let node = builder.build(syntax)
    if node.isPrincipal { return IdentityResult(value: nil) }
    let accounts = accountTypes
    guard !accounts.isEmpty else {
      builder.reportUnknownNames()
      return nil
    }
    let typer = Typer(builder)
    var persons: Set<EntityTypeID>? = []
    for account in accounts {
      typer.enter(Situation(principal: account))
      typer.readsUnguarded = true
      if let types = typer.personTypes(of: node) {
        persons?.formUnion(types)
      } else {
        persons = nil
      }
    }
    typer.finish([node], describe: describe)
    guard let persons else { return nil }
    if persons.count > 1 {
      report(
        CheckProblem.mixedPersons(persons.sorted().map { name(of: $0) }, at: node.span))
    }
    return IdentityResult(
      value: TypedSeparation.Identity(
        expression: Emitter(typer, firstSite: builder.firstSite).emit(node),
        frameSize: builder.frameSize, accountTypes: accounts, personTypes: persons.sorted()))
  }

  /// The types that are principals of an action, in ascending order.
  var accountTypes: [EntityTypeID] {
    entities.indices.map { EntityTypeID($0) }.filter { type in
      schema.actions.contains { $0.principals.contains(type) }
    }
  }
}
