import RemitCompiler
import RemitModel
import RemitPatterns

// Methods, patterns and the clock.
extension Evaluator {
  mutating func method(_ node: Node, _ frame: Int) -> Slot {
    let receiver = operand(Int(node.first), frame)
    guard node.count > 1 else {
      return receiver.isError ? receiver : method(node.variant, receiver)
    }
    let argument = operand(Int(node.first) + 1, frame)
    if argument.isError { return receiver.leastError(argument) }
    return receiver.isError ? receiver : method(node.variant, receiver, argument)
  }

  private mutating func method(_ variant: UInt8, _ receiver: Slot) -> Slot {
    switch (Node.Method.of(variant), receiver.kind) {
    case (.count, .set): return .int(Int64(elementCount(of: receiver)))
    case (.isEmpty, .set): return .bool(elementCount(of: receiver) == 0)
    case (.count, .string): return .int(pool.withString(receiver.id, Self.scalarCount))
    case (.asciiLowercased, .string):
      let lowered = pool.withString(receiver.id) { $0.map(Self.lowercased) }
      return .string(lowered.withUnsafeBufferPointer { pool.intern(bytes: $0) })
    default: return .error(.wrongType)
    }
  }

  private mutating func method(_ variant: UInt8, _ receiver: Slot, _ argument: Slot) -> Slot {
    switch (Node.Method.of(variant), receiver.kind, argument.kind) {
    case (.contains, .set, _): return .bool(contains(argument, in: receiver))
    case (.containsAll, .set, .set): return .bool(containsAll(receiver, argument))
    case (.containsAny, .set, .set): return .bool(containsAny(receiver, argument))
    case (.startsWith, .string, .string):
      return withBoth(receiver, argument) { text, part in
        .bool(text.count >= part.count && text.prefix(part.count).elementsEqual(part))
      }
    case (.endsWith, .string, .string):
      return withBoth(receiver, argument) { text, part in
        .bool(text.count >= part.count && text.suffix(part.count).elementsEqual(part))
      }
    default: return .error(.wrongType)
    }
  }

  private mutating func withBoth(
    _ a: Slot, _ b: Slot,
    _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Slot
  ) -> Slot {
    pool.withString(a.id) { x in pool.withString(b.id) { y in body(x, y) } }
  }

  private static func scalarCount(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64 {
    var count: Int64 = 0
    for byte in bytes where byte & 0xC0 != 0x80 { count += 1 }
    return count
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte + 0x20 : byte
  }

  mutating func matches(_ node: Node, _ subject: Slot) -> Slot {
    guard subject.kind == .string else { return .error(.wrongType) }
    let number = Int(node.argument)
    return pool.withString(subject.id) { bytes in
      switch node.operation {
      case .like: return .bool(tables.globs[number].matches(utf8: bytes))
      case .path:
        switch tables.templates[number].match(utf8: bytes) {
        case .matched: return .bool(true)
        case .notMatched: return .bool(false)
        case .notNormal: return .error(.pathNotNormal)
        }
      default:
        switch tables.regexes[number].match(utf8: bytes) {
        case .matched: return .bool(true)
        case .notMatched: return .bool(false)
        case .subjectTooLong: return .error(.patternSubjectTooLong)
        case .limit: return .error(.patternLimit)
        }
      }
    }
  }

  mutating func clock(_ node: Node, _ instant: Slot) -> Slot {
    guard instant.kind == .instant else { return .error(.wrongType) }
    let zone = tables.zones[Int(node.argument)]
    let moment = Instant(milliseconds: instant.number)
    if node.operation == .weekday { return .enumCase(view.weekdayType, zone.weekday(at: moment)) }
    return .duration(zone.timeOfDay(at: moment).count)
  }
}
