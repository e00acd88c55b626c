/// Why bytes are not JSON: what is wrong, and at which byte.
///
/// Reading stops there, because what follows cannot be told apart.
package struct JSONSyntaxError: Error, Hashable, Sendable {
  /// 0-based, from the start of the document.
  package let offset: Int
  /// One sentence, lower case, without a full stop.
  package let message: String
}

/// What kind of value comes next, known from its first byte.
package enum JSONKind: Sendable {
  case object
  case array
  case string
  case number
  case bool
  case null

  /// With its article, for messages.
  package var name: String {
    switch self {
    case .object: "an object"
    case .array: "an array"
    case .string: "a string"
    case .number: "a number"
    case .bool: "true or false"
    case .null: "null"
    }
  }
}
