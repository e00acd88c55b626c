import RemitModel
import RemitSource
import RemitSyntax

/// What an `expect` is read against.
struct ExpectationContext {
  let tree: Int
  let now: Instant?
  /// Full names of the grants that the test gives.
  let grants: [String]
  /// Names of the obligations of all rules.
  let obligations: Set<String>
}

/// `expect`: a request, held against the declarations, and what is to come of it.
extension Checker {
  /// - Returns: `nil` where the request was not understood.
  func expectation(_ syntax: ExpectSyntax, _ context: ExpectationContext) -> Expectation? {
    let by = syntax.by.compactMap { determiningName($0, context) }
    for name in syntax.obligations
    where !name.text.isEmpty && !context.obligations.contains(name.text) {
      report(
        CheckProblem.unknownObligation(
          name, suggestion: suggestion(for: name.text, among: context.obligations)))
    }
    let roles = syntax.roles.compactMap { role($0, from: context.tree) }
    let request: Request?
    switch syntax.outcome {
    case .allow, .deny: request = typedRequest(syntax, context)
    case .invalid: request = rawRequest(syntax, context)
    }
    guard var request else { return nil }
    request.now = context.now
    if !syntax.roles.isEmpty {
      request.roles = roles.map { Text(self.roles[$0].fullName) }
    }
    return Expectation(
      outcome: syntax.outcome.typed, by: by, isExactly: syntax.isExactly,
      obligations: syntax.obligations.map(\.text), request: request, span: syntax.span)
  }

  /// The full name of a rule, role, grant or separation, or `nil` with a diagnostic reported.
  private func determiningName(_ name: NameSyntax, _ context: ExpectationContext) -> String? {
    let module = modules[scopes[context.tree].module]
    let local = name.isSimple ? module.fullName(name.last) : name.text
    if context.grants.contains(local) { return local }
    switch resolve(name, in: .policies, from: context.tree, what: "rule, role, grant or separation")
    {
    case .rule(let index)?: return rules[index].fullName
    case .role(let index)?: return roles[index].fullName
    case .separation(let index)?: return separations[index].fullName
    case .grant(let index)?:
      return grants[index].syntax.name.map { fullName($0, grants[index].tree) }
    case .limit?:
      report(
        CheckProblem.wrongKind(name, found: "limit", wanted: "rule, role, grant or separation"))
      return nil
    case nil, .builtin, .alias, .enumeration, .entity, .action, .actionGroup, .constant,
      .condition, .enumCase, .fixture:
      return nil
    }
  }

  // MARK: Requests that fit

  private func typedRequest(_ syntax: ExpectSyntax, _ context: ExpectationContext) -> Request? {
    let principal = entity(syntax.principal, from: context.tree)
    let resource = entity(syntax.resource, from: context.tree)
    guard let principal, let resource, let action = action(syntax.action, from: context.tree)
    else { return nil }
    let declared = schema[action]
    let word = actions[action.int].name.text
    if !declared.resources.contains(resource.type) {
      report(
        CheckProblem.actionDoesNotApply(
          word, to: name(of: resource.type),
          declared: declared.resources.sorted().map { name(of: $0) }, at: syntax.resource.span))
    }
    if !declared.principals.contains(principal.type) {
      report(
        CheckProblem.actionNotBy(
          word, name(of: principal.type),
          declared: declared.principals.sorted().map { name(of: $0) }, at: syntax.principal.span))
    }
    let sentOfPrincipal = sent(syntax.principalAttributes ?? [], of: principal.type, context.tree)
    let sentOfResource = sent(syntax.resourceAttributes ?? [], of: resource.type, context.tree)
    let (values, names) = typedEntries(
      syntax.context ?? [], of: declared.context, describedAs: "the context of `\(word)`",
      from: context.tree)
    let missing = declared.context.attributes.filter {
      !$0.isOptional && !names.contains($0.name)
    }
    if !missing.isEmpty {
      report(
        CheckProblem.contextIncomplete(word, missing: missing.map(\.name), at: syntax.action.span))
    }
    return Request(
      principal: RequestEntity(principal.uid, attributes: sentOfPrincipal),
      action: declared.wire,
      resource: RequestEntity(resource.uid, attributes: sentOfResource), context: values)
  }

  /// The one action that a request names.
  private func action(_ name: NameSyntax, from tree: Int) -> ActionID? {
    switch resolve(name, in: .actions, from: tree, what: "action") {
    case .action(let index)?:
      return ActionID(index)
    case .actionGroup?:
      report(CheckProblem.wrongKind(name, found: "action group", wanted: "single action"))
      return nil
    case nil, .builtin, .alias, .enumeration, .entity, .role, .grant, .rule, .separation, .limit,
      .constant, .condition, .enumCase, .fixture:
      return nil
    }
  }

  /// The attributes that the request says of an entity; of a type that is not open, only those
  /// marked `from request`.
  private func sent(
    _ entries: [RecordEntrySyntax], of type: EntityTypeID, _ tree: Int
  ) -> [Text: Value] {
    let declared = schema[type]
    if !declared.isOpen {
      for entry in entries {
        guard let attribute = declared.attributes.attribute(named: entry.key.text),
          !attribute.isFromRequest
        else { continue }
        report(CheckProblem.notFromRequest(entry.key, of: name(of: type)))
      }
    }
    return typedEntries(
      entries, of: declared.attributes, describedAs: name(of: type), from: tree
    ).values
  }

  // MARK: Requests that need not fit

  /// What `expect invalid` says, as it stands: types, actions and attributes may be undeclared, and
  /// values of any type.
  private func rawRequest(_ syntax: ExpectSyntax, _ context: ExpectationContext) -> Request {
    let principal = rawEntity(syntax.principal, context.tree)
    let resource = rawEntity(syntax.resource, context.tree)
    var wire = Text(syntax.action.text)
    var record = RecordType()
    if case .found(.action(let index)) = lookUp(
      short: syntax.action.last, in: .actions, from: context.tree)
    {
      wire = actions[index].wire
      record = schema[ActionID(index)].context
    }
    return Request(
      principal: RequestEntity(
        principal.uid,
        attributes: rawEntries(syntax.principalAttributes, of: principal.type, context.tree)),
      action: wire,
      resource: RequestEntity(
        resource.uid,
        attributes: rawEntries(syntax.resourceAttributes, of: resource.type, context.tree)),
      context: rawEntries(syntax.context, in: record, context.tree))
  }

  private func rawEntity(
    _ syntax: EntitySyntax, _ tree: Int
  ) -> (uid: EntityUID, type: EntityTypeID?) {
    if case .found(.entity(let index)) = lookUp(short: syntax.type.last, in: .types, from: tree) {
      entities[index].isUsed = true
      return (
        EntityUID(type: entities[index].wire, id: Text(syntax.id.value)), EntityTypeID(index)
      )
    }
    return (EntityUID(type: Text(syntax.type.text), id: Text(syntax.id.value)), nil)
  }

  private func rawEntries(
    _ entries: [RecordEntrySyntax]?, of type: EntityTypeID?, _ tree: Int
  ) -> [Text: Value] {
    rawEntries(entries, in: type.map { schema[$0].attributes } ?? RecordType(), tree)
  }

  private func rawEntries(
    _ entries: [RecordEntrySyntax]?, in record: RecordType, _ tree: Int
  ) -> [Text: Value] {
    var values: [Text: Value] = [:]
    for entry in entries ?? [] {
      let attribute = record.attribute(named: entry.key.text)
      values[attribute?.wire ?? Text(entry.key.text)] =
        rawValue(entry.value, as: attribute?.type, tree)
    }
    return values
  }

  /// A value of the declared type if it is one, else whatever it is.
  private func rawValue(_ syntax: ExpressionSyntax, as wanted: ValueType?, _ tree: Int) -> Value? {
    let before = diagnostics.count
    if let wanted, let (value, _) = constant(syntax, as: wanted, from: tree) {
      return RawForm.of(value, wanted)
    }
    diagnostics.removeLast(diagnostics.count - before)
    return constant(syntax, as: nil, from: tree).map { RawForm.of($0.value, $0.type) }
  }
}

extension ExpectSyntax.Outcome {
  var typed: Expectation.Outcome {
    switch self {
    case .allow: .allow
    case .deny: .deny
    case .invalid: .invalid
    }
  }
}
