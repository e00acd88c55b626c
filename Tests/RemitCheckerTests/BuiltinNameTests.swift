import RemitSyntax
import Testing

@testable import RemitChecker

@Suite("Built-in names")
struct BuiltinNameTests {
  @Test("are those that have a colour of their own")
  func haveColours() {
    let types = Set(BuiltinNames.types.keys).union(BuiltinNames.typeConstructors)
    #expect(types == Set(BuiltinWords.types))
    #expect(BuiltinNames.values == Set(BuiltinWords.functions + [BuiltinWords.variable]))
  }
}
