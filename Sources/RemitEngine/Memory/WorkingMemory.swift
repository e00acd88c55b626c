/// The working memory of one decision at a time: a class, so that it is used where it lies.
///
/// Unchecked: whoever uses it has it alone.
package final class WorkingMemory: @unchecked Sendable {
  package var scratch: DecisionScratch

  package init(_ snapshot: EngineSnapshot) {
    scratch = DecisionScratch(snapshot)
  }
}
