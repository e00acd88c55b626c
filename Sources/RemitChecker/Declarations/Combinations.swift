import RemitModel
import RemitSource
import RemitSyntax

/// Which combinations a declaration can meet, asked for by what its body mentions of them.
struct CombinationQuery: Hashable {
  enum Actions: Hashable {
    case every
    case some(Set<ActionID>)
  }

  enum Source: Hashable {
    /// The head of a rule or permission; `nil` types are any.
    case head(Actions)
    /// What the permissions of the role's closure, and the rules that ask for its holders, meet.
    case role(Int)
  }

  let source: Source
  let principals: [EntityTypeID]?
  let resources: [EntityTypeID]?
  let mentions: Mentions
}

struct CombinationChoice {
  /// What differs for the body; one that is empty if the body mentions nothing that differs.
  var situations: [Situation] = []
  var isTooLarge = false

  var isEmpty: Bool { situations.isEmpty }
}

extension Checker {
  func combinations(_ query: CombinationQuery) -> CombinationChoice {
    if let known = combinationCache[query] { return known }
    var search = CombinationSearch(checker: self, query: query)
    search.run()
    combinationCache[query] = search.choice
    return search.choice
  }

  /// A combination in words, as far as its parts are told apart: where the principal is …, the
  /// resource is …, the action is ….
  func describe(_ situation: Situation) -> String? {
    var words: [String] = []
    if let principal = situation.principal {
      words.append("the principal is `\(name(of: principal))`")
    }
    if let context = situation.context, let action = contextOfAction.firstIndex(of: context) {
      words.append("the action is `\(actions[action].name.text)`")
    }
    if let resource = situation.resource {
      words.append("the resource is `\(name(of: resource))`")
    }
    return words.isEmpty ? nil : words.joined(separator: " and ")
  }
}

/// Collects the distinct situations that a query's combinations come to.
private struct CombinationSearch {
  let checker: Checker
  let query: CombinationQuery
  var choice = CombinationChoice()
  private var seen: Set<Situation> = []

  init(checker: Checker, query: CombinationQuery) {
    self.checker = checker
    self.query = query
  }

  mutating func run() {
    switch query.source {
    case .head(.every):
      add(checker.everyAction, query.principals, query.resources)
    case .head(.some(let actions)):
      add(actions, query.principals, query.resources)
    case .role(let role):
      for junior in checker.roles[role].closure {
        for permission in checker.roles[junior].permissions {
          add(permission.actions, query.principals, common(permission.resources, query.resources))
        }
        for rule in checker.rulesByHeldRole[junior] ?? [] {
          guard let head = checker.rules[rule].head else { continue }
          // Asked anywhere, a grant counts for resources that its scope does not hold.
          let isAskedAnywhere =
            head.subject?.contains(.holders(RoleID(junior), anywhere: true)) ?? false
          add(
            head.actions, common(head.principals, query.principals),
            isAskedAnywhere ? head.resources : common(head.resources, query.resources))
        }
      }
    }
    choice.situations.sort()
  }

  /// `nil` is any.
  private func common(_ a: [EntityTypeID]?, _ b: [EntityTypeID]?) -> [EntityTypeID]? {
    guard let a else { return b }
    guard let b else { return a }
    return a.filter(b.contains)
  }

  private mutating func add(
    _ actions: Set<ActionID>, _ principals: [EntityTypeID]?, _ resources: [EntityTypeID]?
  ) {
    let mentions = query.mentions
    for action in actions {
      let declared = checker.schema[action]
      let fittingPrincipals = declared.principals.filter { principals?.contains($0) ?? true }
      let fittingResources = declared.resources.filter { resources?.contains($0) ?? true }
      guard !fittingPrincipals.isEmpty, !fittingResources.isEmpty else { continue }
      let context = mentions.contains(.context) ? checker.contextOfAction[action.int] : nil
      let principalChoices: [EntityTypeID?] =
        mentions.contains(.principal) ? Array(fittingPrincipals) : [nil]
      let resourceChoices: [EntityTypeID?] =
        mentions.contains(.resource) ? Array(fittingResources) : [nil]
      for principal in principalChoices {
        for resource in resourceChoices {
          let situation = Situation(principal: principal, resource: resource, context: context)
          guard seen.insert(situation).inserted else { continue }
          guard seen.count <= CheckLimits.combinationsMax else {
            choice.isTooLarge = true
            return
          }
          choice.situations.append(situation)
        }
      }
      // One combination is as good as another for a body that does not look at them.
      if mentions.ofCombination.isEmpty { return }
    }
  }
}

extension Situation: Comparable {
  static func < (a: Situation, b: Situation) -> Bool {
    (a.context ?? -1, a.principal?.int ?? -1, a.resource?.int ?? -1)
      < (b.context ?? -1, b.principal?.int ?? -1, b.resource?.int ?? -1)
  }
}
