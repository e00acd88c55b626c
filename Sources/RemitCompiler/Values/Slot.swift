package import RemitModel

/// A value of the language in 16 bytes, or "absent", or a failed evaluation.
///
/// INVARIANT: within one pool (and the request's pool above it) two slots are bit for bit equal
/// exactly if their values are equal: strings, entities, IPs, sets, records and maps are interned.
///
/// `@usableFromInline` is what lets other modules inline members: `@inlinable` alone does nothing for
/// members of a type that is `package`.
@usableFromInline
package struct Slot: Hashable, Sendable, BitwiseCopyable {
  @usableFromInline
  package enum Kind: UInt8, Sendable, BitwiseCopyable {
    /// No value: an attribute that is not there.
    case absent
    /// `detail`: the code's rank and whether the origin is absolute; `bits`: place and origin.
    case error
    case bool
    case int
    /// `bits`: a string of the pool.
    case string
    case instant
    case duration
    /// `detail`: the enum, `bits`: the ordinal.
    case enumCase
    /// `bits`: an address of the pool.
    case ip
    case ipRange
    /// `bits`: an entity of the pool.
    case entity
    /// `bits`: a composite of the pool, whose elements are sorted.
    case set
    /// `bits`: a composite of the pool: key, value, key, value … sorted by key.
    case record
    case map
  }

  @usableFromInline package let kind: Kind
  @usableFromInline package let detail: UInt32
  @usableFromInline package let bits: UInt64

  @inlinable
  @inline(__always)
  package init(_ kind: Kind, detail: UInt32 = 0, bits: UInt64 = 0) {
    self.kind = kind
    self.detail = detail
    self.bits = bits
  }

  @inlinable
  package static var absent: Slot {
    @inline(__always) get { Slot(.absent) }
  }

  @inlinable
  @inline(__always)
  package static func bool(_ flag: Bool) -> Slot { Slot(.bool, bits: flag ? 1 : 0) }

  @inlinable
  @inline(__always)
  package static func int(_ number: Int64) -> Slot {
    Slot(.int, bits: UInt64(bitPattern: number))
  }

  @inlinable
  @inline(__always)
  package static func instant(_ milliseconds: Int64) -> Slot {
    Slot(.instant, bits: UInt64(bitPattern: milliseconds))
  }

  @inlinable
  @inline(__always)
  package static func duration(_ milliseconds: Int64) -> Slot {
    Slot(.duration, bits: UInt64(bitPattern: milliseconds))
  }

  package static func enumCase(_ type: EnumTypeID, _ ordinal: Int) -> Slot {
    enumCase(number: UInt32(bitPattern: type.value), UInt32(ordinal))
  }

  /// The same by the number of the enum.
  @inlinable
  @inline(__always)
  package static func enumCase(number: UInt32, _ ordinal: UInt32) -> Slot {
    Slot(.enumCase, detail: number, bits: UInt64(ordinal))
  }

  @inlinable
  @inline(__always)
  package static func string(_ id: UInt32) -> Slot { Slot(.string, bits: UInt64(id)) }

  @inlinable
  @inline(__always)
  package static func entity(_ id: UInt32) -> Slot { Slot(.entity, bits: UInt64(id)) }

  /// The number of an Int, Instant or Duration.
  @inlinable
  @inline(__always)
  package var number: Int64 { Int64(bitPattern: bits) }

  /// The id in the pool of a string, address, entity or composite.
  @inlinable
  @inline(__always)
  package var id: UInt32 { UInt32(truncatingIfNeeded: bits) }

  @inlinable
  @inline(__always)
  package var isTrue: Bool { kind == .bool && bits == 1 }

  @inlinable
  @inline(__always)
  package var isFalse: Bool { kind == .bool && bits == 0 }

  @inlinable
  @inline(__always)
  package var isError: Bool { kind == .error }
}

// What a raw type gives, comparison and `rawValue`, is called by other modules and never inlined.
extension Slot.Kind {
  /// The raw value: a type of at most 256 cases without payload is a byte that counts them.
  @inlinable
  package var tag: UInt8 {
    @inline(__always) get { unsafeBitCast(self, to: UInt8.self) }
  }

  @inlinable
  @inline(__always)
  package static func == (a: Self, b: Self) -> Bool { a.tag == b.tag }

  @inlinable
  @inline(__always)
  package static func != (a: Self, b: Self) -> Bool { a.tag != b.tag }
}

extension Slot {
  @inlinable
  @inline(__always)
  package static func == (a: Slot, b: Slot) -> Bool {
    a.bits == b.bits && a.kind == b.kind && a.detail == b.detail
  }
}

extension Slot: Comparable {
  /// Any total order: sets are kept sorted by it, nothing that a user sees is.
  @inlinable
  @inline(__always)
  package static func < (a: Slot, b: Slot) -> Bool {
    if a.kind != b.kind { return a.kind.tag < b.kind.tag }
    return a.detail != b.detail ? a.detail < b.detail : a.bits < b.bits
  }
}

// A failed evaluation. Its place and origin are relative to the node that gives it, so that one
// node can stand at several sites; whoever takes the value adds where the node stands.
extension Slot {
  private static let absoluteOrigin: UInt32 = 1 << 8

  /// An error that arises at the node itself.
  package static func error(_ code: RuntimeErrorCode) -> Slot {
    Slot(.error, detail: code.rank)
  }

  /// The same error, seen from a node whose operand stands `distance` sites further right (modulo
  /// 2^32).
  @inlinable
  @inline(__always)
  package func moved(by distance: UInt32) -> Slot {
    kind == .error ? movedError(by: distance) : self
  }

  @usableFromInline
  package func movedError(by distance: UInt32) -> Slot {
    let isAbsolute = detail & Self.absoluteOrigin != 0
    let place = UInt32(truncatingIfNeeded: bits >> 32) &+ distance
    let origin = UInt32(truncatingIfNeeded: bits) &+ (isAbsolute ? 0 : distance)
    return Slot(.error, detail: detail, bits: UInt64(place) << 32 | UInt64(origin))
  }

  /// The error of a condition's body, seen from the call: it is placed at the call, and keeps the
  /// site where it arose.
  package func calledOut(fromBodyAt site: UInt32) -> Slot {
    let inside = movedError(by: site)
    return Slot(
      .error, detail: detail | Self.absoluteOrigin, bits: inside.bits & 0xffff_ffff)
  }

  /// The lesser of two results where at least the second is an error; an error wins over none.
  @inlinable
  @inline(__always)
  package func leastError(_ other: Slot) -> Slot {
    guard kind == .error else { return other }
    guard other.kind == .error else { return self }
    if bits != other.bits { return bits < other.bits ? self : other }
    return detail & 0xff <= other.detail & 0xff ? self : other
  }

  /// The error once all distances are added.
  package var evaluationError: EvaluationError? {
    guard kind == .error, Int(detail & 0xff) < RuntimeErrorCode.byRank.count else { return nil }
    return EvaluationError(
      code: RuntimeErrorCode.byRank[Int(detail & 0xff)], place: Site(Int(bits >> 32)),
      origin: Site(Int(bits & 0xffff_ffff)))
  }
}

extension RuntimeErrorCode {
  /// Codes by rank, in the byte order of their words, which is the order of `EvaluationError.<`.
  fileprivate static let byRank: [RuntimeErrorCode] = allCases.sorted { $0.rawValue < $1.rawValue }

  /// By code, in the order in which they are declared.
  fileprivate static let ranks: [UInt32] = allCases.map { code in
    UInt32(byRank.firstIndex(of: code) ?? byRank.count)
  }

  /// A code is a byte that counts the cases.
  fileprivate var rank: UInt32 { Self.ranks[Int(unsafeBitCast(self, to: UInt8.self))] }
}
