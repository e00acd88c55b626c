import ArgumentParser
import Foundation
import Remit
import RemitSource

/// Runs the command that the process was started with, and ends the process.
package func startRemit() -> Never {
  Platform.ignoreBrokenPipes()
  let status: ExitStatus
  do {
    var command = try RootCommand.parseAsRoot(Array(CommandLine.arguments.dropFirst()))
    try command.run()
    status = .fine
  } catch {
    status = report(error)
  }
  exit(status.rawValue)
}

/// Says on standard error what went wrong, and which exit code that is.
private func report(_ error: any Error) -> ExitStatus {
  if let status = error as? ExitStatus { return status }
  if let failure = error as? CommandFailure {
    for line in failure.lines { Output.writeError(visible(line)) }
    return .couldNotBeDone
  }
  if let failure = error as? Platform.Failure {
    if !failure.isBrokenPipe { Output.writeError("remit: standard output: \(failure.reason)") }
    return .couldNotBeDone
  }
  let message = RootCommand.fullMessage(for: error)
  if RootCommand.exitCode(for: error) == ArgumentParser.ExitCode.success {
    // Help and version, which were asked for.
    do {
      try Output.write(message.isEmpty ? "" : message + "\n")
      return .fine
    } catch {
      return .couldNotBeDone
    }
  }
  Output.writeError(message)
  if message.contains("Missing expected argument '<path>") {
    // `--entities a.json b.json` takes all that follows it, a path meant for the policy too.
    Output.writeError("The policy's path stands before --entities and --grants.")
  }
  return .couldNotBeDone
}
