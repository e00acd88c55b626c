/// Subjects made from a pattern, to fit it, to nearly fit it, and to wear a matcher out.
package struct PatternSubjects {
  private let tree: PatternTree
  package var random: SplitMix64

  package init(_ tree: PatternTree, seed: UInt64) {
    self.tree = tree
    random = SplitMix64(seed: seed)
  }

  /// A text of a few scalars: one that the pattern reads (assertions aside), or one that is close.
  package mutating func short() -> [Unicode.Scalar] {
    if random.chance(15) {
      return (0..<random.below(5)).map { _ in random.pick(PatternSet.anyScalars) }
    }
    var text = Array(member(of: tree, rounds: 2).prefix(12))
    if random.chance(40) { mutate(&text) }
    return text
  }

  /// A text of up to `bytesMax` bytes on which one loop of the pattern goes round as often as it
  /// can, in one of several shapes: as it is, its end spoilt, a scalar changed somewhere, cut.
  package mutating func long(bytesMax: Int) -> [Unicode.Scalar] {
    var target = random.below(tree.loopCount)
    var text = pumped(tree, &target, bytesMax: bytesMax)
    if text.isEmpty { text = ["a"] }
    if random.chance(20) {
      // A pattern without a loop still meets a long text.
      while text.count < bytesMax { text += text }
    }
    switch random.below(5) {
    case 0: break
    case 1:
      fit(&text, bytesMax - 4)
      text.append(random.pick(PatternSet.anyScalars))
    case 2: mutate(&text)
    case 3: text[text.count - 1] = random.pick(PatternSet.anyScalars)
    default: text.removeLast(random.below(min(text.count, 4)))
    }
    fit(&text, bytesMax)
    return text
  }

  private func fit(_ text: inout [Unicode.Scalar], _ bytesMax: Int) {
    var bytes = 0
    let fitting = text.prefix {
      bytes += $0.utf8.count
      return bytes <= bytesMax
    }
    text = Array(fitting)
  }

  private mutating func mutate(_ text: inout [Unicode.Scalar]) {
    guard !text.isEmpty else { return text.append(random.pick(PatternSet.anyScalars)) }
    let index = random.below(text.count)
    switch random.below(3) {
    case 0: text[index] = random.pick(PatternSet.anyScalars)
    case 1: text.insert(random.pick(PatternSet.anyScalars), at: index)
    default: text.remove(at: index)
    }
  }

  private mutating func member(of tree: PatternTree, rounds: Int) -> [Unicode.Scalar] {
    switch tree {
    case .empty, .anchor: return []
    case .one(let set): return [random.pick(set.members)]
    case .sequence(let parts):
      var text: [Unicode.Scalar] = []
      for part in parts { text += member(of: part, rounds: rounds) }
      return text
    case .choice(let branches): return member(of: random.pick(branches), rounds: rounds)
    case .repeated(let body, let min, let max, _):
      let most = Swift.min(max ?? .max, min + rounds)
      var text: [Unicode.Scalar] = []
      for _ in 0..<random.between(min, most) where text.count < 200 {
        text += member(of: body, rounds: rounds)
      }
      return text
    }
  }

  /// A member in which the loop number `target` fills the room, its rounds all alike or nearly so.
  private mutating func pumped(
    _ tree: PatternTree, _ target: inout Int, bytesMax: Int
  ) -> [Unicode.Scalar] {
    switch tree {
    case .empty, .anchor: return []
    case .one(let set): return [random.pick(set.members)]
    case .sequence(let parts):
      var text: [Unicode.Scalar] = []
      for part in parts { text += pumped(part, &target, bytesMax: bytesMax) }
      return text
    case .choice(let branches):
      // The branch with the loop, if one has it.
      for branch in branches {
        if (0..<branch.loopCount).contains(target) {
          return pumped(branch, &target, bytesMax: bytesMax)
        }
        target -= branch.loopCount
      }
      return member(of: random.pick(branches), rounds: 1)
    case .repeated(let body, let min, let max, _):
      let isLoop = max ?? 2 > 1
      if isLoop && target == 0 {
        target = -1
        return rounds(of: body, atMost: max ?? .max, bytesMax: bytesMax)
      }
      if isLoop { target -= 1 }
      let inner = (0..<body.loopCount).contains(target)
      var text = pumped(body, &target, bytesMax: bytesMax)
      for _ in 1..<Swift.max(2, min) where text.count < bytesMax {
        text += member(of: body, rounds: 1)
      }
      return inner || min > 0 ? text : []
    }
  }

  private mutating func rounds(
    of body: PatternTree, atMost max: Int, bytesMax: Int
  ) -> [Unicode.Scalar] {
    var unit: [Unicode.Scalar] = []
    let unitRounds = random.between(1, 3)
    for _ in 0..<unitRounds { unit += member(of: body, rounds: random.below(3)) }
    guard !unit.isEmpty else { return [] }
    let times = Swift.min(max / unitRounds, bytesMax / unit.count)
    return Array(repeatElement(unit, count: Swift.max(times, 1)).joined())
  }
}
