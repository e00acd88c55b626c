public import RemitModel

/// Values may be written as Swift literals: `["tier": "production", "labels": ["a", "b"]]`.
extension Value: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int64) { self = .int(value) }
  public init(stringLiteral value: String) { self = .string(Text(value)) }
  /// A set.
  public init(arrayLiteral elements: Value...) { self = .set(Set(elements)) }
  /// A record, or a map where the policy declares one. Of a key written twice the last counts.
  public init(dictionaryLiteral elements: (Text, Value)...) {
    self = .record(Dictionary(elements, uniquingKeysWith: { $1 }))
  }
}

extension EntityUID {
  /// `EntityUID("User", "ada")`
  public init(_ type: String, _ id: String) {
    self.init(type: Text(type), id: Text(id))
  }
}
