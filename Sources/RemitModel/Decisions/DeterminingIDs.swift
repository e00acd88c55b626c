/// A rule, role, grant, separation or duty by its number in the snapshot that decided.
package struct DeterminingID: Hashable, Sendable, BitwiseCopyable {
  package enum Kind: UInt32, Sendable {
    case rule
    case role
    case grant
    case separation
    case duty
  }

  private static var numberBits: UInt32 { 29 }

  fileprivate let bits: UInt32

  fileprivate init(bits: UInt32) {
    self.bits = bits
  }

  /// - Parameter number: below 2^29, which bounds on policies and data see to.
  package init(_ kind: Kind, _ number: UInt32) {
    bits = kind.rawValue << Self.numberBits | number & (1 << Self.numberBits - 1)
  }

  package var kind: Kind { Kind(rawValue: bits >> Self.numberBits) ?? .rule }
  package var number: Int { Int(bits & (1 << Self.numberBits - 1)) }
}

/// What determined a decision: a few numbers in place, more of them on the heap, so that a decision
/// with no more reasons than most have allocates nothing.
package struct DeterminingIDs: Sendable {
  private static var placesMax: Int { 8 }

  private var count = 0
  private var places: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  private var more: [DeterminingID] = []

  package init() {}

  package init(_ ids: some Sequence<DeterminingID>) {
    for id in ids { append(id) }
  }

  package var isEmpty: Bool { count == 0 }

  package mutating func append(_ id: DeterminingID) {
    if count < Self.placesMax {
      withUnsafeMutableBytes(of: &places) {
        $0.storeBytes(of: id.bits, toByteOffset: count * 4, as: UInt32.self)
      }
    } else {
      more.append(id)
    }
    count += 1
  }

  /// In the order in which they were added; some may be there twice. O(n).
  package var all: [DeterminingID] {
    withUnsafeBytes(of: places) { bytes in
      (0..<min(count, Self.placesMax)).map {
        DeterminingID(bits: bytes.load(fromByteOffset: $0 * 4, as: UInt32.self))
      }
    } + more
  }
}
