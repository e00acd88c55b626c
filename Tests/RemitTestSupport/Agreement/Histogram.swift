package import RemitModel

/// How often each kind of answer came up: a random test that never denies proves little.
package struct Histogram: Sendable, CustomStringConvertible {
  package private(set) var pairs = 0
  package private(set) var causes: [Decision.Cause: Int] = [:]
  package private(set) var codes: [RuntimeErrorCode: Int] = [:]
  package private(set) var withObligations = 0
  package private(set) var withSeveralReasons = 0

  package init() {}

  package mutating func count(_ decision: ReferenceDecision) {
    pairs += 1
    causes[decision.cause, default: 0] += 1
    for code in Set(decision.errors.map(\.code)) { codes[code, default: 0] += 1 }
    if !decision.obligations.isEmpty { withObligations += 1 }
    if decision.determining.count > 1 { withSeveralReasons += 1 }
  }

  package mutating func add(_ other: Histogram) {
    pairs += other.pairs
    causes.merge(other.causes, uniquingKeysWith: +)
    codes.merge(other.codes, uniquingKeysWith: +)
    withObligations += other.withObligations
    withSeveralReasons += other.withSeveralReasons
  }

  package func percent(_ cause: Decision.Cause) -> Double {
    pairs == 0 ? 0 : 100 * Double(causes[cause] ?? 0) / Double(pairs)
  }

  package func percent(_ effect: Effect) -> Double {
    let allowed = percent(.permitted)
    return effect == .allow ? allowed : 100 - allowed
  }

  package var description: String {
    let causes = Decision.Cause.allCases.map { "\($0.rawValue) \(rounded(percent($0))) %" }
    let codes = codes.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { "\($0.key.rawValue) \($0.value)" }
    return """
      \(pairs) pairs: \(causes.joined(separator: ", "))
        with obligations \(withObligations), with several reasons \(withSeveralReasons)
        errors: \(codes.joined(separator: ", "))
      """
  }

  private func rounded(_ percent: Double) -> String { "\((percent * 10).rounded() / 10)" }
}
