import RemitModel
import RemitSource
import RemitSyntax

/// What typing a body in all its combinations came to.
struct BodyTyping {
  let choice: CombinationChoice
  let clauses: [Clause]
  let typer: Typer
  let emitter: Emitter

  var possibleErrors: Set<RuntimeErrorCode> { Set(typer.possibleErrors.map(\.code)) }
}

extension Checker {
  /// Types a body in each situation of a query, reports what is wrong, and emits its clauses.
  ///
  /// A body whose declaration meets no combination is not typed, and stands for false. A head that
  /// was not understood silences what follows from it.
  ///
  /// - Parameter inEach: called in each situation that gets past all clauses.
  func type(
    _ body: Body, _ builder: NodeBuilder, _ query: CombinationQuery, isWhole: Bool,
    roots: [Node] = [], inEach: (Typer) -> Void = { _ in }
  ) -> BodyTyping {
    let typer = Typer(builder)
    body.reportLiterals(to: self)
    var choice = combinations(query)
    if choice.isTooLarge, let first = body.clauses.first {
      report(CheckProblem.tooManyCombinations(at: first.node.span))
    }
    // What mentions no type that differs can be typed although nothing is met.
    if choice.isEmpty, query.mentions.isEmpty, isWhole {
      _ = body.type(with: typer)
      typer.finish(body.clauses.map(\.node), describe: { _ in nil })
      let emitter = Emitter(typer, firstSite: builder.firstSite)
      return BodyTyping(
        choice: choice, clauses: body.emit(emitter, typer), typer: typer, emitter: emitter)
    }
    if !isWhole { choice.situations = [] }
    for situation in choice.situations {
      typer.enter(situation)
      if body.type(with: typer) { inEach(typer) }
    }
    if choice.isEmpty {
      builder.reportUnknownNames()
    } else {
      typer.finish(body.clauses.map(\.node) + roots, describe: describe)
    }
    let emitter = Emitter(typer, firstSite: builder.firstSite)
    var clauses = body.emit(emitter, typer)
    if choice.isEmpty, let first = body.clauses.first {
      let never = TypedExpression(
        .literal(.bool(first.isUnless)), at: Site(builder.firstSite + first.node.number))
      clauses = [Clause(isUnless: first.isUnless, expression: never)]
    }
    return BodyTyping(choice: choice, clauses: clauses, typer: typer, emitter: emitter)
  }

  /// One note for a declaration that can still err, with each kind of error and a place of it.
  func noteErrors(_ typing: BodyTyping, of kind: String, named name: String, at span: SourceSpan) {
    guard !typing.typer.possibleErrors.isEmpty else { return }
    var first: [RuntimeErrorCode: Int] = [:]
    for error in typing.typer.possibleErrors {
      first[error.code] = min(first[error.code] ?? Int.max, error.node)
    }
    let reasons = first.sorted { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }
    let places = reasons.map { code, node in
      (code: code, text: shortText(of: sites[typing.emitter.firstSite + node]))
    }
    report(CheckProblem.canStillErr(kind, name, places, at: span))
  }

  /// The text of a place on one line, cut where it is long.
  func shortText(of span: SourceSpan) -> String {
    let head = SourceSpan(
      file: span.file, lower: span.lower, upper: min(span.upper, span.lower + 400))
    let text = files.text(of: head).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return text.count <= 60 ? text : String(text.prefix(57)) + "…"
  }

  /// Remembers that the policy depends on the time, or on what cannot be decided yet.
  func noteUse(_ builder: NodeBuilder, of fullName: String) {
    if builder.mentions.contains(.now)
      || builder.callees.contains(where: { conditions[$0.condition].summary?.mentionsNow ?? false })
    {
      dependsOnTime = true
    }
  }
}
