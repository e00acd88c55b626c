package import RemitModel

/// What separations of roles and of permissions keep apart, as bits: one for each member of each.
///
/// A role has the bits of all that its holder has through it; a set of roles has their union. Whose
/// union has more bits of a separation than one person may have is a suspect.
package struct SeparationPlan: Hashable, Sendable {
  /// One separation of roles or permissions.
  package struct Item: Hashable, Sendable {
    /// An index into the policy's separations.
    package let separation: UInt32
    package let firstBit: Int
    package let memberCount: Int
    package let most: Int
  }

  /// An allow rule that reaches members by itself.
  package struct RuleReach: Hashable, Sendable {
    /// An index into the policy's rules.
    package let rule: Int
    package let bits: BitSet
  }

  package let items: [Item]
  package let bitCount: Int
  /// By role: the members that its holder has.
  package let bitsOfRole: [BitSet]
  package let rules: [RuleReach]

  package var isEmpty: Bool { items.isEmpty }

  package init(_ policy: TypedPolicy) {
    var items: [Item] = []
    var bit = 0
    for (number, separation) in policy.separations.enumerated() {
      switch separation.members {
      case .roles, .permissions:
        items.append(
          Item(
            separation: UInt32(number), firstBit: bit, memberCount: separation.members.count,
            most: separation.most))
        bit += separation.members.count
      case .activeRoles, .duties: continue
      }
    }
    self.items = items
    bitCount = bit
    bitsOfRole = items.isEmpty ? [] : policy.roles.map { Self.bits(of: $0, items, bit, policy) }
    rules = Self.rules(items, bit, policy)
  }

  private static func bits(
    of role: TypedRole, _ items: [Item], _ bitCount: Int, _ policy: TypedPolicy
  ) -> BitSet {
    var bits = BitSet(bitCount: bitCount)
    let closure = Set(role.closure)
    for item in items {
      switch policy.separations[Int(item.separation)].members {
      case .roles(let members):
        for (index, member) in members.enumerated() where closure.contains(member) {
          bits.insert(item.firstBit + index)
        }
      case .permissions(let members):
        for (index, member) in members.enumerated()
        where closure.contains(where: { Self.reaches(policy[$0], member, policy.schema) }) {
          bits.insert(item.firstBit + index)
        }
      case .activeRoles, .duties: continue
      }
    }
    return bits
  }

  private static func reaches(
    _ role: TypedRole, _ member: TypedSeparation.PermissionMember, _ schema: Schema
  ) -> Bool {
    role.permissions.contains { permission in
      permission.actions.contains { action in
        member.actions.contains(action)
          && schema[action].resources.contains {
            member.resources.contains($0) && permission.resources.contains($0)
          }
      }
    }
  }

  private static func rules(
    _ items: [Item], _ bitCount: Int, _ policy: TypedPolicy
  ) -> [RuleReach] {
    var reaches: [RuleReach] = []
    for (number, rule) in policy.rules.enumerated() where rule.effect == .allow {
      var bits = BitSet(bitCount: bitCount)
      for item in items {
        guard case .permissions(let members) = policy.separations[Int(item.separation)].members
        else { continue }
        for (index, member) in members.enumerated() {
          let meets = rule.actions.contains { action in
            member.actions.contains(action)
              && policy.schema[action].resources.contains { type in
                member.resources.contains(type)
                  && rule.object?.contains { $0.canFit(type, in: policy.schema) } ?? true
              }
          }
          if meets { bits.insert(item.firstBit + index) }
        }
      }
      if !bits.isEmpty { reaches.append(RuleReach(rule: number, bits: bits)) }
    }
    return reaches
  }

  /// How many members of an item a set of bits has.
  package func count(_ bits: BitSet, of item: Item) -> Int {
    bits.count(in: item.firstBit..<item.firstBit + item.memberCount)
  }
}

/// A small set of numbers below a bound.
package struct BitSet: Hashable, Sendable {
  package private(set) var words: [UInt64]

  package init(bitCount: Int) {
    words = [UInt64](repeating: 0, count: (bitCount + 63) / 64)
  }

  package var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  package mutating func insert(_ bit: Int) { words[bit >> 6] |= 1 << UInt64(bit & 63) }

  package func contains(_ bit: Int) -> Bool { words[bit >> 6] >> UInt64(bit & 63) & 1 == 1 }

  package mutating func formUnion(_ other: BitSet) {
    for index in words.indices { words[index] |= other.words[index] }
  }

  /// Members in a range. O(words of the range).
  package func count(in range: Range<Int>) -> Int {
    guard !range.isEmpty else { return 0 }
    var count = 0
    for index in range.lowerBound >> 6...(range.upperBound - 1) >> 6 {
      var word = words[index]
      let first = index << 6
      if range.lowerBound > first { word &= .max << UInt64(range.lowerBound - first) }
      if range.upperBound < first + 64 { word &= (1 << UInt64(range.upperBound - first)) - 1 }
      count += word.nonzeroBitCount
    }
    return count
  }
}
