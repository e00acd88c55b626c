/// A rule, role, grant, separation or duty by its number in the snapshot that decided.
@usableFromInline
package struct DeterminingID: Hashable, Sendable, BitwiseCopyable {
  @usableFromInline
  package enum Kind: UInt8, Sendable {
    case rule
    case role
    case grant
    case separation
    case duty
  }

  private static var numberBits: UInt32 { 29 }

  @usableFromInline let bits: UInt32

  fileprivate init(bits: UInt32) {
    self.bits = bits
  }

  /// - Parameter number: below 2^29, which bounds on policies and data see to.
  @inlinable
  @inline(__always)
  package init(_ kind: Kind, _ number: UInt32) {
    let tag: UInt32 =
      switch kind {
      case .rule: 0
      case .role: 1
      case .grant: 2
      case .separation: 3
      case .duty: 4
      }
    bits = tag << 29 | number & (1 << 29 - 1)
  }

  package var kind: Kind { Kind(rawValue: UInt8(bits >> Self.numberBits)) ?? .rule }
  package var number: Int { Int(bits & (1 << Self.numberBits - 1)) }
}

/// What determined a decision: a few numbers in place, more of them on the heap, so that a decision
/// with no more reasons than most have allocates nothing.
@usableFromInline
package struct DeterminingIDs: Sendable {
  private static var placesMax: Int { 8 }

  @usableFromInline var count = 0
  @usableFromInline var places: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  /// `nil` and not empty, so that there is nothing to count references to.
  @usableFromInline var more: [DeterminingID]?

  @inlinable
  package init() {}

  package init(_ ids: some Sequence<DeterminingID>) {
    for id in ids { append(id) }
  }

  package var isEmpty: Bool { count == 0 }

  @inlinable
  package mutating func append(_ id: DeterminingID) {
    if count < 8 {
      let place = count
      withUnsafeMutableBytes(of: &places) {
        $0.storeBytes(of: id.bits, toByteOffset: place &* 4, as: UInt32.self)
      }
    } else {
      appendMore(id)
    }
    count &+= 1
  }

  @usableFromInline
  mutating func appendMore(_ id: DeterminingID) {
    if more == nil { more = [] }
    more?.append(id)
  }

  /// In the order in which they were added; some may be there twice. O(n).
  package var all: [DeterminingID] {
    withUnsafeBytes(of: places) { bytes in
      (0..<min(count, Self.placesMax)).map {
        DeterminingID(bits: bytes.load(fromByteOffset: $0 * 4, as: UInt32.self))
      }
    } + (more ?? [])
  }
}
