/// A compiled policy as people look at it: for each combination of types the diagrams of its rules
/// and permissions, over nodes that they share.
package struct GraphPicture: Hashable, Sendable {
  /// What diagrams stand for, and in which words.
  package enum Side: String, Hashable, Sendable {
    case deny
    case allow
    /// Permissions that one role declares.
    case role
  }

  /// Rules with one head, or the permissions of one role.
  package struct Diagram: Hashable, Sendable {
    package let side: Side
    /// `User in Group::"g" on anything`, or the role's name.
    package let head: String
    /// Names, sorted.
    package let rules: [String]
    /// Where it begins; none where only the reason pass decides.
    package let root: Int?

    package init(side: Side, head: String, rules: [String], root: Int?) {
      self.side = side
      self.head = head
      self.rules = rules
      self.root = root
    }
  }

  /// One combination of principal type, action and resource type.
  package struct Entry: Hashable, Sendable {
    package let principal: String
    package let action: String
    package let resource: String
    package let diagrams: [Diagram]

    package init(principal: String, action: String, resource: String, diagrams: [Diagram]) {
      self.principal = principal
      self.action = action
      self.resource = resource
      self.diagrams = diagrams
    }
  }

  /// What a node stands for.
  package enum Kind: String, Hashable, Sendable {
    /// Yes or no.
    case test
    /// A value and many answers.
    case value
    /// A rule that applies.
    case applies
    /// A rule that erred, which the reason pass settles.
    case asks
    case end
  }

  /// An answer and where it leads.
  package struct Edge: Hashable, Sendable {
    package let answer: String
    package let target: Int

    package init(answer: String, target: Int) {
      self.answer = answer
      self.target = target
    }
  }

  /// INVARIANT: edges lead to nodes with smaller numbers.
  package struct Node: Hashable, Sendable {
    package let number: Int
    package let kind: Kind
    /// What is tested, or the name of the rule.
    package let text: String
    package let edges: [Edge]

    package init(number: Int, kind: Kind, text: String, edges: [Edge]) {
      self.number = number
      self.kind = kind
      self.text = text
      self.edges = edges
    }
  }

  package let entries: [Entry]
  /// Ascending.
  package let nodes: [Node]

  package init(entries: [Entry], nodes: [Node]) {
    self.entries = entries
    self.nodes = nodes
  }
}

/// Figures about a compiled policy.
package struct GraphFigures: Hashable, Sendable {
  /// Of one combination of principal type, action and resource type.
  package struct Entry: Hashable, Sendable {
    package let principal: String
    package let action: String
    package let resource: String
    /// Rules that it can meet.
    package let rules: Int
    /// Permissions of roles that it can meet.
    package let permissions: Int
    /// Nodes that can be reached, shared ones too.
    package let nodes: Int
    /// The most nodes that a request visits in one diagram.
    package let depth: Int
    /// How many tests a request takes in all diagrams whose head names only types, and in the one
    /// that takes most of the others, if all answers were equally likely.
    package let expectedTests: Double
    /// Diagrams that would be too large: the reason pass decides alone.
    package let withoutGraph: Int
    /// Names of the rules that every request looks at: their heads name only types, and no equality
    /// in `when` helps the index.
    package let unindexed: [String]

    package init(
      principal: String, action: String, resource: String, rules: Int, permissions: Int,
      nodes: Int, depth: Int, expectedTests: Double, withoutGraph: Int, unindexed: [String]
    ) {
      self.principal = principal
      self.action = action
      self.resource = resource
      self.rules = rules
      self.permissions = permissions
      self.nodes = nodes
      self.depth = depth
      self.expectedTests = expectedTests
      self.withoutGraph = withoutGraph
      self.unindexed = unindexed
    }
  }

  package let entries: [Entry]
  /// Of the effect graph, all entries together.
  package let nodes: Int

  package init(entries: [Entry], nodes: Int) {
    self.entries = entries
    self.nodes = nodes
  }
}
