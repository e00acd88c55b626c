import RemitModel

/// One operation of a program: 16 bytes in a flat array.
///
/// Nodes are hash-consed: equal expressions are one node, wherever they stand, provided their parts
/// stand at the same distances from each other (which only matters to the sites of errors).
/// INVARIANT: operands come before the nodes that use them, so the array has no cycle.
@usableFromInline
package struct Node: Hashable, Sendable, BitwiseCopyable {
  package enum Operation: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    /// `argument`: a constant.
    case literal
    case principal
    case resource
    /// The whole context as a record.
    case context
    case now
    /// `argument`: a slot of the frame.
    case local
    /// `argument`: an attribute name; `variant`: `Base`.
    case attribute
    /// An attribute of the context; `argument`: its name.
    case contextAttribute
    /// `argument`: a string.
    case mapValue
    /// `argument` and `length`: a path of attribute names.
    case has
    /// The same of the context.
    case contextHas
    /// `argument`: a string.
    case hasKey
    /// `argument`: an entity type.
    case isType
    case not
    case and
    case or
    /// Operands: condition, then, otherwise.
    case conditional
    case equal
    case notEqual
    /// `variant`: `Comparison`.
    case compare
    /// `variant`: `Arithmetic`.
    case arithmetic
    case negate
    case contained
    /// `argument`: a glob.
    case like
    /// `argument`: a regex.
    case regex
    /// `argument`: a path template.
    case path
    /// `variant`: `Method`.
    case method
    /// `variant`: `Quantifier`; `argument`: the variable's slot; operands: source, condition.
    case quantified
    /// `argument`: the variable's slot; operands: source, give, perhaps condition.
    case each
    /// `argument`: a condition.
    case call
    /// `argument`: a duty; operand: the object.
    case performed
    case id
    /// `argument`: a zone.
    case weekday
    case timeOfDay
    case set
    /// `argument`: where its keys begin.
    case record
    case map
  }

  /// What an attribute is read of, where the engine need not evaluate its operand to know.
  @usableFromInline
  package enum Base {
    @inlinable package static var operand: UInt8 { 0 }
    @inlinable package static var principal: UInt8 { 1 }
    @inlinable package static var resource: UInt8 { 2 }
  }

  package enum Comparison: UInt8, Sendable, CaseIterable {
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual
  }

  package enum Arithmetic: UInt8, Sendable, CaseIterable {
    case plus
    case minus
    case times
  }

  package enum Quantifier: UInt8, Sendable, CaseIterable {
    case some
    case every
    case count
  }

  @usableFromInline
  package enum Method: UInt8, Sendable, CaseIterable {
    case contains
    case containsAll
    case containsAny
    case count
    case isEmpty
    case startsWith
    case endsWith
    case asciiLowercased

    /// The same as `init(rawValue:)`, which other modules call and never inline.
    @inlinable
    package static func of(_ variant: UInt8) -> Method? {
      variant <= Method.asciiLowercased.tag ? unsafeBitCast(variant, to: Method.self) : nil
    }

    @inlinable var tag: UInt8 { unsafeBitCast(self, to: UInt8.self) }
  }

  package let operation: Operation
  package let variant: UInt8
  /// Whether its value is kept for the rest of the request, because several programs use it.
  package var isMemoised: Bool
  /// Whether it depends on nothing but the request: no local variable of a body that it stands in.
  package let isClosed: Bool
  /// Where its operands begin.
  package let first: UInt32
  /// How many operands it has; of `has`, the length of its path (it has one operand),
  package let count: UInt32
  package let argument: UInt32

  package init(
    _ operation: Operation, variant: UInt8 = 0, isClosed: Bool = true, first: UInt32 = 0,
    count: UInt32 = 0, argument: UInt32 = 0
  ) {
    self.operation = operation
    self.variant = variant
    self.isMemoised = false
    self.isClosed = isClosed
    self.first = first
    self.count = count
    self.argument = argument
  }

  /// How many entries of the operand array are its own.
  package var operandCount: Int {
    switch operation {
    case .has: 1
    case .contextHas: 0
    case .literal, .principal, .resource, .context, .now, .local, .attribute, .contextAttribute,
      .mapValue, .hasKey, .isType, .not, .and, .or, .conditional, .equal, .notEqual, .compare,
      .arithmetic, .negate, .contained, .like, .regex, .path, .method, .quantified, .each, .call,
      .performed, .id, .weekday, .timeOfDay, .set, .record, .map:
      Int(count)
    }
  }
}

/// An operand: a node, and how many sites further right it stands than the node that uses it. Of a
/// program's clauses: the site itself.
package struct Operand: Hashable, Sendable, BitwiseCopyable {
  package let node: UInt32
  package let distance: UInt32

  package init(node: UInt32, distance: UInt32) {
    self.node = node
    self.distance = distance
  }
}

/// The clauses of a rule, permission or grant, joined by `and`: a run of operands.
package struct Program: Hashable, Sendable, BitwiseCopyable {
  package let first: UInt32
  package let count: UInt32
  package let frameSize: UInt32

  package init(first: UInt32, count: UInt32, frameSize: UInt32) {
    self.first = first
    self.count = count
    self.frameSize = frameSize
  }
}

/// The body of a declared condition.
package struct ConditionBody: Hashable, Sendable, BitwiseCopyable {
  package let node: UInt32
  package let site: UInt32
  package let frameSize: UInt32

  /// A condition that no program calls.
  package static let uncalled = ConditionBody(node: .max, site: 0, frameSize: 0)
}
