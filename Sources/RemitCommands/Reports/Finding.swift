import RemitSource

/// One problem as reports for other programs give it, whatever stage found it.
struct Finding: Hashable {
  struct Note: Hashable {
    let message: String
    let place: Place?

    var isInFile: Bool { place?.artifact.isFile ?? false }
  }

  struct Fix: Hashable {
    let message: String
    let edits: [Edit]
  }

  struct Edit: Hashable {
    let place: Place
    let replacement: String
  }

  /// `RMT2006`, or `wrong-type` for a problem of data.
  let code: String
  let severity: Severity
  let message: String
  let place: Place
  var notes: [Note] = []
  var fixes: [Fix] = []
  /// In a JSON document: `$[3].attrs.owner`.
  var path: String?

  /// The message and, each on a line of its own, the notes that have no place of their own.
  var fullMessage: String {
    ([message] + notes.filter { $0.place == nil }.map(\.message)).joined(separator: "\n")
  }
}

/// A place in a file, or a whole file.
struct Place: Hashable {
  let artifact: Artifact
  var region: Region?

  struct Region: Hashable {
    let start: SourcePosition
    /// Behind the last character.
    let end: SourcePosition
    /// What stands there, and the line it begins in; `nil` where that is too long to repeat.
    let text: String?
    let line: String?
  }
}

extension Place.Region {
  private static let textBytesMax = 1_000

  init(_ file: SourceFile, _ bytes: Range<Int>) {
    start = file.position(at: bytes.lowerBound)
    end = file.position(at: bytes.upperBound)
    let upper = min(bytes.upperBound, file.bytes.count)
    let lower = min(bytes.lowerBound, upper)
    text =
      upper - lower <= Self.textBytesMax
      ? String(decoding: file.bytes[lower..<upper], as: UTF8.self) : nil
    let whole = file.line(start.line)
    line = whole.utf8.count <= Self.textBytesMax ? whole : nil
  }
}
