/// Random numbers that are the same on every machine: Steele, Lea and Flood's SplitMix64.
///
/// Every random test draws from one of these and prints its seed; `REMIT_SEED` runs one seed again.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) {
    state = seed
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number in `0 ..< bound`, or 0 where the bound is not positive. The bias is below 2⁻⁴⁰ for
  /// every bound a test uses.
  package mutating func below(_ bound: Int) -> Int {
    bound <= 1 ? 0 : Int(truncatingIfNeeded: next() % UInt64(bound))
  }

  package mutating func between(_ low: Int, _ high: Int) -> Int { low + below(high - low + 1) }

  /// True in `percent` of 100 cases.
  package mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  /// One of the elements; the collection is not empty.
  package mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[below(elements.count)]
  }

  /// Each element with the given chance, in order.
  package mutating func some<Element>(_ elements: [Element], percent: Int = 50) -> [Element] {
    elements.filter { _ in chance(percent) }
  }

  /// At least one of the elements, at most `max`, in order.
  package mutating func several<Element>(_ elements: [Element], max: Int) -> [Element] {
    let wanted = between(1, Swift.min(max, elements.count))
    let chosen = Set(elements.indices.shuffled(using: &self).prefix(wanted))
    return elements.indices.filter(chosen.contains).map { elements[$0] }
  }

  package mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    elements.shuffled(using: &self)
  }

  /// A generator of its own for a part of a test, so that a change in one part leaves the other's
  /// numbers as they are.
  package mutating func split() -> SplitMix64 { SplitMix64(seed: next()) }
}
