extension Explanation: CustomStringConvertible {
  /// The explanation as text for a terminal or a report, without colour, without a line end.
  public var description: String { lines.joined(separator: "\n") }

  private var lines: [String] {
    var out = [
      "\(decision.effect.rawValue): \(principal) to \(action) on \(resource)",
      "  \(summary)",
      "  cause \(decision.cause.rawValue), decided for \(now)",
    ]
    for error in decision.errors {
      let place = error.path ?? error.name ?? "request"
      out.append("  error \(error.code.rawValue) at \(place): \(error.message)")
    }
    for obligation in decision.obligations {
      out.append(
        "  obligation \(obligation.name), demanded by \(obligation.by.joined(separator: ", "))")
    }
    append("What decided it", considered.filter(isDecisive), to: &out)
    append("What else was looked at", considered.filter { !isDecisive($0) }, to: &out)
    if notListed > 0 {
      let noun = notListed == 1 ? "rule, permission or grant" : "rules, permissions and grants"
      out.append("")
      out.append("\(notListed) more \(noun) for this action do not concern this request.")
    }
    return out
  }

  private func isDecisive(_ entry: Considered) -> Bool {
    if entry.outcome == .waived { return decision.waivers.contains(entry.name) }
    guard decision.determining.contains(entry.name) else { return false }
    switch entry.outcome {
    case .applies, .appliesByError: return true
    case .fails: return decision.cause == .failed
    case .doesNotApply, .roleNotHeld, .waived: return false
    }
  }

  private func append(_ title: String, _ entries: [Considered], to out: inout [String]) {
    guard !entries.isEmpty else { return }
    out.append("")
    out.append("\(title):")
    for entry in entries {
      let place = entry.place.map { "  (\($0))" } ?? ""
      out.append("  \(entry.title) — \(entry.outcome.rawValue)\(place)")
      if let because = entry.because { out.append("      because \(quoted(because))") }
      out += entry.remarks.map { "      \($0)" }
      for clause in entry.clauses {
        let keyword = clause.isUnless ? "unless" : "when"
        append(clause.part, lead: "\(keyword) ", clause: clause, indent: 6, to: &out)
      }
    }
  }

  private func append(
    _ part: PartTrace, lead: String, clause: ClauseTrace?, indent: Int, to out: inout [String]
  ) {
    let margin = String(repeating: " ", count: indent)
    let result =
      switch part.result {
      case .value(let value): clause.map(words) ?? value
      case .error(let code): "error \(code.rawValue)"
      }
    out.append("\(margin)\(lead)\(shortened(part.text)): \(result)")
    for value in part.values where value.text != part.text {
      out.append("\(margin)    \(shortened(value.text)) is \(value.value)")
    }
    for inner in part.parts {
      append(inner, lead: "", clause: nil, indent: indent + 4, to: &out)
    }
  }

  private func words(for clause: ClauseTrace) -> String {
    switch (clause.isUnless, clause.isMet) {
    case (false, true): "holds"
    case (false, false): "does not hold"
    case (true, true): "is not so"
    case (true, false): "is so, hence it does not apply"
    }
  }

  /// Source text on one line is cut after 160 characters; the place says where all of it stands.
  private func shortened(_ text: String) -> String {
    text.count <= 160 ? text : text.prefix(157) + "…"
  }
}

extension Explanation.Considered {
  fileprivate var title: String {
    switch kind {
    case .allow: "allow \(name)"
    case .deny: "deny \(name)"
    case .permission: "permission of role \(name)"
    case .grant: "grant \(name)"
    case .separation: "separation \(name)"
    }
  }
}
