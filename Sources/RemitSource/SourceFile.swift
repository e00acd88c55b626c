/// One file of source text, as bytes, with the means to turn offsets into lines and columns.
public struct SourceFile: Sendable {
  /// The path as the user gave it, relative to the policy where that is possible.
  public let path: String
  /// The bytes of the file as read; not necessarily valid UTF-8.
  public let bytes: [UInt8]
  /// The bytes of the path: a name of a file need not be UTF-8, and then `path` only shows it.
  package let pathBytes: [UInt8]
  /// Byte offsets at which lines start. The first is 0, or 3 behind a byte-order mark, which
  /// belongs to no line.
  private let lineStarts: [Int]

  /// Reads nothing: the bytes are given. O(bytes).
  public init(path: String, bytes: [UInt8]) {
    self.init(path: path, pathBytes: Array(path.utf8), bytes: bytes)
  }

  package init(path: String, pathBytes: [UInt8], bytes: [UInt8]) {
    self.path = path
    self.pathBytes = pathBytes
    self.bytes = bytes
    var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    self.lineStarts = starts
  }

  public init(path: String, text: String) {
    self.init(path: path, bytes: Array(text.utf8))
  }

  /// The 1-based line and the 1-based column of a byte offset; columns count Unicode scalars. A
  /// byte-order mark is no column: the place of offset 0 is line 1, column 1 with it, too.
  public func position(at offset: Int) -> SourcePosition {
    let clamped = Swift.min(Swift.max(offset, 0), bytes.count)
    var low = 0
    var high = lineStarts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lineStarts[middle] <= clamped { low = middle } else { high = middle - 1 }
    }
    var column = 1
    for index in lineStarts[low]..<Swift.max(clamped, lineStarts[low])
    where bytes[index] & 0xC0 != 0x80 {
      column += 1
    }
    return SourcePosition(line: low + 1, column: column)
  }

  /// The text of a 1-based line without its line end; invalid UTF-8 is shown as U+FFFD.
  public func line(_ number: Int) -> String {
    guard number >= 1, number <= lineStarts.count else { return "" }
    let start = lineStarts[number - 1]
    var end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return String(decoding: bytes[start..<Swift.max(start, end)], as: UTF8.self)
  }
}

/// A 1-based line and column.
public struct SourcePosition: Hashable, Sendable {
  public let line: Int
  public let column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// The index of a file in the `SourceFiles` of one policy.
public struct SourceFileID: Hashable, Comparable, Sendable {
  public let index: Int32

  public init(_ index: Int) {
    self.index = Int32(truncatingIfNeeded: index)
  }

  public static func < (a: SourceFileID, b: SourceFileID) -> Bool { a.index < b.index }
}

/// A half-open range of byte offsets in one file.
///
/// 12 bytes: a syntax tree has several for each word. Files are far smaller than 2 GB; offsets
/// beyond that are cut.
public struct SourceSpan: Hashable, Sendable, Comparable {
  public let file: SourceFileID
  private let start: Int32
  private let end: Int32

  public init(file: SourceFileID, lower: Int, upper: Int) {
    self.file = file
    start = Int32(clamping: lower)
    end = Int32(clamping: max(lower, upper))
  }

  public var lower: Int { Int(start) }
  public var upper: Int { Int(end) }

  /// The smallest span that holds both; both lie in one file.
  public func union(_ other: SourceSpan) -> SourceSpan {
    SourceSpan(file: file, lower: min(lower, other.lower), upper: max(upper, other.upper))
  }

  public static func < (a: SourceSpan, b: SourceSpan) -> Bool {
    (a.file.index, a.lower, a.upper) < (b.file.index, b.lower, b.upper)
  }
}

/// All files of one policy, its vocabularies included; spans refer to them by index.
public struct SourceFiles: Sendable {
  public private(set) var files: [SourceFile]

  public init(_ files: [SourceFile] = []) {
    self.files = files
  }

  /// Adds a file and returns the id under which spans know it.
  @discardableResult
  public mutating func add(_ file: SourceFile) -> SourceFileID {
    files.append(file)
    return SourceFileID(files.count - 1)
  }

  public subscript(id: SourceFileID) -> SourceFile? {
    files.indices.contains(Int(id.index)) ? files[Int(id.index)] : nil
  }

  /// The text a span covers; invalid UTF-8 is shown as U+FFFD.
  public func text(of span: SourceSpan) -> String {
    guard let file = self[span.file] else { return "" }
    let lower = min(max(span.lower, 0), file.bytes.count)
    let upper = min(max(span.upper, lower), file.bytes.count)
    return String(decoding: file.bytes[lower..<upper], as: UTF8.self)
  }
}
