import Remit
import RemitData
import RemitModel
import RemitSource

/// One policy, checked, and the data held against it.
struct PolicyReport {
  let loaded: LoadedPolicy
  let dataProblems: [DataProblem]
  private let dataSummary: String?

  /// - Parameter now: the time by which windows, waivers and their lapsing are judged.
  init(
    _ files: [SourceFile], data: DataOptions.Data?, ledger: LedgerIndex? = nil, isStrict: Bool,
    now: Instant
  ) {
    let loaded = LoadedPolicy(files, now: now)
    self.loaded = loaded
    let ofLedger = ledger.map { Self.problems(of: $0, under: loaded) } ?? []
    guard let data else {
      let policy = try? Policy(loaded)
      dataProblems =
        ((try? policy.map { try Engine.problems(of: $0, now: now) }) ?? []) + ofLedger
      dataSummary = nil
      return
    }
    var problems = data.problems
    if problems.isEmpty, let policy = try? Policy(loaded) {
      do throws(EngineErrors) {
        problems = try Engine.problems(
          of: data.entities, grants: data.grants, under: policy, isStrict: isStrict, now: now)
      } catch {
        // What the policy declares and cannot be decided yet is among its notes.
        problems = [
          DataProblem(
            code: .badJSON, path: "",
            message: "the data was not held against the policy: \(error.lines[0])",
            isWarning: true)
        ]
      }
    }
    dataProblems = problems + ofLedger
    dataSummary =
      "\(count(data.entities.records.count, "entity", "entities")), "
      + count(data.grants.records.count, "grant")
  }

  /// What the ledger holds and the policy would forget.
  private static func problems(
    of ledger: LedgerIndex, under loaded: LoadedPolicy
  ) -> [DataProblem] {
    guard let policy = try? Policy(loaded) else { return [] }
    return policy.unknownNames(in: ledger).map {
      DataProblem(code: .undeclaredAction, path: "ledger", message: $0)
    }
  }

  var hasErrors: Bool {
    loaded.diagnostics.hasErrors || dataProblems.contains { !$0.isWarning }
  }

  /// `3 files, 41 rules, no problems`
  var summary: String {
    var parts = [count(loaded.ownFileCount, "file")]
    if let typed = loaded.typed {
      if !typed.rules.isEmpty { parts.append(count(typed.rules.count, "rule")) }
      if !typed.roles.isEmpty { parts.append(count(typed.roles.count, "role")) }
      if !typed.grants.isEmpty { parts.append(count(typed.grants.count, "grant")) }
      if !typed.tests.isEmpty { parts.append(count(typed.tests.count, "test")) }
    }
    if let dataSummary { parts.append(dataSummary) }
    let errors =
      loaded.diagnostics.count { $0.severity == .error } + dataProblems.count { !$0.isWarning }
    let warnings =
      loaded.diagnostics.count { $0.severity == .warning } + dataProblems.count { $0.isWarning }
    let notes = loaded.diagnostics.count { $0.severity == .note }
    if errors + warnings == 0 { parts.append("no problems") }
    if errors > 0 { parts.append(count(errors, "error")) }
    if warnings > 0 { parts.append(count(warnings, "warning")) }
    if notes > 0 { parts.append(count(notes, "note")) }
    return parts.joined(separator: ", ")
  }
}
