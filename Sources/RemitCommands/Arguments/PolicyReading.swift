import Remit
import RemitModel
import RemitSource

/// Reads the files of one policy, or ends the command.
func readPolicy(_ path: String) throws(CommandFailure) -> [SourceFile] {
  do throws(FileProblem) {
    return try PolicySources.read(path)
  } catch {
    throw CommandFailure(error)
  }
}

/// Loads the policy that a command needs; one with errors ends the command, its diagnostics shown.
func loadPolicy(_ path: String) throws -> Policy {
  try loadPolicy(path, try readPolicy(path))
}

/// The same of files that have been read.
///
/// - Parameter rejected: takes the errors, a sentence each.
func loadPolicy(
  _ path: String, _ sources: [SourceFile], rejected: ([String]) -> Void = { _ in }
) throws -> Policy {
  let loaded = LoadedPolicy(sources)
  do throws(PolicyErrors) {
    return try Policy(loaded)
  } catch {
    let errors = error.diagnostics.filter { $0.severity == .error }
    rejected(errors.map { "\($0.code) \($0.message)" })
    showOnStandardError(errors, in: error.files)
    throw CommandFailure("\(path): the policy has errors, so nothing can be decided by it")
  }
}

/// Builds the engine that a command needs; what cannot be decided, or does not fit, ends the command.
func makeEngine(
  _ policy: Policy, _ data: DataOptions.Data, ledger: any Ledger, path: String
) throws(CommandFailure) -> Engine {
  guard data.problems.isEmpty else {
    throw CommandFailure(data.problems.map { "remit: " + DataErrors.line($0) })
  }
  do throws(EngineErrors) {
    let engine = try Engine(policy, entities: data.entities, grants: data.grants, ledger: ledger)
    let warnings = engine.warnings
    if !warnings.isEmpty {
      Output.writeError(
        "remit: warning: \(count(warnings.count, "reference")) to entities that are not stored; "
          + "`remit check` with the same data lists them")
    }
    return engine
  } catch {
    throw CommandFailure(error, policy: path)
  }
}

func readStandardInput(bytesMax: Int) throws(CommandFailure) -> [UInt8] {
  var bytes: [UInt8] = []
  do throws(Platform.Failure) {
    while try Platform.read(0, into: &bytes, count: 64 << 10) > 0 {
      guard bytes.count <= bytesMax else {
        throw Platform.Failure(
          reason: "it has more than \(bytesMax) bytes, the most that is read", number: 0)
      }
    }
    return bytes
  } catch {
    throw CommandFailure("standard input: \(error.reason)")
  }
}

/// Shows diagnostics to a person, beside what the command writes.
func showOnStandardError(_ diagnostics: [Diagnostic], in files: SourceFiles) {
  let text = render(diagnostics, in: files, colour: Output.errorHasColour)
  if !text.isEmpty { Output.writeError(text.hasSuffix("\n") ? String(text.dropLast()) : text) }
}
