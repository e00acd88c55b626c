package import RemitModel

/// The digest of what a policy means.
///
/// It is taken over a canonical text of the typed policy: declarations sorted by name, so that
/// neither their order nor that of files counts; without comments, spans, tests and doc comments;
/// with the declarations of the vocabularies in use, and with the version of the semantics.
package enum PolicyDigest {
  /// Raised whenever the same policy may decide otherwise than before.
  package static let semanticsVersion = 1

  /// `sha256:` and 64 hex digits. O(size of the policy).
  package static func digest(of policy: TypedPolicy) -> String {
    var text = CanonicalText()
    text.list("remit-semantics") { $0.number(semanticsVersion) }
    write(policy, to: &text)
    return text.digest()
  }

  /// The canonical text itself, for tests and `debug`.
  package static func canonicalText(of policy: TypedPolicy) -> String {
    var text = CanonicalText(keepsAll: true)
    write(policy, to: &text)
    return text.kept
  }

  private static func write(_ policy: TypedPolicy, to text: inout CanonicalText) {
    let schema = policy.schema
    for type in schema.entityTypes.sorted(by: { isOrdered($0.name, $1.name) }) {
      text.write(type, schema)
    }
    for type in schema.enumTypes.sorted(by: { isOrdered($0.name, $1.name) }) { text.write(type) }
    for action in schema.actions.sorted(by: { isOrdered($0.name, $1.name) }) {
      text.write(action, schema)
    }
    for condition in policy.conditions.sorted(by: { isOrdered($0.name, $1.name) }) {
      text.list("condition") { text in
        text.name(condition.name)
        text.number(condition.parameterCount)
        text.write(condition.body, policy)
      }
    }
    for role in policy.roles.sorted(by: { isOrdered($0.name, $1.name) }) {
      text.write(role, policy)
    }
    for grant in policy.grants.sorted(by: { isOrdered($0.name, $1.name) }) {
      text.write(grant, policy)
    }
    for rule in policy.rules.sorted(by: { isOrdered($0.name, $1.name) }) {
      text.write(rule, policy)
    }
    text.writeSeparation(of: policy)
  }

  static func isOrdered(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }
}
