import RemitModel
import RemitSource
import RemitSyntax

extension Checker {
  func checkTests() {}
}
