import RemitCompiler
import RemitModel

/// Who has performed what: docs/language.md, section on duties.
extension Evaluator {
  /// `performed(duty, object)`: the persons recorded for the object's present version, withdrawn
  /// entries aside, and those whom the object itself knows.
  mutating func performed(_ node: Node, of object: Slot) -> Slot {
    guard object.kind == .entity else { return .error(.wrongType) }
    let duty = Int(node.argument)
    let uid = pool.uid(object.id, in: schema)
    guard let entries = ledger.entries(about: uid) else { return .error(.ledgerUnavailable) }
    var persons: [Slot] = []
    let program = dutyPrograms[duty]
    var version: Slot?
    if program.version != GraphDuty.none {
      let present = value(
        at: Int(program.version), frameSize: program.objectFrameSize, of: object)
      if present.isError { return .error(.objectUnknown) }
      version = present
    }
    for entry in entries where entry.duty == duties[duty].wire {
      if entry.isWithdrawn(at: ledger.position) { continue }
      if let version {
        guard let recorded = entry.version, version.kind == .string,
          version.id == pool.intern(recorded)
        else { continue }
      }
      persons.append(.entity(pool.intern(entry.person, in: schema)))
    }
    switch known(duty, object) {
    case .unknown: return .error(.personUnknown)
    case .persons(let known): persons += known
    }
    return pool.set(persons)
  }

  /// Whom an object knows to have performed a duty.
  enum Known {
    case persons([Slot])
    case unknown
  }

  mutating func known(_ duty: Int, _ object: Slot) -> Known {
    let program = dutyPrograms[duty]
    guard program.knownAs != GraphDuty.none else { return .persons([]) }
    let value = value(at: Int(program.knownAs), frameSize: program.objectFrameSize, of: object)
    switch value.kind {
    case .entity: return .persons([value])
    case .set:
      return .persons((0..<pool.elementCount(of: value)).map { pool.element($0, of: value) })
    case .absent, .error, .bool, .int, .string, .instant, .duration, .enumCase, .ip, .ipRange,
      .record, .map:
      return .unknown
    }
  }

  /// Who an account is today, by a duty; `nil` where that cannot be established.
  mutating func person(of principal: EntityUID, _ duty: Int) -> Slot? {
    guard schema.entityType(wire: principal.type) != nil else { return nil }
    let account = pool.intern(principal, in: schema)
    let program = dutyPrograms[duty]
    let value = asking(as: account) { evaluator in
      evaluator.value(at: Int(program.person), frameSize: program.program.frameSize)
    }
    return value.kind == .entity ? value : nil
  }
}
