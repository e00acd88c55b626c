import ArgumentParser
import Remit
import RemitData
import RemitModel

/// `--entities F… --grants F…`: several files are read as one.
struct DataOptions: ParsableArguments {
  @Option(
    name: .customLong("entities"), parsing: .upToNextOption,
    help: ArgumentHelp("Entities as JSON; several files are read as one.", valueName: "file"))
  var entityFiles: [String] = []

  @Option(
    name: .customLong("grants"), parsing: .upToNextOption,
    help: ArgumentHelp("Grants as JSON, beside those of the policy.", valueName: "file"))
  var grantFiles: [String] = []

  var isEmpty: Bool { entityFiles.isEmpty && grantFiles.isEmpty }

  struct Data {
    var entities = Entities()
    var grants = Grants()
    var problems: [DataProblem] = []
  }

  /// Reads every file. Problems of what is in them are collected; a file that cannot be read ends
  /// the command.
  func read() throws(CommandFailure) -> Data {
    var data = Data()
    for path in entityFiles {
      let reading = readEntities(try Self.bytes(of: path), file: path)
      // Nearly always there is one file; its array is then taken, not copied.
      if data.entities.records.isEmpty {
        data.entities = reading.value
      } else {
        data.entities.records += reading.value.records
      }
      data.problems += reading.problems
    }
    for path in grantFiles {
      let reading = readGrants(try Self.bytes(of: path), file: path)
      data.grants.records += reading.value.records
      data.problems += reading.problems
    }
    return data
  }

  private static func bytes(of path: String) throws(CommandFailure) -> [UInt8] {
    do throws(FileProblem) {
      return try Platform.readFile(path, bytesMax: FileLimits.dataBytesMax)
    } catch {
      throw CommandFailure(error)
    }
  }
}
