import RemitModel
import RemitSource
import RemitSyntax

/// `allow` and `deny` rules.
extension Checker {
  func checkRules() {
    for index in rules.indices { rules[index].head = ruleHead(index) }
    typedRules.reserveCapacity(rules.count)
    for index in rules.indices { checkRule(index) }
    warnAboutShadowedRules()
  }

  private func checkRule(_ index: Int) {
    let rule = rules[index]
    guard let head = rule.head else { return }
    let builder = NodeBuilder(self, tree: rule.tree, setting: .request)
    let body = Body(builder, rule.syntax.clauses)
    let obligations = rule.syntax.obligations.map { obligation in
      (syntax: obligation, entries: builder.build(obligation.entries))
    }
    let query = CombinationQuery(
      source: .head(head.actionQuery), principals: head.principals, resources: head.resources,
      mentions: builder.mentions.ofCombination)
    var check = ObligationCheck(body: body, isDeny: rule.syntax.isDeny)
    let roots = obligations.flatMap { $0.entries.map(\.value) }
    let typing = type(body, builder, query, isWhole: head.isWhole, roots: roots) { typer in
      for obligation in obligations { check.type(obligation.entries, with: typer) }
    }
    check.report(to: self)
    if typing.choice.isEmpty, head.isWhole {
      report(CheckProblem.ruleMeetsNothing(rule.syntax.name))
    }
    noteErrors(typing, of: "rule", named: rule.syntax.name.text, at: rule.syntax.name.span)
    checkMeasure(body.measure(conditions), at: rule.syntax.name.span)
    noteUse(builder, of: rule.fullName)
    typedRules.append(
      TypedRule(
        name: rule.fullName, effect: rule.syntax.isDeny ? .deny : .allow, subject: head.subject,
        actions: head.actions, object: head.object, clauses: typing.clauses,
        frameSize: builder.frameSize, because: rule.syntax.because?.value,
        obligations: obligations.map { syntax, entries in
          TypedObligation(
            name: syntax.name.text,
            record: entries.filter { typing.typer.visits[$0.value.number] > 0 }.map {
              (name: $0.key.text, value: typing.emitter.emit($0.value))
            })
        },
        documentation: rule.documentation, possibleErrors: typing.possibleErrors, span: rule.span))
  }

  // MARK: Shadowed rules

  private struct HeadKey: Hashable {
    let effect: Effect
    let subject: [SubjectPattern]?
    let actions: CombinationQuery.Actions
    let object: [EntityPattern]?
  }

  private func headKey(_ index: Int) -> HeadKey? {
    rules[index].head.map {
      HeadKey(
        effect: rules[index].syntax.isDeny ? .deny : .allow, subject: $0.subject,
        actions: $0.actionQuery, object: $0.object)
    }
  }

  /// A rule adds nothing if another of the same head and effect asks the same, or asks nothing, and
  /// it brings no obligation of its own.
  private func warnAboutShadowedRules() {
    guard diagnostics.allSatisfy({ $0.severity != .error }) else { return }
    // Most heads are unique, and hashes alone tell that.
    var firstByHash: [Int: Int] = Dictionary(minimumCapacity: rules.count)
    var alike: Set<Int> = []
    for index in rules.indices {
      guard let hash = headKey(index)?.hashValue else { continue }
      if let first = firstByHash[hash] {
        alike.formUnion([first, index])
      } else {
        firstByHash[hash] = index
      }
    }
    let groups = Dictionary(grouping: alike.sorted(), by: headKey)
    for group in groups.values where group.count > 1 { warnAboutShadowedRules(among: group) }
  }

  private func warnAboutShadowedRules(among group: [Int]) {
    let unconditional = group.first { rules[$0].syntax.clauses.isEmpty }
    var byClauses: [String: Int] = [:]
    for index in group {
      let text = clauseText(rules[index].syntax.clauses)
      let twin = byClauses[text]
      if twin == nil { byClauses[text] = index }
      guard let other = twin ?? unconditional, other != index,
        rules[index].syntax.obligations.isEmpty
      else { continue }
      report(
        CheckProblem.shadowedRule(
          rules[index].syntax.name, by: rules[other].syntax.name.text,
          at: rules[other].syntax.name.span))
    }
  }

  /// The clauses as written, white space aside, in an order of their own.
  private func clauseText(_ clauses: [ConditionClauseSyntax]) -> String {
    clauses.map { clause in
      files.text(of: clause.span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }.sorted().joined(separator: "\n")
  }
}
