import Remit
import Testing

/// Expects an explanation to show as applying exactly the separations that determined the decision,
/// and as waived those that the decision says are.
func expectAgreement(
  of decision: Decision, _ explanation: Explanation, under policy: Policy, _ place: Comment
) {
  let separations = Set(policy.typed.separations.map(\.name))
  let shown = explanation.considered.filter { $0.kind == .separation }
  let applying = shown.filter { $0.outcome == .applies || $0.outcome == .appliesByError }
  #expect(explanation.decision.cause == decision.cause, place)
  #expect(explanation.decision.determining == decision.determining, place)
  #expect(Set(applying.map(\.name)) == separations.intersection(decision.determining), place)
  #expect(shown.filter { $0.outcome == .waived }.map(\.name).sorted() == decision.waivers, place)
  // Beside what is kept apart, something that meets.
  #expect(applying.allSatisfy { $0.remarks.count > 1 }, place)
  if decision.cause == .separated {
    for one in applying where one.outcome == .applies {
      #expect(explanation.summary.contains(one.name), place)
    }
  }
}
