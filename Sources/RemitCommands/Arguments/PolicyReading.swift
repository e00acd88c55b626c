import Remit
import RemitSource

/// Reads the files of one policy, or ends the command.
func readPolicy(_ path: String) throws(CommandFailure) -> [SourceFile] {
  do throws(FileProblem) {
    return try PolicySources.read(path)
  } catch {
    throw CommandFailure(error)
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
