package import RemitModel

extension JSONReader {
  /// Reads any value as raw data: objects as records, arrays as sets, numbers as Int.
  ///
  /// - Parameter nullIsAbsent: a member that is `null` is absent; anywhere else `null` is a problem.
  /// - Returns: `nil` for `null`, and for a value with a problem, which has then been reported.
  package mutating func value(nullIsAbsent: Bool) throws(JSONSyntaxError) -> Value? {
    switch try kind() {
    case .object:
      return .record(try record())
    case .array:
      var elements = Set<Value>()
      try array { (reader) throws(JSONSyntaxError) in
        if let element = try reader.value(nullIsAbsent: false) { elements.insert(element) }
      }
      return .set(elements)
    case .string:
      return .string(try string())
    case .number:
      return try integer().map { .int($0) }
    case .bool:
      return .bool(try bool())
    case .null:
      try null()
      if !nullIsAbsent { report(.wrongType, "`null` stands for an absent member, nothing else") }
      return nil
    }
  }

  /// Reads an object as a record; members that are `null` are absent.
  package mutating func record() throws(JSONSyntaxError) -> [Text: Value] {
    var members: [Text: Value] = [:]
    try object { (reader, key) throws(JSONSyntaxError) in
      if let member = try reader.value(nullIsAbsent: true) { members[key] = member }
    }
    return members
  }

  package mutating func bool() throws(JSONSyntaxError) -> Bool {
    if try word("true") { return true }
    if try word("false") { return false }
    throw fail("expected `true` or `false`")
  }

  package mutating func null() throws(JSONSyntaxError) {
    guard try word("null") else { throw fail("expected `null`") }
  }

  private mutating func word(_ word: StaticString) throws(JSONSyntaxError) -> Bool {
    let length = word.utf8CodeUnitCount
    guard bytes.count - offset >= length else { return false }
    for index in 0..<length where bytes[offset + index] != word.utf8Start[index] { return false }
    offset += length
    return true
  }

  /// Reads a number from its text, never through a floating-point one.
  ///
  /// - Returns: `nil`, with a problem reported, for a well-formed number that is no Int: one with a
  ///   fraction or an exponent, or outside −2^63 … 2^63 − 1.
  package mutating func integer() throws(JSONSyntaxError) -> Int64? {
    let start = offset
    let isNegative = take("-")
    let firstDigit = offset
    var total: Int64 = 0
    var isTooLarge = false
    while offset < bytes.count, let digit = decimalDigit(bytes[offset]) {
      let (product, high) = total.multipliedReportingOverflow(by: 10)
      // Counted downwards, because −2^63 has no positive twin.
      let (difference, low) = product.subtractingReportingOverflow(digit)
      isTooLarge = isTooLarge || high || low
      total = difference
      offset += 1
    }
    guard offset > firstDigit else { throw fail("expected a digit") }
    guard offset == firstDigit + 1 || bytes[firstDigit] != UInt8(ascii: "0") else {
      throw fail("a number has no leading zeros", at: start)
    }
    let isWhole = try !skipFractionAndExponent()
    let text = { [bytes, offset] in
      let shown = bytes[start..<min(offset, start + 40)]
      return String(decoding: shown, as: UTF8.self) + (offset - start > 40 ? "…" : "")
    }
    guard isWhole else {
      report(.wrongType, "`\(text())` is no whole number; numbers have no fraction and no exponent")
      return nil
    }
    guard !isTooLarge, isNegative || total != Int64.min else {
      report(.wrongType, "`\(text())` is outside -2^63 … 2^63 - 1")
      return nil
    }
    return isNegative ? total : -total
  }

  private mutating func skipFractionAndExponent() throws(JSONSyntaxError) -> Bool {
    var isFound = false
    if take(".") {
      isFound = true
      try skipDigits()
    }
    if take("e") || take("E") {
      isFound = true
      if !take("+") { _ = take("-") }
      try skipDigits()
    }
    return isFound
  }

  private mutating func skipDigits() throws(JSONSyntaxError) {
    let start = offset
    while offset < bytes.count, decimalDigit(bytes[offset]) != nil { offset += 1 }
    guard offset > start else { throw fail("expected a digit") }
  }

  private func decimalDigit(_ byte: UInt8) -> Int64? {
    let digit = byte &- UInt8(ascii: "0")
    return digit < 10 ? Int64(digit) : nil
  }
}

extension JSONReader {
  /// Whether the next value is of the kind; else it is reported and read past.
  ///
  /// - Parameter expected: what should have been there, with its article.
  package mutating func expect(_ wanted: JSONKind, _ expected: String) throws(JSONSyntaxError)
    -> Bool
  {
    let found = try kind()
    if found == wanted { return true }
    report(.wrongType, "expected \(expected), got \(found.name)")
    try skip()
    return false
  }

  /// Whether the next value is `null`, which is then read.
  package mutating func takeNull() throws(JSONSyntaxError) -> Bool {
    guard try kind() == .null else { return false }
    try null()
    return true
  }

  /// A member that the format does not know: reported with the nearest name, and read past.
  package mutating func unknownMember(_ key: Text, known: [Text]) throws(JSONSyntaxError) {
    reportUnknown(key, known: known)
    try skip()
  }

  mutating func reportUnknown(_ key: Text, known: [Text]) {
    report(
      .badJSON,
      "the member \(quoted(key.string)) is not known here"
        + Conformer.suggestion(for: key, among: known))
  }
}
