import RemitModel

/// What is known at one place of a body: what is present, and which types are left.
struct Facts {
  private(set) var present: Set<PathID> = []
  private(set) var types: [PathID: [EntityTypeID]] = [:]

  mutating func learn(_ facts: Learned) {
    if facts.isEmpty { return }
    present.formUnion(facts.present)
    for (path, allowed) in facts.types {
      types[path] = types[path].map { $0.filter(allowed.contains) } ?? allowed
    }
  }

  func narrowed(_ declared: [EntityTypeID], at path: PathID?) -> [EntityTypeID] {
    guard let path, let allowed = types[path] else { return declared }
    let left = declared.filter(allowed.contains)
    // Contradicting tests leave nothing; the declared types then give the better messages.
    return left.isEmpty ? declared : left
  }
}

/// What an expression teaches where it is true, or where it is false.
struct Learned {
  var present: Set<PathID> = []
  var types: [PathID: [EntityTypeID]] = [:]

  static let nothing = Learned()

  var isEmpty: Bool { present.isEmpty && types.isEmpty }

  /// Both hold.
  func and(_ other: Learned) -> Learned {
    if isEmpty { return other }
    var out = self
    out.add(other)
    return out
  }

  /// The other holds too. Costs what the other holds, so that a chain of many is not a square.
  mutating func add(_ other: Learned) {
    if other.isEmpty { return }
    present.formUnion(other.present)
    for (path, allowed) in other.types {
      types[path] = types[path].map { $0.filter(allowed.contains) } ?? allowed
    }
  }

  /// One of them holds.
  func or(_ other: Learned) -> Learned {
    if isEmpty || other.isEmpty { return .nothing }
    var out = Learned(present: present.intersection(other.present))
    for (path, allowed) in types {
      guard let others = other.types[path] else { continue }
      out.types[path] = Set(allowed).union(others).sorted()
    }
    return out
  }
}

/// What typing an expression gives, for one combination of types.
struct Outcome {
  /// `nil` where it is not known: because of a problem reported elsewhere, or of a declaration that
  /// is not decided yet. Nothing that depends on it is reported.
  var type: ValueType?
  /// The value, where it is the same whatever the request.
  var truth: Bool?
  /// Whether the truth rests on a comparison of unrelated types, which is no mistake as such,
  /// rather than on `is`, `has` or a literal.
  var isTruthWeak = false
  var ifTrue = Learned.nothing
  var ifFalse = Learned.nothing

  static let unknown = Outcome(type: nil)
  static let bool = Outcome(type: .bool)
}
