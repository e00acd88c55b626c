package import RemitModel
package import RemitSource

extension JSONWriter {
  /// Writes a decision, always with the same five keys in the same order; `waivers` follow where
  /// some were used.
  ///
  /// - Parameters:
  ///   - explanation: text for a person, under a key of its own, where it was asked for.
  ///   - id: its name in the trail, where it was recorded.
  package mutating func decision(
    _ decision: Decision, schema: Schema, explanation: String? = nil, id: String? = nil
  ) {
    object { json in
      json.member("decision") { $0.bool(decision.isAllowed) }
      json.member("cause") { $0.string(decision.cause.rawValue) }
      json.member("determining") { $0.strings(decision.determining) }
      json.member("obligations") { json in
        json.array(decision.obligations) { $0.obligation($1, schema: schema) }
      }
      json.member("errors") { json in
        json.array(decision.errors) { json, error in
          json.error(error.code, name: error.name, message: error.message, path: error.path)
        }
      }
      if !decision.waivers.isEmpty { json.member("waivers") { $0.strings(decision.waivers) } }
      if let explanation { json.member("explanation") { $0.string(explanation) } }
      if let id { json.member("id") { $0.string(id) } }
    }
  }

  /// Writes the answer to a request that could not be read: a decision with the cause `invalid`.
  package mutating func invalid(_ problems: [DataProblem]) {
    object { json in
      json.member("decision") { $0.bool(false) }
      json.member("cause") { $0.string(Decision.Cause.invalid.rawValue) }
      json.member("determining") { $0.array { _ in } }
      json.member("obligations") { $0.array { _ in } }
      json.member("errors") { json in
        json.array(problems) { json, problem in
          json.error(problem.code, name: nil, message: problem.message, path: problem.path)
        }
      }
    }
  }

  private mutating func obligation(_ obligation: Obligation, schema: Schema) {
    object { json in
      json.member("name") { $0.string(obligation.name) }
      json.member("record") { $0.record(obligation.record, schema: schema) }
      json.member("by") { $0.strings(obligation.by) }
    }
  }

  private mutating func error(
    _ code: RuntimeErrorCode, name: String?, message: String, path: String?
  ) {
    object { json in
      json.member("code") { $0.string(code.rawValue) }
      if let name { json.member("name") { $0.string(name) } }
      json.member("message") { $0.string(message) }
      if let path, !path.isEmpty { json.member("path") { $0.string(path) } }
    }
  }
}
