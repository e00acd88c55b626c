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
package struct DeterminingIDs: Sendable {
  /// The first of them.
  package private(set) var placed = PlacedIDs()
  /// Those that have no place; `nil` and not empty, so that there is nothing to count references to.
  package private(set) var more: [DeterminingID]?

  package init() {}

  package init(placed: PlacedIDs, more: [DeterminingID]?) {
    self.placed = placed
    self.more = more
  }

  package init(_ ids: some Sequence<DeterminingID>) {
    for id in ids { append(id) }
  }

  package var isEmpty: Bool { placed.count == 0 }

  package mutating func append(_ id: DeterminingID) {
    if placed.append(id) { return }
    if more == nil { more = [] }
    more?.append(id)
  }

  /// In the order in which they were added; some may be there twice. O(n).
  package var all: [DeterminingID] { placed.all + (more ?? []) }
}

/// Up to eight of them, side by side.
@usableFromInline
package struct PlacedIDs: Sendable, BitwiseCopyable {
  private(set) var count: UInt64 = 0
  private var pairs: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  package init() {}

  /// - Returns: whether there was a place.
  mutating func append(_ id: DeterminingID) -> Bool {
    // Whole pairs are written, so that a copy right after need not wait for parts of them.
    let half = UInt64(id.bits) &<< (count & 1 &* 32)
    switch count &>> 1 {
    case 0: pairs.0 |= half
    case 1: pairs.1 |= half
    case 2: pairs.2 |= half
    case 3: pairs.3 |= half
    default: return false
    }
    count &+= 1
    return true
  }

  var all: [DeterminingID] {
    let pairs = [pairs.0, pairs.1, pairs.2, pairs.3]
    return (0..<Int(count)).map { place in
      DeterminingID(bits: UInt32(truncatingIfNeeded: pairs[place / 2] >> UInt64(place % 2 * 32)))
    }
  }
}
