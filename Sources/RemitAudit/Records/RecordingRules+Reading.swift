import RemitData
import RemitModel

extension RecordingRules {
  /// Reads rules from JSON:
  ///
  /// ```json
  /// {"level": "input",
  ///  "levels": [{"level": "metadata", "actions": ["read"], "effect": "allow"}],
  ///  "mask": ["/input/context/card"], "erase": ["/input/context/note"],
  ///  "pseudonyms": ["/principal/id"],
  ///  "seal": [{"pointer": "/input/context/diagnosis", "subject": "resource"}],
  ///  "secrets": ["pin"]}
  /// ```
  ///
  /// All members may be left out; one that is not known is refused.
  ///
  /// - Throws: every reason why they cannot be used, with its place.
  public init(json bytes: [UInt8]) throws(RecordingRulesError) {
    guard bytes.count <= DataLimits.requestBytesMax else {
      throw RecordingRulesError(["it has more than \(DataLimits.requestBytesMax) bytes"])
    }
    var rules = RecordingRules()
    var failure: String?
    let problems = bytes.withUnsafeBufferPointer { buffer in
      var reader = JSONReader(buffer, root: "$")
      do throws(JSONSyntaxError) {
        try reader.recordingRules(&rules)
        try reader.end()
      } catch {
        failure = "\(error.message) (byte \(error.offset))"
      }
      return reader.problems
    }
    let reasons = problems.map { "\($0.path): \($0.message)" } + (failure.map { [$0] } ?? [])
    guard reasons.isEmpty else { throw RecordingRulesError(reasons) }
    _ = try CheckedRules(rules)
    self = rules
  }
}

extension JSONReader {
  fileprivate mutating func recordingRules(
    _ rules: inout RecordingRules
  ) throws(JSONSyntaxError) {
    guard try expect(.object, "an object of rules") else { return }
    try object { (reader, key) throws(JSONSyntaxError) in
      switch key {
      case "level": rules.level = try reader.level() ?? rules.level
      case "levels":
        guard try reader.expect(.array, "an array of rules") else { return }
        try reader.array { (reader) throws(JSONSyntaxError) in
          if let rule = try reader.levelRule() { rules.levels.append(rule) }
        }
      case "mask": rules.masked = try reader.texts()
      case "erase": rules.erased = try reader.texts()
      case "pseudonyms": rules.pseudonyms = try reader.texts()
      case "secrets": rules.secretNames = try reader.texts()
      case "seal":
        guard try reader.expect(.array, "an array of sealed fields") else { return }
        try reader.array { (reader) throws(JSONSyntaxError) in
          if let one = try reader.sealing() { rules.sealed.append(one) }
        }
      default:
        try reader.unknownMember(
          key, known: ["level", "levels", "mask", "erase", "pseudonyms", "secrets", "seal"])
      }
    }
  }

  private mutating func levelRule() throws(JSONSyntaxError) -> RecordingRules.LevelRule? {
    guard try expect(.object, "a rule `{\"level\": …}`") else { return nil }
    var rule = RecordingRules.LevelRule(.input)
    var hasLevel = false
    try object { (reader, key) throws(JSONSyntaxError) in
      switch key {
      case "level":
        hasLevel = true
        rule.level = try reader.level() ?? rule.level
      case "actions": rule.actions = try reader.texts()
      case "principal_types": rule.principalTypes = try reader.texts()
      case "resource_types": rule.resourceTypes = try reader.texts()
      case "effect":
        rule.isAllowed = try reader.oneOf(["allow", "deny"]).map { $0 == "allow" }
      default:
        try reader.unknownMember(
          key, known: ["level", "actions", "principal_types", "resource_types", "effect"])
      }
    }
    if !hasLevel { report(.badJSON, "a rule needs `level`") }
    return rule
  }

  private mutating func sealing() throws(JSONSyntaxError) -> RecordingRules.Sealing? {
    guard try expect(.object, "a field `{\"pointer\": …}`") else { return nil }
    var pointer: String?
    var subject = RecordingRules.Sealing.Subject.principal
    try object { (reader, key) throws(JSONSyntaxError) in
      switch key {
      case "pointer": pointer = try reader.text()
      case "subject":
        let name = try reader.oneOf(RecordingRules.Sealing.Subject.allCases.map(\.rawValue))
        subject = name.flatMap { RecordingRules.Sealing.Subject(rawValue: $0) } ?? subject
      default: try reader.unknownMember(key, known: ["pointer", "subject"])
      }
    }
    if pointer == nil { report(.badJSON, "a sealed field needs `pointer`") }
    return pointer.map { RecordingRules.Sealing($0, subject: subject) }
  }

  private mutating func level() throws(JSONSyntaxError) -> RecordLevel? {
    try oneOf(RecordLevel.allCases.map(\.rawValue)).flatMap { RecordLevel(rawValue: $0) }
  }

  private mutating func text() throws(JSONSyntaxError) -> String? {
    try expect(.string, "a string") ? try string().string : nil
  }

  private mutating func texts() throws(JSONSyntaxError) -> [String] {
    guard try expect(.array, "an array of strings") else { return [] }
    var texts: [String] = []
    try array { (reader) throws(JSONSyntaxError) in
      if let text = try reader.text() { texts.append(text) }
    }
    return texts
  }

  private mutating func oneOf(_ words: [String]) throws(JSONSyntaxError) -> String? {
    guard let text = try text() else { return nil }
    if words.contains(text) { return text }
    report(.badJSON, "expected one of `\(words.joined(separator: "`, `"))`, got \(quoted(text))")
    return nil
  }
}
