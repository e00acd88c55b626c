import RemitCompiler
import RemitModel

/// How the decision under way uses the effect graph.
struct EffectWalk {
  var isDeny = false
  /// Whether one rule that settles the effect is enough.
  var stopsAtFirst = false
  /// Whether it has been found.
  var isSettled = false
  /// Nodes that were stepped on.
  var visits = 0
}

// The walk through the effect graph: docs/decisions/0014-one-walk-for-effect-and-reasons.md.
extension DecisionScratch {
  /// Takes what a list's rules come to: those that apply become reasons, those that the reason pass
  /// has to settle become candidates.
  ///
  /// - Returns: whether that is all of the list; if not, the reason pass takes it.
  mutating func walk(list: UInt32) -> Bool {
    if isRecording || !evaluator.view.effect.leads { return false }
    if walk.isSettled { return true }
    let root = evaluator.view.effect.listRoots[Int(list)]
    if root == EffectGraph.none { return false }
    var id = root
    while true {
      let node = evaluator.view.effect.nodes[Int(id)]
      walk.visits += 1
      switch node.kind {
      case .end: return true
      case .unknown: return false
      case .applies:
        if isNew(node) { apply(node.subject) }
        if walk.isSettled { return true }
        id = node.yes
      case .asks:
        if isNew(node) { candidates.append(node.subject) }
        id = node.yes
      case .test, .values, .numbers, .addresses, .prefixes, .suffixes, .paths:
        id = evaluator.next(node)
      }
    }
  }

  private mutating func isNew(_ node: EffectNode) -> Bool {
    node.variant != EffectNode.repeatedRule || met.insert(node.subject, 1) == 0
  }

  private mutating func apply(_ rule: UInt32) {
    if walk.isDeny {
      reasons.denies.append(rule)
      reasons.hasHoldingDeny = true
    } else {
      reasons.allows.append(rule)
    }
    walk.isSettled = walk.stopsAtFirst
  }

  /// What the walk through a run of permissions says of them.
  enum PermissionAnswer {
    case isUsed
    case isUnused
    /// The reason pass has to say.
    case unknown
  }

  /// Whether some permission of a run applies.
  mutating func walk(permissions run: UInt32) -> PermissionAnswer {
    if isRecording || !evaluator.view.effect.leads { return .unknown }
    let root = evaluator.view.effect.permissionRoots[Int(run)]
    if root == EffectGraph.none { return .unknown }
    var isUsed = false
    var id = root
    while true {
      let node = evaluator.view.effect.nodes[Int(id)]
      walk.visits += 1
      switch node.kind {
      case .end: return isUsed ? .isUsed : .isUnused
      case .unknown: return .unknown
      case .applies:
        isUsed = true
        if walk.stopsAtFirst { return .isUsed }
        id = node.yes
      case .asks:
        let program = evaluator.view.permissions[Int(node.subject)].program
        if applies(evaluator.holds(program), .permission(Int(node.subject))) { isUsed = true }
        id = node.yes
      case .test, .values, .numbers, .addresses, .prefixes, .suffixes, .paths:
        id = evaluator.next(node)
      }
    }
  }

  // MARK: The effect alone

  /// Whether the effect can be decided without all reasons: nothing is recorded, and no rule that
  /// could apply has an obligation, which would have to be complete.
  mutating func canStopEarly() -> Bool {
    guard namesOneReason, !isRecording, !evaluator.view.effect.isEmpty else { return false }
    let side = Int(evaluator.facts.entry) * 2
    let mayOblige = evaluator.view.effect.mayOblige
    return !mayOblige[side] && !mayOblige[side + 1]
  }
}
