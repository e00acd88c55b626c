/// What must hold at a place between two scalars.
struct RegexConditions: OptionSet, Hashable, Sendable {
  let rawValue: UInt8

  static let start = RegexConditions(rawValue: 1)
  static let end = RegexConditions(rawValue: 2)
  static let wordBoundary = RegexConditions(rawValue: 4)
  static let noWordBoundary = RegexConditions(rawValue: 8)

  init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  init(_ assertion: RegexAssertion) {
    switch assertion {
    case .start: self = .start
    case .end: self = .end
    case .wordBoundary: self = .wordBoundary
    case .noWordBoundary: self = .noWordBoundary
    }
  }

  /// A place, by what stands on its two sides; nil is the end of the text.
  struct Place {
    var isWordBefore: Bool?
    var isWordAfter: Bool?
  }

  func hold(at place: Place) -> Bool {
    if contains(.start) && place.isWordBefore != nil { return false }
    if contains(.end) && place.isWordAfter != nil { return false }
    let isBoundary = (place.isWordBefore ?? false) != (place.isWordAfter ?? false)
    if contains(.wordBoundary) && !isBoundary { return false }
    return !(contains(.noWordBoundary) && isBoundary)
  }
}
