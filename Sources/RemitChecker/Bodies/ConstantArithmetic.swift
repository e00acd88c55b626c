import RemitModel
import RemitSyntax

/// `+ - *` on values that are known when the policy compiles.
enum ConstantArithmetic {
  /// `nil` where the result overflows or the operands do not fit.
  static func value(_ symbol: BinaryOperator, _ left: Value, _ right: Value) -> Value? {
    switch (left, symbol, right) {
    case (.int(let a), .plus, .int(let b)):
      return whole(a.addingReportingOverflow(b)).map(Value.int)
    case (.int(let a), .minus, .int(let b)):
      return whole(a.subtractingReportingOverflow(b)).map(Value.int)
    case (.int(let a), .times, .int(let b)):
      return whole(a.multipliedReportingOverflow(by: b)).map(Value.int)
    case (.instant(let a), .plus, .duration(let b)), (.duration(let b), .plus, .instant(let a)):
      return whole(a.milliseconds.addingReportingOverflow(b.count))
        .map { .instant(Instant(milliseconds: $0)) }
    case (.instant(let a), .minus, .duration(let b)):
      return whole(a.milliseconds.subtractingReportingOverflow(b.count))
        .map { .instant(Instant(milliseconds: $0)) }
    case (.instant(let a), .minus, .instant(let b)):
      return whole(a.milliseconds.subtractingReportingOverflow(b.milliseconds))
        .map { .duration(Milliseconds($0)) }
    case (.duration(let a), .plus, .duration(let b)):
      return whole(a.count.addingReportingOverflow(b.count)).map { .duration(Milliseconds($0)) }
    case (.duration(let a), .minus, .duration(let b)):
      return whole(a.count.subtractingReportingOverflow(b.count))
        .map { .duration(Milliseconds($0)) }
    case (.set(let a), .plus, .set(let b)):
      return .set(a.union(b))
    case (.set(let a), .minus, .set(let b)):
      return .set(a.subtracting(b))
    default:
      return nil
    }
  }

  static func value(of symbol: BinaryOperator, _ left: Node, _ right: Node) -> Value? {
    guard case .constant(let a, _, _) = left.form, case .constant(let b, _, _) = right.form else {
      return nil
    }
    return value(symbol, a, b)
  }

  static func negated(_ value: Value) -> Value? {
    switch value {
    case .int(let number): whole(Int64(0).subtractingReportingOverflow(number)).map(Value.int)
    case .duration(let duration):
      whole(Int64(0).subtractingReportingOverflow(duration.count))
        .map { .duration(Milliseconds($0)) }
    case .bool, .string, .instant, .ip, .ipRange, .enumCase, .entity, .set, .record, .map: nil
    }
  }

  private static func whole(_ result: (partialValue: Int64, overflow: Bool)) -> Int64? {
    result.overflow ? nil : result.partialValue
  }
}
