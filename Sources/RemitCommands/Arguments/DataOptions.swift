import ArgumentParser
import Remit
import RemitData
import RemitModel
import RemitSource

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
    /// The files as read, where they are kept.
    var documents: [SourceFile] = []
  }

  /// Reads every file. Problems of what is in them are collected; a file that cannot be read ends
  /// the command.
  ///
  /// - Parameter keepsDocuments: whether the bytes are wanted afterwards, to point into them.
  func read(keepsDocuments: Bool = false) throws(CommandFailure) -> Data {
    var data = Data()
    for path in entityFiles {
      let bytes = try Self.bytes(of: path)
      let reading = readEntities(bytes, file: path)
      if keepsDocuments { data.documents.append(SourceFile(path: path, bytes: bytes)) }
      // Nearly always there is one file; its array is then taken, not copied.
      if data.entities.records.isEmpty {
        data.entities = reading.value
      } else {
        data.entities.records += reading.value.records
      }
      data.problems += reading.problems
    }
    for path in grantFiles {
      let bytes = try Self.bytes(of: path)
      let reading = readGrants(bytes, file: path)
      if keepsDocuments { data.documents.append(SourceFile(path: path, bytes: bytes)) }
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
