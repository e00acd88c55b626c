import RemitModel
import RemitSource
import RemitSyntax

/// The clauses of one declaration with their names resolved, and the typing of them.
struct Body {
  struct Root {
    let isUnless: Bool
    let node: Node
  }

  let builder: NodeBuilder
  private(set) var clauses: [Root] = []

  /// Resolves the clauses in source order.
  init(_ builder: NodeBuilder, _ syntax: [ConditionClauseSyntax]) {
    self.builder = builder
    clauses = syntax.map { Root(isUnless: $0.isUnless, node: builder.build($0.expression)) }
  }

  /// Reports clauses that are a literal.
  func reportLiterals(to checker: Checker) {
    for clause in clauses {
      guard case .constant(.bool(let flag), _, isLiteral: true) = clause.node.form else { continue }
      checker.report(
        flag
          ? CheckProblem.alwaysTrue(at: clause.node.span)
          : CheckProblem.alwaysFalse(at: clause.node.span))
    }
  }

  /// Types the clauses for the situation that the typer is in; each proves things for the next.
  ///
  /// - Returns: whether what comes after them is reached at all.
  func type(with typer: Typer) -> Bool {
    var isReached = true
    var isWeak = false
    for clause in clauses {
      guard isReached else {
        if isWeak { typer.markSkippedWeakly(clause.node) }
        continue
      }
      let outcome = typer.type(clause.node, as: .bool)
      typer.facts.learn(clause.isUnless ? outcome.ifFalse : outcome.ifTrue)
      if outcome.truth == clause.isUnless {
        isReached = false
        isWeak = outcome.isTruthWeak
      }
    }
    return isReached
  }

  func emit(_ emitter: Emitter, _ typer: Typer) -> [Clause] {
    clauses.filter { typer.visits[$0.node.number] > 0 }.map {
      Clause(isUnless: $0.isUnless, expression: emitter.emit($0.node))
    }
  }

  func measure(_ conditions: [ConditionEntry]) -> Measure {
    var measure = Measure()
    for clause in clauses { measure.add(Measure.of(clause.node, conditions)) }
    return measure
  }
}

extension Typer {
  /// Forgets the combination before and enters the next.
  func enter(_ situation: Situation) {
    self.situation = situation
    facts = Facts()
  }

  /// Reports what all combinations together have shown about the roots, in order.
  ///
  /// - Parameter describe: the combination in words, for a problem that not all of them have.
  func finish(_ roots: [Node], describe: (Situation) -> String?) {
    var isSound = problems.isEmpty
    for (node, diagnostic) in undeclaredHas where !wasDeclared.contains(node) {
      checker.report(diagnostic)
      isSound = false
    }
    for (node, problem) in problems {
      var diagnostic = problem.diagnostic
      if problem.count < visits[node], let words = describe(problem.situation) {
        diagnostic.notes.append(DiagnosticNote("this is so where \(words)"))
      }
      checker.report(diagnostic)
    }
    for (node, diagnostic) in unknownNames where visits[node] == 0 {
      checker.report(diagnostic)
      isSound = false
    }
    // What depends on a mistake would look constant or out of reach.
    guard isSound else { return }
    for root in roots {
      if visits[root.number] > 0 {
        review(root)
      } else if !wasSkippedWeakly[root.number] {
        checker.report(CheckProblem.neverReached(at: root.span))
      }
    }
  }

  /// Looks through a node that was typed for parts that never were, and for tests that always have
  /// one answer. Those are said once, at the smallest part.
  private func review(_ node: Node) {
    reportConstantTest(node)
    for child in node.children {
      if visits[child.number] > 0 {
        review(child)
      } else if !wasSkippedWeakly[child.number] {
        checker.report(CheckProblem.neverReached(at: child.span))
      }
    }
  }

  private func reportConstantTest(_ node: Node) {
    switch node.form {
    case .has, .isType, .binary:
      break
    default:
      return
    }
    switch truths[node.number] {
    case 1: checker.report(CheckProblem.alwaysTrue(at: node.span))
    case 2: checker.report(CheckProblem.alwaysFalse(at: node.span))
    default: break
    }
  }
}

extension Node {
  /// The parts, from left to right.
  var children: [Node] {
    switch form {
    case .broken, .constant, .variable, .object, .local, .bareCase:
      []
    case .set(let elements), .and(let elements), .or(let elements):
      elements
    case .record(let entries):
      entries.map(\.value)
    case .attribute(let base, _), .mapValue(let base, _), .id(let base), .weekday(let base, _),
      .timeOfDay(let base, _), .not(let base), .negate(let base), .has(let base, _),
      .hasKey(let base, _), .isType(let base, _), .like(let base, _), .matchesRegex(let base, _),
      .matchesPath(let base, _), .performed(_, let base):
      [base]
    case .call(_, let arguments):
      arguments
    case .method(let base, _, let arguments):
      [base] + arguments
    case .binary(_, let left, let right, _):
      [left, right]
    case .conditional(let condition, let then, let otherwise):
      [condition, then, otherwise]
    case .quantified(_, _, let source, let condition):
      [source, condition]
    case .each(_, let source, let condition, let give):
      [source] + (condition.map { [$0] } ?? []) + [give]
    }
  }
}
