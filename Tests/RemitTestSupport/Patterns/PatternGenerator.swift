/// Random patterns from the whole accepted notation, with a liking for what is slow elsewhere:
/// loops in loops, classes that overlap, branches that begin alike, counted repetitions.
package struct PatternGenerator: Sendable {
  package var random: SplitMix64
  /// How deep groups nest.
  private let depthMax: Int
  /// How often, of 100, an element is one of `PatternSet.rare`.
  private let rarePercent: Int

  package init(seed: UInt64, depthMax: Int = 4, rarePercent: Int = 15) {
    random = SplitMix64(seed: seed)
    self.depthMax = depthMax
    self.rarePercent = rarePercent
  }

  package mutating func make() -> PatternTree {
    // Most are small, so that most are accepted; some are as large as the limits let them be.
    let scale = random.pick([0, 0, 0, 1, 1, 2])
    return choice(depth: random.between(0, depthMax), scale: scale)
  }

  private mutating func choice(depth: Int, scale: Int) -> PatternTree {
    let count = random.pick([1, 1, 1, 2, 2, 3 + scale])
    if count == 1 { return sequence(depth: depth, scale: scale) }
    let prefix = random.chance(35) ? sequence(depth: 0, scale: 0) : .empty
    return .choice(
      (0..<count).map { _ in
        if random.chance(8) { return .empty }
        let branch = sequence(depth: depth, scale: scale)
        return random.chance(70) ? .sequence([prefix, branch]) : branch
      })
  }

  private mutating func sequence(depth: Int, scale: Int) -> PatternTree {
    let parts = (0..<random.between(1, 2 + scale)).map { _ in part(depth: depth, scale: scale) }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func part(depth: Int, scale: Int) -> PatternTree {
    if random.chance(5) { return .anchor(random.pick(PatternAnchor.allCases)) }
    let isGroup = depth > 0 && random.chance(50)
    let body =
      isGroup
      ? choice(depth: depth - 1, scale: scale)
      : PatternTree.one(
        random.pick(random.chance(rarePercent) ? PatternSet.rare : PatternSet.common))
    // A repeated assertion is refused.
    if case .anchor = body { return body }
    guard random.chance(isGroup ? 65 : 35) else { return body }
    let (min, max) = bounds(isGroup: isGroup, scale: scale)
    return .repeated(body, min: min, max: max, isLazy: random.chance(12))
  }

  private mutating func bounds(isGroup: Bool, scale: Int) -> (Int, Int?) {
    switch random.below(10) {
    case 0..<3: return (0, nil)
    case 3..<5: return (1, nil)
    case 5: return (0, 1)
    case 6: return (random.between(0, 3), nil)
    default:
      let min = random.between(0, 3)
      return (min, min + random.between(0, [2, 6, isGroup ? 12 : 60][scale]))
    }
  }
}
