import RemitModel

/// How types relate: which fit where, what two have in common, which may be compared.
///
/// Attribute order, wire names and `from request` play no part. Recursion is bounded by
/// `CheckLimits.typeDepthMax` and the nesting of literals.
enum TypeRelations {
  /// Whether every value of the first type is a value of the second.
  static func fits(_ type: ValueType, _ wanted: ValueType) -> Bool {
    switch (type, wanted) {
    case (.never, _):
      true
    case (.entity(let types), .entity(let allowed)):
      types == allowed || types.allSatisfy(allowed.contains)
    case (.set(let element), .set(let wantedElement)):
      fits(element, wantedElement)
    case (.map(let element), .map(let wantedElement)):
      fits(element, wantedElement)
    case (.record(let record), .record(let wantedRecord)):
      record.attributes.count <= wantedRecord.attributes.count
        && record.attributes.allSatisfy { wantedRecord.attribute(named: $0.name) != nil }
        && wantedRecord.attributes.allSatisfy { wantedAttribute in
          guard let attribute = record.attribute(named: wantedAttribute.name) else {
            return wantedAttribute.isOptional
          }
          return (wantedAttribute.isOptional || !attribute.isOptional)
            && fits(attribute.type, wantedAttribute.type)
        }
    default:
      type == wanted
    }
  }

  /// The smallest type that both fit, or `nil` if they have nothing in common.
  static func join(_ a: ValueType, _ b: ValueType) -> ValueType? {
    if a == b { return a }
    switch (a, b) {
    case (.never, let other), (let other, .never):
      return other
    case (.entity(let x), .entity(let y)):
      if y.allSatisfy(x.contains) { return a }
      return .entity(Set(x).union(y).sorted())
    case (.set(let x), .set(let y)):
      return join(x, y).map(ValueType.set)
    case (.map(let x), .map(let y)):
      return join(x, y).map(ValueType.map)
    case (.record(let x), .record(let y)):
      return join(x, y).map(ValueType.record)
    default:
      return nil
    }
  }

  /// An attribute that only one of them has must be optional there.
  private static func join(_ a: RecordType, _ b: RecordType) -> RecordType? {
    var attributes: [Attribute] = []
    for x in a.attributes {
      guard let y = b.attribute(named: x.name) else {
        guard x.isOptional else { return nil }
        attributes.append(x)
        continue
      }
      guard let type = join(x.type, y.type) else { return nil }
      attributes.append(
        Attribute(
          name: x.name, wire: x.wire, type: type, isOptional: x.isOptional || y.isOptional,
          isFromRequest: false))
    }
    for y in b.attributes where a.attribute(named: y.name) == nil {
      guard y.isOptional else { return nil }
      attributes.append(y)
    }
    return RecordType(attributes)
  }

  /// Whether `==` between them has a meaning.
  ///
  /// Any two entity types may be compared, although the answer may always be false.
  static func areComparable(_ a: ValueType, _ b: ValueType) -> Bool {
    switch (a, b) {
    case (.never, _), (_, .never), (.entity, .entity):
      true
    case (.set(let x), .set(let y)), (.map(let x), .map(let y)):
      areComparable(x, y)
    case (.record(let x), .record(let y)):
      recordDifference(x, y) == nil
    default:
      a == b
    }
  }

  /// The name of an attribute for which two record types cannot be compared.
  static func recordDifference(_ a: RecordType, _ b: RecordType) -> String? {
    for x in a.attributes {
      if let y = b.attribute(named: x.name) {
        if !areComparable(x.type, y.type) { return x.name }
      } else if !x.isOptional {
        return x.name
      }
    }
    return b.attributes.first { !$0.isOptional && a.attribute(named: $0.name) == nil }?.name
  }

  /// Whether two entity types have a member in common, so that `==` between them can be true.
  static func canBeEqual(_ a: ValueType, _ b: ValueType) -> Bool {
    guard case .entity(let x) = a, case .entity(let y) = b else { return true }
    return x.contains(where: y.contains)
  }
}
