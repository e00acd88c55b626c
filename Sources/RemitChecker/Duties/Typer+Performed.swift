import RemitModel
import RemitSyntax

extension Typer {
  /// `performed(duty, object)`: the persons of the duty, as a set.
  func performed(_ node: Node, _ duty: DutyID, _ object: Node) -> Outcome {
    let entry = checker.duties[duty.int]
    if let objectTypes = entry.objectTypes {
      type(object, as: .entity(objectTypes))
    } else {
      requireEntity(object)
    }
    mayFail(node, .ledgerUnavailable)
    if entry.syntax.knownAs != nil { mayFail(node, .personUnknown) }
    // The object's version is read, and absent or not stored it is unknown.
    if entry.syntax.version != nil { mayFail(node, .objectUnknown) }
    return Outcome(type: entry.personTypes.map { .set(.entity($0)) })
  }

  /// What says who somebody is may not be what the caller chooses to say.
  func checkIdentity(_ node: Node, _ word: WordSyntax, _ type: ValueType) {
    guard case .entity(let types) = type else { return }
    for member in types {
      let declared = checker.schema[member]
      guard let attribute = declared.attributes.attribute(named: word.text),
        attribute.isFromRequest, !declared.isOpen
      else { continue }
      report(
        node,
        CheckProblem.identityFromRequest(word.text, of: checker.name(of: member), at: node.span))
    }
  }
}
