import RemitModel
import RemitPatterns

extension ReferenceSituation {
  func compare(_ comparison: TypedExpression.Comparison, _ a: Value, _ b: Value) -> Bool? {
    guard let x = order(a), let y = order(b) else { return nil }
    switch comparison {
    case .less: return x < y
    case .lessOrEqual: return x <= y
    case .greater: return x > y
    case .greaterOrEqual: return x >= y
    }
  }

  private func order(_ value: Value) -> Int64? {
    switch value {
    case .int(let number): number
    case .instant(let instant): instant.milliseconds
    case .duration(let length): length.count
    case .enumCase(let enumCase): Int64(enumCase.ordinal)
    case .bool, .string, .ip, .ipRange, .entity, .set, .record, .map: nil
    }
  }

  /// `nil` on overflow.
  func arithmetic(_ operation: TypedExpression.Arithmetic, _ a: Value, _ b: Value) -> Value? {
    if case .set(let x) = a, case .set(let y) = b {
      return .set(operation == .plus ? x.union(y) : x.subtracting(y))
    }
    guard let x = order(a), let y = order(b) else { return nil }
    let (result, overflow) =
      switch operation {
      case .plus: x.addingReportingOverflow(y)
      case .minus: x.subtractingReportingOverflow(y)
      case .times: x.multipliedReportingOverflow(by: y)
      }
    if overflow { return nil }
    switch (a, b) {
    case (.instant, .instant): return .duration(Milliseconds(result))
    case (.instant, _), (_, .instant): return .instant(Instant(milliseconds: result))
    case (.duration, _): return .duration(Milliseconds(result))
    default: return .int(result)
    }
  }

  func negated(_ value: Value) -> Value? {
    if case .duration = value { return arithmetic(.minus, .duration(Milliseconds(0)), value) }
    return arithmetic(.minus, .int(0), value)
  }

  func contained(_ a: Value, in b: Value) -> Bool {
    switch (a, b) {
    case (.entity(let entity), .entity(let ancestor)): return lies(entity, in: ancestor)
    case (.ip(let address), .ipRange(let range)): return covers(range, address)
    case (.entity, .set(let elements)): return elements.contains { contained(a, in: $0) }
    case (.ip, .set(let elements)): return elements.contains { $0 == a || contained(a, in: $0) }
    case (_, .set(let elements)): return elements.contains(a)
    default: return false
    }
  }

  /// The first `prefixLength` bits of both are the same, and so is the family.
  private func covers(_ range: IPRange, _ address: IPAddress) -> Bool {
    guard range.base.isV4 == address.isV4 else { return false }
    func bits(_ address: IPAddress) -> [Bool] {
      let halves = [address.high, address.low]
      let width = address.isV4 ? 32 : 128
      return (128 - width..<128).map { halves[$0 / 64] >> UInt64(63 - $0 % 64) & 1 == 1 }
    }
    return bits(range.base).prefix(range.prefixLength) == bits(address).prefix(range.prefixLength)
  }

  func apply(_ method: TypedExpression.Method, _ receiver: Value, _ argument: Value?) -> Value? {
    switch (method, receiver, argument) {
    case (.contains, .set(let set), let element?): .bool(set.contains(element))
    case (.containsAll, .set(let set), .set(let other)?): .bool(other.allSatisfy(set.contains))
    case (.containsAny, .set(let set), .set(let other)?): .bool(other.contains(where: set.contains))
    case (.count, .set(let set), nil): .int(Int64(set.count))
    case (.isEmpty, .set(let set), nil): .bool(set.isEmpty)
    case (.count, .string(let text), nil): .int(Int64(text.string.unicodeScalars.count))
    case (.startsWith, .string(let text), .string(let start)?):
      .bool(Array(text.string.utf8).starts(with: start.string.utf8))
    case (.endsWith, .string(let text), .string(let end)?):
      .bool(text.string.utf8.reversed().starts(with: end.string.utf8.reversed()))
    case (.asciiLowercased, .string(let text), nil):
      .string(Text(String(decoding: text.string.utf8.map(lowercased), as: UTF8.self)))
    default: nil
    }
  }

  private func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte + 0x20 : byte
  }

  // MARK: - Patterns

  /// Every place in the subject that the segments so far can end at, segment by segment.
  func likes(_ subject: Text, _ segments: [Text]) -> Bool {
    let bytes = Array(subject.string.utf8)
    var ends: Set<Int> = []
    for (index, segment) in segments.map({ Array($0.string.utf8) }).enumerated() {
      let first = ends.min() ?? bytes.count + 1
      let starts = index == 0 ? 0...0 : first...max(first, bytes.count)
      ends = Set(starts.filter { $0 <= bytes.count && bytes[$0...].starts(with: segment) })
      ends = Set(ends.map { $0 + segment.count })
    }
    return ends.contains(bytes.count)
  }

  func matches(_ subject: Text, _ source: String, at site: Site) -> Outcome {
    guard case .success(let regex) = RegexPattern.compile(source: source) else {
      return fail(.wrongType, at: site)
    }
    switch regex.match(subject) {
    case .matched: return .success(.bool(true))
    case .notMatched: return .success(.bool(false))
    case .subjectTooLong: return fail(.patternSubjectTooLong, at: site)
    case .limit: return fail(.patternLimit, at: site)
    }
  }

  /// `nil` where the subject is no path in normal form.
  func fits(_ subject: Text, _ template: PathTemplate) -> Bool? {
    let bytes = Array(subject.string.utf8)
    guard bytes.first == UInt8(ascii: "/") else { return nil }
    let parts = bytes.dropFirst().split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false
    ).map { String(decoding: $0, as: UTF8.self) }
    guard !parts.dropLast().contains(""), parts.allSatisfy(isNormal) else { return nil }
    return fits(parts[...], template.segments[...])
  }

  private func fits(
    _ parts: ArraySlice<String>, _ segments: ArraySlice<PathTemplate.Segment>
  ) -> Bool {
    guard let segment = segments.first else { return parts.isEmpty }
    if segment == .rest { return true }
    guard let part = parts.first else { return false }
    let isFit = segment == .one ? !part.isEmpty : segment == .literal(Text(part))
    return isFit && fits(parts.dropFirst(), segments.dropFirst())
  }

  /// A segment of which no two servers think differently.
  private func isNormal(_ segment: String) -> Bool {
    let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    let plain = unreserved.union("!$&'()*+,;=:@".utf8)
    var rest = Array(segment.utf8)[...]
    if segment == "." || segment == ".." { return false }
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        if plain.contains(byte) { continue } else { return false }
      }
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      let isUpperCase = digits.utf8.allSatisfy("0123456789ABCDEF".utf8.contains)
      guard digits.utf8.count == 2, isUpperCase, let meant = UInt8(digits, radix: 16),
        !unreserved.contains(meant), !"/\\\0".utf8.contains(meant)
      else { return false }
      rest = rest.dropFirst(2)
    }
    return true
  }
}
