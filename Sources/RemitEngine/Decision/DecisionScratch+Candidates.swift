import RemitCompiler

// From the request to the rules that can concern it.
extension DecisionScratch {
  /// Puts into `candidates` every rule of one effect whose head fits and whose `when` is not known
  /// to be false, each once. Of lists with an effect graph, only rules that it does not settle: the
  /// others are reasons at once.
  mutating func collectCandidates(deny: Bool) {
    candidates.removeAll()
    met.removeAll()
    walk.isDeny = deny
    walk.isSettled = false
    let number = evaluator.facts.entry * 2 + (deny ? 0 : 1)
    let side = evaluator.view.index.sides[Int(number)]
    if side.always != CandidateIndex.none { visitBucket(side.always) }
    guard side.keyCount > 0 else { return }
    if side.usesEntities {
      let principal = evaluator.facts.principal
      visit(number, .equals(principal), of: principal)
      if evaluator.facts.sendsParents {
        for ancestor in evaluator.ancestorsAndSelf(of: principal) {
          visit(number, .lies(in: ancestor), of: ancestor)
        }
      } else {
        visit(number, .lies(in: principal), of: principal)
        for ancestor in evaluator.storedAncestors(of: principal) {
          // Ascending, and constants have the lowest ids.
          if ancestor >= evaluator.view.constantEntityCount { break }
          visit(number, .lies(in: ancestor))
        }
      }
    }
    if side.usesRoles {
      for index in 0..<authorizedRoles.count { visit(number, .holds(authorizedRoles[index])) }
      for index in 0..<anywhereRoles.count { visit(number, .holdsAnywhere(anywhereRoles[index])) }
    }
  }

  /// Only the policy's constants are keys, and they have the lowest ids.
  private mutating func visit(_ side: UInt32, _ key: HeadKey, of entity: UInt32) {
    if entity < evaluator.view.constantEntityCount { visit(side, key) }
  }

  private mutating func visit(_ side: UInt32, _ key: HeadKey) {
    let bucket = evaluator.view.index.subjects.find(side, key.raw)
    if bucket != IntTableView.none { visitBucket(bucket) }
  }

  @inline(__always)
  private mutating func visitBucket(_ id: UInt32) {
    let bucket = evaluator.view.index.buckets[Int(id)]
    if bucket.always != CandidateIndex.none { visitList(bucket.always) }
    guard bucket.keyCount > 0 else { return }
    let resource = evaluator.facts.resource
    visitObject(id, .equals(resource), of: resource)
    if evaluator.facts.sendsParents {
      for ancestor in evaluator.ancestorsAndSelf(of: resource) {
        visitObject(id, .lies(in: ancestor), of: ancestor)
      }
    } else {
      visitObject(id, .lies(in: resource), of: resource)
      for ancestor in evaluator.storedAncestors(of: resource) {
        if ancestor >= evaluator.view.constantEntityCount { break }
        visitObject(id, .lies(in: ancestor), of: ancestor)
      }
    }
  }

  private mutating func visitObject(_ bucket: UInt32, _ key: HeadKey, of entity: UInt32) {
    guard entity < evaluator.view.constantEntityCount else { return }
    let list = evaluator.view.index.objects.find(bucket, key.raw)
    if list != IntTableView.none { visitList(list) }
  }

  /// Recursion is bounded by the compiler: a path is switched on once on the way to a candidate.
  private mutating func visitList(_ id: UInt32) {
    if walk(list: id) { return }
    let list = evaluator.view.index.lists[Int(id)]
    take(CandidateRun(first: list.first, count: list.count))
    for number in list.firstSwitch..<list.firstSwitch + list.switchCount {
      switch evaluator.value(at: evaluator.view.index.switches[Int(number)]) {
      case .failed(let run): take(evaluator.view.index.unguarded[Int(run)])
      case .value(let slot):
        let constant = evaluator.view.constantTable.number(of: slot)
        if constant == IntTableView.none { continue }
        let next = evaluator.view.index.values.find(number, constant)
        if next != IntTableView.none { visitList(next) }
      }
    }
  }

  @inline(__always)
  private mutating func take(_ run: CandidateRun) {
    for position in Int(run.first)..<Int(run.first + run.count) {
      let candidate = evaluator.view.index.candidates[position]
      let known = candidate & ~CandidateIndex.repeated
      let rule = known & ~CandidateIndex.unconditional
      if candidate != known, met.insert(rule, 1) != 0 { continue }
      candidates.append(known)
    }
  }
}
