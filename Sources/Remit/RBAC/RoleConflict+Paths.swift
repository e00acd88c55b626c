import RemitEngine
import RemitModel

// The way to each role that meets another, for messages.
extension RoleConflict {
  /// `Person::"ada" → User::"ada" → Group::"ops" → grant m.night → m.chief → m.releaser`
  init(_ violation: SeparationViolation, under policy: TypedPolicy) {
    separation = violation.separation
    most = violation.most
    person = violation.person
    let roles = Dictionary(
      policy.roles.enumerated().map { (Text($1.name), RoleID($0)) }, uniquingKeysWith: { a, _ in a }
    )
    paths = violation.holdings.map { holding in
      var steps = [violation.person.description]
      if holding.account != violation.person { steps.append(holding.account.description) }
      if holding.grantee != holding.account { steps.append(holding.grantee.description) }
      steps.append(holding.source)
      let given = Text(holding.role ?? holding.member)
      if let top = roles[given], let bottom = roles[Text(holding.member)] {
        steps += policy.wayDown(from: top, to: bottom)
      } else {
        // Of permissions the member is no role; of rules nothing is granted.
        if let role = holding.role { steps.append(role) }
        steps.append(holding.member)
      }
      return steps.joined(separator: " → ")
    }
  }

  init(_ conflict: ActivationConflict, of user: EntityUID?, under policy: TypedPolicy) {
    let broken = policy[conflict.separation]
    separation = broken.name
    most = broken.most
    person = user
    paths = conflict.met.map { met in
      let steps = user.map { [$0.description] } ?? []
      return (steps + policy.wayDown(from: met.by, to: met.member)).joined(separator: " → ")
    }
  }
}

extension TypedPolicy {
  /// The names of the roles on the shortest way from a role to one below it, both included.
  ///
  /// - Complexity: O(roles and edges below the senior).
  func wayDown(from senior: RoleID, to junior: RoleID) -> [String] {
    var above: [RoleID: RoleID] = [:]
    var queue = [senior]
    var next = 0
    while next < queue.count, queue[next] != junior {
      let role = queue[next]
      next += 1
      for below in self[role].juniors where below != senior && above[below] == nil {
        above[below] = role
        queue.append(below)
      }
    }
    var way = [junior]
    while let last = way.last, last != senior, let upper = above[last] { way.append(upper) }
    return way.reversed().map { self[$0].name }
  }
}
