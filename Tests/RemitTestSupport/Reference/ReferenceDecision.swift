package import RemitModel

/// What the reference evaluator answers: the parts of a `Decision` on which every evaluator must
/// agree, plus what it saw go against the checker's promises.
package struct ReferenceDecision {
  package var cause: Decision.Cause
  package var determining: [String] = []
  package var obligations: [Obligation] = []
  package var errors: [ReferenceError] = []
  /// Things that the checker has proved impossible and that happened. Always empty, or the checker
  /// is wrong.
  package var brokenPromises: [String] = []

  package init(_ cause: Decision.Cause) {
    self.cause = cause
  }
}

/// A `DecisionError` without its message.
package struct ReferenceError: Hashable, Comparable, CustomStringConvertible {
  package let code: RuntimeErrorCode
  package let name: String?
  package let path: String?
  package let site: Site?

  package init(
    _ code: RuntimeErrorCode, name: String? = nil, path: String? = nil, site: Site? = nil
  ) {
    self.code = code
    self.name = name
    self.path = path
    self.site = site
  }

  package static func < (a: ReferenceError, b: ReferenceError) -> Bool { a.key < b.key }

  private var key: (Text, Text, String, Int) {
    (Text(name ?? ""), Text(path ?? ""), code.rawValue, site.map { Int($0.number) } ?? -1)
  }

  package var description: String {
    var parts = [code.rawValue]
    if let name { parts.append("in \(name)") }
    if let path { parts.append("at \(path)") }
    if let site { parts.append("site \(site.number)") }
    return parts.joined(separator: " ")
  }
}

/// `names` without repetitions, by bytes.
func sortedByBytes(_ names: some Sequence<String>) -> [String] {
  Set(names.map { Text($0) }).sorted().map(\.string)
}
