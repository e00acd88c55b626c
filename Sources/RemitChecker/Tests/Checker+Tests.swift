import RemitModel
import RemitSource
import RemitSyntax

/// What a fixture or a test gives, by itself.
struct Givens {
  var entities: [(record: EntityRecord, span: SourceSpan)] = []
  var grants: [TypedGrant] = []
  var waivers: [TypedWaiver] = []
  var performances: [GivenPerformance] = []
  var now: Instant?
  /// Whether a grant has a window, or a condition reads the time.
  var dependsOnTime = false
}

/// Tests and fixtures.
extension Checker {
  func checkTests() {
    let policyDependsOnTime = dependsOnTime
    var obligations = Set(rules.flatMap { $0.syntax.obligations.map(\.name.text) })
    if !duties.isEmpty { obligations.insert(Obligation.perform) }
    let given = fixtures.map { fixture in
      var givens = Givens()
      for given in fixture.syntax.givens { add(given, to: &givens, from: fixture.tree) }
      return givens
    }
    for test in tests {
      var own = Givens()
      for case .given(let syntax) in test.syntax.steps { add(syntax, to: &own, from: test.tree) }
      let used = fixtureIndices(test)
      let joined = join(own, used.map { given[$0] }, in: test)
      let needsTime = policyDependsOnTime || joined.dependsOnTime
      check(test, joined, needsTime: needsTime, obligations: obligations)
    }
    dependsOnTime = policyDependsOnTime
    for fixture in fixtures where !fixture.isUsed && !isVocabulary(tree: fixture.tree) {
      if !fixture.syntax.name.text.isEmpty {
        report(CheckProblem.unusedFixture(fixture.syntax.name))
      }
    }
  }

  private func fixtureIndices(_ test: TestEntry) -> [Int] {
    var seen: Set<Int> = []
    return test.syntax.fixtures.compactMap { name in
      guard case .fixture(let index)? = resolve(name, in: .fixtures, from: test.tree) else {
        return nil
      }
      fixtures[index].isUsed = true
      return seen.insert(index).inserted ? index : nil
    }
  }

  /// What the fixtures give and the test itself; its own `at` wins.
  private func join(_ own: Givens, _ fixtures: [Givens], in test: TestEntry) -> Givens {
    var joined = own
    let times = fixtures.compactMap(\.now)
    if own.now == nil {
      if Set(times).count > 1 { report(CheckProblem.severalTimes(test.syntax.name.span)) }
      joined.now = times.first
    }
    for fixture in fixtures {
      joined.entities += fixture.entities
      joined.grants += fixture.grants
      joined.waivers += fixture.waivers
      joined.performances += fixture.performances
      joined.dependsOnTime = joined.dependsOnTime || fixture.dependsOnTime
    }
    var spans: [EntityUID: SourceSpan] = [:]
    for (record, span) in joined.entities {
      if let first = spans.updateValue(span, forKey: record.uid) {
        // The test's own come first, so that a fixture's is the one that is already there.
        report(CheckProblem.givenTwice(record.uid, at: first, first: span))
      }
    }
    return joined
  }

  private func check(
    _ test: TestEntry, _ givens: Givens, needsTime: Bool, obligations: Set<String>
  ) {
    var expectations: [Expectation] = []
    var hasExpectation = false
    let context = ExpectationContext(
      tree: test.tree, now: givens.now, grants: givens.grants.map(\.name),
      obligations: obligations)
    for case .expect(let syntax) in test.syntax.steps {
      hasExpectation = true
      if let expectation = expectation(syntax, context) { expectations.append(expectation) }
    }
    if !hasExpectation { report(CheckProblem.nothingExpected(test.syntax.name.span)) }
    if needsTime, givens.now == nil {
      report(CheckProblem.timeNotGiven(test.syntax.name.span))
    }
    typedTests.append(
      TypedTest(
        name: test.syntax.name.value, entities: Entities(givens.entities.map(\.record)),
        grants: givens.grants, waivers: givens.waivers, performances: givens.performances,
        now: givens.now, expectations: expectations,
        span: test.span))
  }

  // MARK: Givens

  private func add(_ given: GivenSyntax, to givens: inout Givens, from tree: Int) {
    switch given.form {
    case .entity(let syntax, let parents, let attributes):
      if let record = givenEntity(syntax, parents, attributes, from: tree) {
        givens.entities.append((record, given.span))
      }
    case .grant(let grant):
      if let name = grant.name,
        let first = modules[scopes[tree].module]
          .tables[NameSpace.policies.rawValue][name.text]
      {
        report(CheckProblem.declaredTwice(name, as: first.symbol.kind, first: first.span))
      }
      dependsOnTime = false
      if let typed = checkGrant(grant, given.span, from: tree) {
        givens.grants.append(typed)
      }
      givens.dependsOnTime = givens.dependsOnTime || dependsOnTime
    case .at(let syntax):
      if givens.now != nil { report(CheckProblem.severalTimes(syntax.span)) }
      givens.now = instant(syntax) ?? givens.now
    case .waiver(let syntax):
      if let typed = waiver(syntax, given.span, from: tree) {
        givens.waivers.append(typed)
        givens.dependsOnTime = true
      }
    case .performed(let name, let object, let version, let at, let persons):
      let moment = at.flatMap(instant)
      if let performance = performance(
        name, of: object, by: persons, version: version, at: moment, isWithdrawn: false,
        given.span, from: tree)
      {
        givens.performances.append(performance)
      }
    case .withdrawn(let name, let object, let person):
      if let performance = performance(
        name, of: object, by: [person], version: nil, at: nil, isWithdrawn: true, given.span,
        from: tree)
      {
        givens.performances.append(performance)
      }
    }
  }

  private func givenEntity(
    _ syntax: EntitySyntax, _ parents: [EntitySyntax], _ entries: [RecordEntrySyntax],
    from tree: Int
  ) -> EntityRecord? {
    let given = entity(syntax, from: tree)
    var above: [EntityUID] = []
    for parent in parents {
      guard let (uid, type) = entity(parent, from: tree), let given else { continue }
      guard schema[given.type].parents.contains(type) else {
        report(
          CheckProblem.parentNotDeclared(
            name(of: given.type), parent: name(of: type),
            declared: schema[given.type].parents.sorted().map { name(of: $0) }, at: parent.span))
        continue
      }
      above.append(uid)
    }
    guard let given else { return nil }
    let type = schema[given.type]
    let attributes = typedEntries(
      entries, of: type.attributes, describedAs: name(of: given.type), from: tree)
    return EntityRecord(given.uid, attributes: attributes.values, parents: above)
  }

  /// The values of a record's entries, by wire names.
  ///
  /// - Returns: also the names that were given, wrong values included.
  func typedEntries(
    _ entries: [RecordEntrySyntax], of record: RecordType, describedAs what: String,
    from tree: Int
  ) -> (values: [Text: Value], names: Set<String>) {
    var values: [Text: Value] = [:]
    var names: [String: SourceSpan] = [:]
    for entry in entries {
      if let first = names.updateValue(entry.key.span, forKey: entry.key.text) {
        report(CheckProblem.repeatedKey(entry.key, first: first))
        continue
      }
      guard let attribute = record.attribute(named: entry.key.text) else {
        reportUndeclared(entry.key, of: record, describedAs: what)
        continue
      }
      if let (value, _) = constant(entry.value, as: attribute.type, from: tree) {
        values[attribute.wire] = RawForm.of(value, attribute.type)
      }
    }
    return (values, Set(names.keys))
  }

  private func reportUndeclared(
    _ key: RecordKeySyntax, of record: RecordType, describedAs what: String
  ) {
    if brokenAttributes.contains(key.text) { return }
    let names = record.attributes.map(\.name)
    let meant = record.attributes.first { $0.wire.string == key.text }?.name
    report(
      CheckProblem.unknownAttribute(
        WordSyntax(text: key.text, span: key.span), of: what,
        suggestion: meant ?? suggestion(for: key.text, among: names),
        known: names.count <= CheckProblem.listedMax ? names : []))
  }
}

/// Typed values in the form in which data from outside comes: records keyed by wire names.
enum RawForm {
  /// Recursion is bounded by the depth of the type.
  static func of(_ value: Value, _ type: ValueType) -> Value {
    switch (value, type) {
    case (.record(let entries), .record(let record)):
      var out: [Text: Value] = [:]
      for attribute in record.attributes {
        if let value = entries[Text(attribute.name)] {
          out[attribute.wire] = of(value, attribute.type)
        }
      }
      return .record(out)
    case (.set(let values), .set(let element)):
      return .set(Set(values.map { of($0, element) }))
    case (.map(let entries), .map(let element)):
      return .map(entries.mapValues { of($0, element) })
    default:
      return value
    }
  }
}
