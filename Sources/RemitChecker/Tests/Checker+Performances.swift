import RemitModel
import RemitSource
import RemitSyntax

/// What a test says of the ledger.
extension Checker {
  /// - Returns: `nil` where a part was not understood.
  func performance(
    _ name: NameSyntax, of objectSyntax: EntitySyntax, by personSyntax: [EntitySyntax],
    version: StringSyntax?, at: Instant?, isWithdrawn: Bool, _ span: SourceSpan, from tree: Int
  ) -> GivenPerformance? {
    let index = dutyIfDeclared(name, from: tree)
    let object = entity(objectSyntax, from: tree)
    let persons = personSyntax.map { entity($0, from: tree) }
    guard let index, let object else { return nil }
    let duty = duties[index]
    require(object.type, in: duty.objectTypes, at: objectSyntax.span)
    for (person, syntax) in zip(persons, personSyntax) {
      if let person { require(person.type, in: duty.personTypes, at: syntax.span) }
    }
    let known = persons.compactMap { $0?.uid }
    guard known.count == personSyntax.count else { return nil }
    return GivenPerformance(
      duty: DutyID(index), object: object.uid, version: version.map { Text($0.value) }, at: at,
      persons: known, isWithdrawn: isWithdrawn, span: span)
  }

  private func require(
    _ type: EntityTypeID, in wanted: [EntityTypeID]?, at span: SourceSpan
  ) {
    guard let wanted, !wanted.contains(type) else { return }
    report(
      CheckProblem.wrongType(
        found: describe(.entity([type])), wanted: describe(.entity(wanted)), at: span))
  }
}
