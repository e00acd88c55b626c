import RemitModel

/// The places that guards speak of: a variable, or an attribute or map key below one.
///
/// Each distinct place of a body has one number, so that facts are sets of small numbers.
struct PathTable {
  enum Step: Hashable {
    case variable(TypedExpression.Variable)
    case local(Int)
    case attribute(String)
    case key(Text)
    /// Holds of an entity that is known to be stored, because an attribute of it is present.
    case stored
  }

  private struct Key: Hashable {
    let parent: PathID
    let step: Step
  }

  private(set) var steps: [Step] = []
  private(set) var parents: [PathID] = []
  private var numbers: [Key: PathID] = [:]

  mutating func root(_ step: Step) -> PathID { path(step, below: PathID(number: -1)) }

  mutating func path(_ step: Step, below parent: PathID) -> PathID {
    let key = Key(parent: parent, step: step)
    if let known = numbers[key] { return known }
    let path = PathID(number: Int32(steps.count))
    steps.append(step)
    parents.append(parent)
    numbers[key] = path
    return path
  }

  /// The path again below another one: what a condition proves of its parameter holds of what the
  /// caller passed. `nil` if the path does not start at the local slot.
  func steps(of path: PathID, belowLocal slot: Int) -> [Step]? {
    var out: [Step] = []
    var current = path
    while current.number >= 0 {
      let step = steps[Int(current.number)]
      let parent = parents[Int(current.number)]
      if parent.number < 0 { return step == .local(slot) ? out.reversed() : nil }
      out.append(step)
      current = parent
    }
    return nil
  }

  /// The local slot at the root of a path, if it has one.
  func local(atRootOf path: PathID) -> Int? {
    var current = path
    while current.number >= 0 {
      let parent = parents[Int(current.number)]
      if parent.number < 0, case .local(let slot) = steps[Int(current.number)] { return slot }
      current = parent
    }
    return nil
  }
}

struct PathID: Hashable {
  let number: Int32
}
