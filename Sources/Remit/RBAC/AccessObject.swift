public import RemitModel

/// What a permission is about: every entity of a type, or one entity with all that lies in it.
public enum AccessObject: Hashable, Sendable, CustomStringConvertible {
  /// By wire name; the Remit name is understood, too.
  case type(Text)
  case entity(EntityUID)

  public var description: String {
    switch self {
    case .type(let type): type.string
    case .entity(let uid): uid.description
    }
  }
}

extension AccessObject: Comparable {
  public static func < (a: AccessObject, b: AccessObject) -> Bool {
    switch (a, b) {
    case (.type(let x), .type(let y)): x < y
    case (.entity(let x), .entity(let y)): x < y
    case (.type, .entity): true
    case (.entity, .type): false
    }
  }
}
