import RemitModel

/// Rules whose pointers have been read.
struct CheckedRules: Sendable {
  let rules: RecordingRules
  let masked: [JSONPointer]
  let erased: [JSONPointer]
  let pseudonyms: [JSONPointer]
  let sealed: [(pointer: JSONPointer, subject: RecordingRules.Sealing.Subject)]
  let secrets: SecretNames

  /// What may be hidden: what the caller sent, and where it came from. The rest says what was
  /// decided, and a trail without it is none.
  private static let hideable = ["input", "request", "caller", "obligations"]
  private static let pseudonymous: [JSONPointer] = [
    JSONPointer(["principal", "id"]), JSONPointer(["resource", "id"]),
  ]

  init(_ rules: RecordingRules) throws(RecordingRulesError) {
    self.rules = rules
    masked = try rules.masked.map { (text) throws(RecordingRulesError) in try Self.pointer(text) }
    erased = try rules.erased.map { (text) throws(RecordingRulesError) in try Self.pointer(text) }
    pseudonyms = try rules.pseudonyms.map { (text) throws(RecordingRulesError) in
      try Self.pointer(text, besides: Self.pseudonymous)
    }
    sealed = try rules.sealed.map { (one) throws(RecordingRulesError) in
      (pointer: try Self.pointer(one.pointer), subject: one.subject)
    }
    secrets = SecretNames(besides: rules.secretNames)
  }

  private static func pointer(
    _ text: String, besides others: [JSONPointer] = []
  ) throws(RecordingRulesError) -> JSONPointer {
    guard let pointer = JSONPointer(text) else {
      throw RecordingRulesError([
        "\(quoted(text)) is no JSON Pointer; one looks like `/input/context/card`"
      ])
    }
    let isHideable = pointer.tokens.first.map { hideable.contains($0) } ?? false
    guard isHideable || others.contains(pointer) else {
      throw RecordingRulesError([
        "\(quoted(text)) cannot be hidden; what can stands below `/input`, `/request`, `/caller` "
          + "or `/obligations`, and `/principal/id` and `/resource/id` can be pseudonyms"
      ])
    }
    return pointer
  }

  /// The level for a decision; the first rule that matches counts.
  func level(for report: DecisionReport) -> RecordLevel {
    let request = report.decision.origin.request
    let isAllowed = report.decision.isAllowed
    let found = rules.levels.first { rule in
      if let wanted = rule.isAllowed, wanted != isAllowed { return false }
      return Self.matches(rule.actions, request.action)
        && Self.matches(rule.principalTypes, request.principal.uid.type)
        && Self.matches(rule.resourceTypes, request.resource.uid.type)
    }
    let level = found?.level ?? rules.level
    if level == .none, !isAllowed || report.performed != nil { return .metadata }
    return level
  }

  private static func matches(_ names: [String]?, _ name: Text) -> Bool {
    names.map { $0.contains { Text($0) == name } } ?? true
  }
}

/// Why rules for recording cannot be used, every reason.
public struct RecordingRulesError: Error, Hashable, Sendable, CustomStringConvertible {
  public let reasons: [String]

  init(_ reasons: [String]) {
    self.reasons = reasons
  }

  public var description: String { reasons.joined(separator: "\n") }
}

/// Names under which nobody should keep a value: credentials.
struct SecretNames: Sendable {
  private static let always = [
    "accesskey", "apikey", "assertion", "authorization", "bearer", "cookie", "credential",
    "encryptionkey", "jwt", "passphrase", "passwd", "password", "pincode", "privatekey", "secret",
    "secretkey", "sessionid", "signingkey", "token",
  ]
  private let names: [[UInt8]]

  init(besides others: [String]) {
    names = (Self.always.map { Array($0.utf8) } + others.map { Self.folded($0) }).filter {
      !$0.isEmpty
    }
  }

  /// Whether a member's name ends in one of the names: `Set-Cookie`, `x_api_key`, `githubTokens`.
  /// What only begins so is none: `token_count`, `secretary`.
  func match(_ name: String) -> Bool {
    var folded = Self.folded(name)
    if isSecret(folded) { return true }
    guard folded.last == UInt8(ascii: "s") else { return false }
    folded.removeLast()
    return isSecret(folded)
  }

  private func isSecret(_ folded: [UInt8]) -> Bool {
    names.contains { folded.count >= $0.count && folded.suffix($0.count).elementsEqual($0) }
  }

  /// ASCII letters in lower case and digits; whatever else stands between is left out.
  private static func folded(_ name: String) -> [UInt8] {
    var out: [UInt8] = []
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): out.append(byte | 0x20)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        out.append(byte)
      case 0x80...: out.append(byte)
      default: break
      }
    }
    return out
  }
}
