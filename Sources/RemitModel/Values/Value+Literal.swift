extension Schema {
  /// A value as a literal of the language: what a reader would write in a policy.
  ///
  /// Sets and records are printed in a fixed order.
  package func literal(_ value: Value) -> String {
    switch value {
    case .bool(let flag): return flag ? "true" : "false"
    case .int(let number): return "\(number)"
    case .string(let text): return quoted(text.string)
    case .instant(let instant): return instant.description
    case .duration(let duration): return duration.description
    case .ip(let address): return "ip(\"\(address)\")"
    case .ipRange(let range): return "ip(\"\(range)\")"
    case .enumCase(let enumCase):
      let cases = enumTypes.indices.contains(enumCase.type.int) ? self[enumCase.type].cases : []
      return cases.indices.contains(enumCase.ordinal) ? cases[enumCase.ordinal].name : "?"
    case .entity(let uid): return uid.description
    case .set(let elements):
      return "[" + elements.map(literal).sorted().joined(separator: ", ") + "]"
    case .record(let entries), .map(let entries):
      let sorted = entries.sorted { $0.key < $1.key }
      if sorted.isEmpty { return "{}" }
      return "{ " + sorted.map { "\(key($0.key)): \(literal($0.value))" }.joined(separator: ", ")
        + " }"
    }
  }

  private func key(_ text: Text) -> String {
    let isWord =
      !text.string.isEmpty
      && text.string.utf8.allSatisfy { byte in
        (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a || byte == 0x5f
      }
    return isWord ? text.string : quoted(text.string)
  }
}
