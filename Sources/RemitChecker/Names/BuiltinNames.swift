import RemitModel
import RemitSource
import RemitSyntax

/// The names that are there without a declaration, and that no declaration may take.
enum BuiltinNames {
  static let types: [String: Symbol] = [
    "Bool": .builtin(.bool), "Int": .builtin(.int), "String": .builtin(.string),
    "Instant": .builtin(.instant), "Duration": .builtin(.duration), "IP": .builtin(.ip),
    "IPRange": .builtin(.ipRange), "Weekday": .enumeration(Checker.weekdayType.int),
  ]

  /// Names of types that take an argument, and so are no names of types by themselves.
  static let typeConstructors: Set<String> = ["Set", "Map"]

  static let values: Set<String> = ["object", "ip", "path", "id", "weekday", "timeOfDay"]

  static func isTaken(_ name: String, in space: NameSpace) -> Bool {
    switch space {
    case .types: types[name] != nil || typeConstructors.contains(name)
    case .values: values.contains(name)
    case .actions, .policies, .fixtures: false
    }
  }
}

extension Checker {
  /// The enum that `weekday` gives; entry 0 of the enums.
  static let weekday: EnumEntry = {
    let nowhere = SourceSpan(file: SourceFileID(-1), lower: 0, upper: 0)
    func word(_ text: String) -> WordSyntax { WordSyntax(text: text, span: nowhere) }
    let days = [
      "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]
    let syntax = EnumSyntax(
      name: word("Weekday"),
      cases: days.map { WiredNameSyntax(name: word($0), wire: nil) })
    return EnumEntry(tree: nil, syntax: syntax, isUsed: true)
  }()
}
