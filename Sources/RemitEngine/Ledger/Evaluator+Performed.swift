import RemitCompiler
import RemitModel

/// Who has performed what: docs/language.md, section on duties.
extension Evaluator {
  /// `performed(duty, object)`: the persons recorded for the object's present version, withdrawn
  /// entries aside, and those whom the object itself knows.
  mutating func performed(_ node: Node, of object: Slot) -> Slot {
    guard object.kind == .entity else { return .error(.wrongType) }
    let duty = Int(node.argument)
    guard let view = ledger.view else { return .error(.ledgerUnavailable) }
    ledgerObjects.append(object.id)
    let program = self.view.duties.duties[duty]
    var version: Slot?
    if program.version != GraphDuty.none {
      let present = value(
        at: Int(program.version), frameSize: program.objectFrameSize, of: object)
      if present.isError { return .error(.objectUnknown) }
      version = present
    }
    var persons = recorded(duty, object, version, in: view)
    switch known(duty, object) {
    case .unknown: return .error(.personUnknown)
    case .persons(let known): persons += known
    }
    return pool.set(persons)
  }

  private mutating func recorded(
    _ duty: Int, _ object: Slot, _ version: Slot?, in view: LedgerView
  ) -> [Slot] {
    let about = number(of: object.id, in: view, isMetAgain: false)
    let name = ledgerNumbers.number(ofDuty: duty, view)
    guard about != 0, name != 0 else { return [] }
    var wanted: UInt32?
    if let version {
      let known = version.kind == .string ? number(ofString: version.id, in: view) : 0
      if known == 0 { return [] }
      wanted = known
    }
    var persons: [Slot] = []
    var next = view.newestRow(about: about)
    while next != 0 {
      let (number, row) = (next, view.row(next))
      next = row.previous
      guard row.duty == name, row.position <= ledger.position,
        !view.isWithdrawn(number, at: ledger.position)
      else { continue }
      if let wanted, view.version(ofRow: number) != wanted { continue }
      let person =
        entity(of: row.person, in: view) ?? pool.intern(view.uid(row.person), in: schema)
      persons.append(.entity(person))
    }
    return persons
  }

  /// Whom an object knows to have performed a duty.
  enum Known {
    case persons([Slot])
    case unknown
  }

  mutating func known(_ duty: Int, _ object: Slot) -> Known {
    guard let value = known(duty, of: object) else { return .persons([]) }
    switch value.kind {
    case .entity: return .persons([value])
    case .set:
      return .persons((0..<pool.elementCount(of: value)).map { pool.element($0, of: value) })
    case .absent, .error, .bool, .int, .string, .instant, .duration, .enumCase, .ip, .ipRange,
      .record, .map:
      return .unknown
    }
  }

  /// Whether an object knows that a person has performed a duty, or it cannot be told.
  mutating func isKnown(_ person: Slot, for duty: Int, _ object: Slot) -> Bool {
    guard let value = known(duty, of: object) else { return false }
    switch value.kind {
    case .entity: return value == person
    case .set: return contains(person, in: value)
    case .absent, .error, .bool, .int, .string, .instant, .duration, .enumCase, .ip, .ipRange,
      .record, .map:
      return true
    }
  }

  /// What a duty's `known as` comes to; `nil` where it has none.
  private mutating func known(_ duty: Int, of object: Slot) -> Slot? {
    let program = self.view.duties.duties[duty]
    guard program.knownAs != GraphDuty.none else { return nil }
    return value(at: Int(program.knownAs), frameSize: program.objectFrameSize, of: object)
  }

  /// Who an account is today, by a duty; `nil` where that cannot be established.
  mutating func person(of account: UInt32, _ duty: Int) -> Slot? {
    let program = self.view.duties.duties[duty]
    let value = asking(as: account) { evaluator in
      evaluator.value(at: Int(program.person), frameSize: program.program.frameSize)
    }
    return value.kind == .entity ? value : nil
  }

  /// The same of an entry of the ledger, whose account may be of a type that is not declared.
  mutating func person(of principal: EntityUID, _ duty: Int) -> Slot? {
    guard schema.entityType(wire: principal.type) != nil else { return nil }
    return person(of: pool.intern(principal, in: schema), duty)
  }
}
