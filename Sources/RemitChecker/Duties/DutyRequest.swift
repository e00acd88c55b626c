import RemitModel
import RemitSource
import RemitSyntax

/// What a duty says of requests — on what (`=`), by whom (`by`) and which (`when`, `unless`) — typed
/// in each combination of its actions.
struct DutyRequest {
  let builder: NodeBuilder
  /// What the persons are in all combinations together; `nil` where one was not understood.
  private(set) var personTypes: [EntityTypeID]?
  private(set) var typedObject = TypedExpression(.literal(.bool(false)), at: Site(0))
  private(set) var typedPerson = TypedExpression(.literal(.bool(false)), at: Site(0))
  private(set) var clauses: [Clause] = []

  private let entry: DutyEntry
  private let object: Node
  private let person: Node
  private let body: Body
  private let query: CombinationQuery

  init(_ checker: Checker, _ entry: DutyEntry, _ actions: Set<ActionID>) {
    self.entry = entry
    builder = NodeBuilder(checker, tree: entry.tree, setting: .duty)
    object = builder.build(entry.syntax.object)
    person = builder.build(entry.syntax.by)
    body = Body(builder, entry.syntax.clauses)
    query = CombinationQuery(
      source: .head(.some(actions)), principals: nil, resources: nil,
      mentions: builder.mentions.ofCombination)
  }

  mutating func check(_ checker: Checker) {
    let situations = checker.combinations(query).situations
    guard !situations.isEmpty else {
      builder.reportUnknownNames()
      return
    }
    let typer = Typer(builder)
    var persons: Set<EntityTypeID>? = []
    for situation in situations {
      typer.enter(situation)
      _ = body.type(with: typer)
      // `when` says which requests perform the duty; what it proves is not known where it errs.
      typer.enter(situation)
      typer.readsUnguarded = true
      if let objectTypes = entry.objectTypes {
        typer.type(object, as: .entity(objectTypes))
      } else {
        typer.requireEntity(object)
      }
      if let types = typer.personTypes(of: person) {
        persons?.formUnion(types)
      } else {
        persons = nil
      }
      typer.readsUnguarded = false
    }
    typer.finish([object, person] + body.clauses.map(\.node), describe: checker.describe)
    checker.checkMeasure(body.measure(checker.conditions), at: entry.syntax.action.span)
    if let persons, persons.count > 1, !person.isPrincipal {
      checker.report(
        CheckProblem.mixedPersons(
          persons.sorted().map { checker.name(of: $0) }, at: person.span))
    }
    personTypes = persons.map { $0.sorted() }
    let emitter = Emitter(typer, firstSite: builder.firstSite)
    typedObject = emitter.emit(object)
    typedPerson = emitter.emit(person)
    clauses = body.emit(emitter, typer)
  }
}

extension Typer {
  /// Types what must be one entity, a person.
  ///
  /// - Returns: `nil` where it was not understood.
  func personTypes(of node: Node) -> [EntityTypeID]? {
    guard let type = type(node).type else { return nil }
    if case .entity(let types) = type { return types }
    report(
      node,
      CheckProblem.wrongType(found: checker.describe(type), wanted: "an entity", at: node.span))
    return nil
  }
}

extension Node {
  /// Whether it is `principal` itself, so that each account is a person of its own.
  var isPrincipal: Bool {
    if case .variable(.principal) = form { return true }
    return false
  }
}
