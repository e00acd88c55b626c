public import RemitModel

/// What became of one `test` block of a policy.
public struct TestOutcome: Sendable {
  public let name: String
  public let file: String
  /// 1-based: where the block starts.
  public let line: Int
  /// In source order.
  public let expectations: [ExpectationOutcome]

  public var passed: Bool { expectations.allSatisfy(\.passed) }

  /// What was expected: of a failed test, by the expectations that failed.
  public var expected: String { shown.map(\.expected).joined(separator: "; ") }

  /// What was decided, in the same order.
  public var got: String { shown.map(\.got).joined(separator: "; ") }

  private var shown: [ExpectationOutcome] {
    passed ? expectations : expectations.filter { !$0.passed }
  }

  package init(name: String, file: String, line: Int, expectations: [ExpectationOutcome]) {
    self.name = name
    self.file = file
    self.line = line
    self.expectations = expectations
  }
}

/// What became of one `expect`.
public struct ExpectationOutcome: Sendable {
  /// 1-based.
  public let line: Int
  /// `User::"ada" to deploy on Service::"ledger"`
  public let request: String
  /// `deny by exactly payments.four-eyes`
  public let expected: String
  /// `allow (permitted) by payments.releaser, payments.release-crew`
  public let got: String
  public let passed: Bool
  public let decision: Decision

  init(_ expectation: Expectation, decision: Decision, line: Int) {
    self.line = line
    self.decision = decision
    request = Self.describe(expectation.request)
    expected = Self.describe(expectation)
    got = Self.describe(decision)
    passed = Self.holds(expectation, of: decision)
  }

  /// An `expect deny` is not met by a request that does not fit the declarations: that is a
  /// mistake in the test, which `expect invalid` names.
  private static func holds(_ expectation: Expectation, of decision: Decision) -> Bool {
    let hasOutcome =
      switch expectation.outcome {
      case .allow: decision.isAllowed
      case .deny: !decision.isAllowed && decision.cause != .invalid
      case .invalid: decision.cause == .invalid
      }
    guard hasOutcome else { return false }
    let determining = Set(decision.determining)
    let wanted = Set(expectation.by)
    guard expectation.isExactly ? determining == wanted : wanted.isSubset(of: determining) else {
      return false
    }
    return Set(expectation.obligations).isSubset(of: decision.obligations.map(\.name))
  }

  private static func describe(_ expectation: Expectation) -> String {
    var text = expectation.outcome.rawValue
    if !expectation.by.isEmpty {
      text += expectation.isExactly ? " by exactly " : " by "
      text += expectation.by.sorted().joined(separator: ", ")
    }
    if !expectation.obligations.isEmpty {
      text += " oblige " + expectation.obligations.sorted().joined(separator: ", ")
    }
    return text
  }

  private static func describe(_ decision: Decision) -> String {
    var text = "\(decision.effect.rawValue) (\(decision.cause.rawValue))"
    if !decision.determining.isEmpty {
      text += " by " + decision.determining.joined(separator: ", ")
    }
    if !decision.obligations.isEmpty {
      text += " oblige " + decision.obligations.map(\.name).joined(separator: ", ")
    }
    for error in decision.errors {
      text += ", \(error.code.rawValue)"
      if let name = error.name { text += " in \(name)" }
      text += ": \(error.message)"
    }
    return text
  }

  private static func describe(_ request: Request) -> String {
    var text =
      "\(request.principal.uid) to \(request.action) on \(request.resource.uid)"
    if let roles = request.roles {
      text += " as " + roles.map(\.string).joined(separator: ", ")
    }
    return text
  }
}
