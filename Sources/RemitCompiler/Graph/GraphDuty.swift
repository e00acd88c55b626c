/// A duty as programs.
@usableFromInline
package struct GraphDuty: Hashable, Sendable, BitwiseCopyable {
  /// Whether a request performs it: like a rule's clauses, but an error counts as yes.
  package let program: Program
  /// Operands: what it is performed on, and by whom.
  package let object: UInt32
  package let person: UInt32
  /// Operands that find the object in slot 0 of their frame, or none.
  package let version: UInt32
  package let knownAs: UInt32
  package let objectFrameSize: UInt32

  @inlinable package static var none: UInt32 { .max }

  package init(
    program: Program, object: UInt32, person: UInt32, version: UInt32, knownAs: UInt32,
    objectFrameSize: UInt32
  ) {
    self.program = program
    self.object = object
    self.person = person
    self.version = version
    self.knownAs = knownAs
    self.objectFrameSize = objectFrameSize
  }
}

/// What a duty stands for in decisions: which requests can perform it, and what it is kept apart
/// from.
package struct DutyIndex: Hashable, Sendable {
  /// By action: the duties that it can perform, ascending.
  package var dutiesOfAction: [[UInt32]] = []
  /// By duty: the separations of duties that it is a member of, ascending.
  package var separationsOfDuty: [[UInt32]] = []
}
