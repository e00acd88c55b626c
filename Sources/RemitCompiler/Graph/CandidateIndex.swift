/// What a rule's head asks of the principal or the resource beyond its type.
@usableFromInline
package struct HeadKey: Hashable, Comparable, Sendable, BitwiseCopyable {
  @usableFromInline package let raw: UInt32

  @inlinable
  init(_ tag: UInt32, _ id: UInt32) {
    raw = tag << 30 | id
  }

  private init(raw: UInt32) {
    self.raw = raw
  }

  /// The key in the low half of a table's key.
  init(tableKey: UInt64) {
    raw = UInt32(truncatingIfNeeded: tableKey)
  }

  /// Nothing.
  package static let always = HeadKey(raw: .max)
  /// To be or lie in an entity.
  @inlinable
  package static func lies(in entity: UInt32) -> HeadKey { HeadKey(0, entity) }
  /// To be an entity.
  @inlinable
  package static func equals(_ entity: UInt32) -> HeadKey { HeadKey(1, entity) }
  /// To be authorized for a role at a scope that holds the resource.
  @inlinable
  package static func holds(_ role: UInt32) -> HeadKey { HeadKey(2, role) }
  @inlinable
  package static func holdsAnywhere(_ role: UInt32) -> HeadKey { HeadKey(3, role) }
  /// Ids of entities and roles in heads are below this.
  package static let idsMax: UInt32 = 1 << 30 - 1

  @inlinable
  package static func < (a: HeadKey, b: HeadKey) -> Bool { a.raw < b.raw }

  package enum Kind: Sendable {
    case always
    case lies
    case equals
    case holds
    case holdsAnywhere
  }

  package var kind: Kind {
    if self == .always { return .always }
    switch raw >> 30 {
    case 0: return .lies
    case 1: return .equals
    case 2: return .holds
    default: return .holdsAnywhere
    }
  }

  package var id: UInt32 { raw & (1 << 30 - 1) }
}

/// Rules that can concern a request once its head fits: a run of candidates that are always looked
/// at, and switches that name more by the value of an attribute.
package struct CandidateList: Hashable, Sendable, BitwiseCopyable {
  package var first: UInt32
  package var count: UInt32
  package var firstSwitch: UInt32
  package var switchCount: UInt32
}

/// A choice by the value at a path: each rule behind it asks in `when` that the value there equal
/// one of some constants, so for any other value its `when` is false and it does not apply,
/// whatever else errs.
package struct Switch: Hashable, Sendable, BitwiseCopyable {
  package enum Root: UInt8, Sendable, BitwiseCopyable {
    case principal
    case resource
    case context
  }

  package let root: Root
  /// The path, as attribute names: a run of `CandidateIndex.paths`.
  package let first: UInt32
  package let count: UInt32
  /// Where `unguarded` begins: one run for each step, of the rules that have no guard there. Where
  /// the step fails, they err, and are looked at.
  package let firstUnguarded: UInt32
}

/// A run of `candidates`.
@usableFromInline
package struct CandidateRun: Hashable, Sendable, BitwiseCopyable {
  @usableFromInline package var first: UInt32
  @usableFromInline package var count: UInt32

  @inlinable
  package init(first: UInt32, count: UInt32) {
    self.first = first
    self.count = count
  }
}

/// The rules behind one subject key: a list for those whose object asks nothing, and how many
/// lists there are by object key.
package struct Bucket: Hashable, Sendable, BitwiseCopyable {
  package var always: UInt32
  package var keyCount: UInt32
}

/// One side (allow or deny) of one entry.
package struct Side: Hashable, Sendable, BitwiseCopyable {
  /// The bucket of rules whose subject asks nothing, or none.
  package var always: UInt32
  /// How many buckets there are by subject key: none, and no ancestor needs to be looked up.
  package var keyCount: UInt32
  /// The kinds among them.
  package var usesEntities: Bool
  package var usesRoles: Bool
}

/// From a request to the rules that can concern it.
///
/// A rule stands in the list of each pair of (subject key, object key) that its head allows. A
/// request looks up the pairs of its own ancestors and roles, so the number of rules does not
/// matter, only how many of them share what the request has.
/// INVARIANT: skipping a rule is never visible: the head does not fit, or a conjunct is false.
@usableFromInline
package struct CandidateIndex: Hashable, Sendable {
  /// By entry: deny, then allow.
  package var sides: [Side] = []
  package var buckets: [Bucket] = []
  package var lists: [CandidateList] = []
  /// Rules; the highest bit marks a rule that one request can meet several times.
  package var candidates: [UInt32] = []
  package var switches: [Switch] = []
  package var unguarded: [CandidateRun] = []
  package var paths: [UInt32] = []
  /// (side, subject key) → bucket
  package var subjects = IntTable()
  /// (bucket, object key) → list
  package var objects = IntTable()
  /// (switch, constant) → list
  package var values = IntTable()

  @inlinable package static var repeated: UInt32 { 1 << 31 }
  /// Marks a rule without clauses where the engine keeps candidates: it applies, and nothing of it
  /// has to be read.
  @inlinable package static var unconditional: UInt32 { 1 << 30 }
  @inlinable package static var none: UInt32 { .max }
}
