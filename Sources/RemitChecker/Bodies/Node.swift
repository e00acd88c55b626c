import RemitModel
import RemitSource
import RemitSyntax

/// An expression with its names resolved: what is typed for each combination, and then emitted.
///
/// Types may differ from one combination to the next; what does not depend on them has been settled
/// and reported when the node was built.
final class Node {
  /// Its number within the body, in preorder.
  let number: Int
  let span: SourceSpan
  let form: Form
  /// The place that guards know it by, if it is one.
  let path: PathID?

  init(_ form: Form, number: Int, span: SourceSpan, path: PathID?) {
    self.form = form
    self.number = number
    self.span = span
    self.path = path
  }

  enum Form {
    /// A problem has been reported; silent from here on.
    case broken
    case constant(Value, ValueType, isLiteral: Bool)
    case variable(TypedExpression.Variable)
    /// The object of a duty, in its `version` and `known as`.
    case object
    case local(Int)
    /// A name that is no variable, let or condition, but a case of some enum.
    case bareCase(WordSyntax)
    case set([Node])
    case record([RecordEntry])
    case attribute(Node, WordSyntax)
    case mapValue(Node, Text)
    case call(Int, [Node])
    case method(Node, WordSyntax, [Node])
    case id(Node)
    case weekday(Node, zone: String)
    case timeOfDay(Node, zone: String)
    case not(Node)
    case negate(Node)
    case and([Node])
    case or([Node])
    case binary(BinaryOperator, Node, Node, operatorSpan: SourceSpan)
    case has(Node, [WordSyntax])
    case hasKey(Node, Text)
    case isType(Node, EntityTypeID)
    case like(Node, GlobPattern)
    case matchesRegex(Node, String)
    case matchesPath(Node, PathTemplate)
    case conditional(Node, then: Node, otherwise: Node)
    case quantified(Quantifier, slot: Int, source: Node, condition: Node)
    case each(slot: Int, source: Node, condition: Node?, give: Node)
    case performed(DutyID, Node)
  }

  /// Where `object` is, in the parts of a duty that see it alone.
  static let objectSlot = 0

  struct RecordEntry {
    let key: RecordKeySyntax
    let value: Node
  }

  /// Whether what it means depends on the type that is expected of it.
  var needsExpectation: Bool {
    switch form {
    case .bareCase: true
    case .set(let elements): elements.contains(where: \.needsExpectation)
    case .record: true
    case .conditional(_, let then, let otherwise):
      then.needsExpectation || otherwise.needsExpectation
    case .broken, .constant, .variable, .object, .local, .attribute, .mapValue, .call, .method,
      .id, .weekday, .timeOfDay, .not, .negate, .and, .or, .binary, .has, .hasKey, .isType, .like,
      .matchesRegex, .matchesPath, .quantified, .each, .performed:
      false
    }
  }
}

/// The variables that a body mentions; only their types make two combinations differ.
struct Mentions: OptionSet, Hashable {
  let rawValue: UInt8

  static let principal = Mentions(rawValue: 1)
  static let resource = Mentions(rawValue: 2)
  static let context = Mentions(rawValue: 4)
  static let now = Mentions(rawValue: 8)

  /// Those whose types depend on the combination.
  var ofCombination: Mentions { intersection([.principal, .resource, .context]) }
}
