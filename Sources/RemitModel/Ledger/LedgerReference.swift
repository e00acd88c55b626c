/// An index as the decisions of one working memory refer to it: an object of this memory's own, so
/// that threads that decide at the same time do not count references to one.
package final class LedgerReference: Sendable {
  package let index: LedgerIndex
  /// Valid as long as this object lives.
  package let view: LedgerView

  package init(_ index: LedgerIndex) {
    self.index = index
    view = index.view
  }
}
