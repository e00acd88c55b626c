import RemitCompiler
import RemitModel

/// A snapshot as the decisions of one working memory refer to it.
final class SnapshotReference: DecisionSource {
  private let snapshot: EngineSnapshot

  init(_ snapshot: EngineSnapshot) {
    self.snapshot = snapshot
  }

  var policyDigest: String { snapshot.graph.digest }
  var dataVersion: String { snapshot.dataVersion }

  var schema: Schema { snapshot.policy.schema }

  func name(of id: DeterminingID) -> String {
    switch id.kind {
    case .rule: snapshot.policy.rules[id.number].name
    case .role: snapshot.policy.roles[id.number].name
    case .grant: snapshot.grant(id.number).name
    case .separation: snapshot.policy.separations[id.number].name
    case .duty: snapshot.policy.duties[id.number].name
    }
  }

  func explain(_ origin: DecisionOrigin, _ inputs: DecisionInputs) -> Explanation {
    snapshot.explain(origin, inputs)
  }
}
