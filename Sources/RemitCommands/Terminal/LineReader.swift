import Remit

/// Reads a file or standard input line by line, in bounded memory.
struct LineReader: ~Copyable {
  enum Line {
    /// Without its line end.
    case bytes([UInt8])
    /// A line past the bound, read past.
    case tooLong
  }

  private static let pieceBytes = 256 << 10
  private let descriptor: Int32
  private let closesAtEnd: Bool
  private let name: String
  private let lineBytesMax: Int
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  /// The number of the line read last, from 1.
  private(set) var number = 0

  /// - Parameter path: a file, or `-` for standard input.
  init(_ path: String, lineBytesMax: Int) throws(FileProblem) {
    self.lineBytesMax = lineBytesMax
    name = path == "-" ? "standard input" : path
    closesAtEnd = path != "-"
    do throws(Platform.Failure) {
      guard path != "-" else {
        descriptor = 0
        return
      }
      let bytes = Array(path.utf8)
      if try Platform.kind(of: bytes, followsLinks: true).kind == .directory {
        throw Platform.Failure(reason: "it is a folder, not a file", number: 0)
      }
      descriptor = try Platform.open(bytes)
    } catch {
      throw FileProblem(path: path, reason: error.reason)
    }
  }

  deinit {
    if closesAtEnd { Platform.close(descriptor) }
  }

  /// Whether the next line has to be waited for: nothing of it has been read yet.
  var mayWait: Bool { !isAtEnd && start == buffer.count }

  /// The next line, or `nil` at the end.
  mutating func next() throws(FileProblem) -> Line? {
    var isTooLong = false
    while true {
      if let end = buffer[start...].firstIndex(of: 0x0A) {
        defer { start = end + 1 }
        number += 1
        return isTooLong || end - start > lineBytesMax ? .tooLong : .bytes(line(upTo: end))
      }
      if isAtEnd {
        defer { start = buffer.count }
        guard isTooLong || start < buffer.count else { return nil }
        number += 1
        return isTooLong || buffer.count - start > lineBytesMax
          ? .tooLong : .bytes(line(upTo: buffer.count))
      }
      if buffer.count - start > lineBytesMax {
        isTooLong = true
        start = buffer.count
      }
      try fill()
    }
  }

  private func line(upTo end: Int) -> [UInt8] {
    let hasReturn = end > start && buffer[end - 1] == 0x0D
    return Array(buffer[start..<(hasReturn ? end - 1 : end)])
  }

  private mutating func fill() throws(FileProblem) {
    buffer.removeSubrange(..<start)
    start = 0
    do throws(Platform.Failure) {
      isAtEnd = try Platform.read(descriptor, into: &buffer, count: Self.pieceBytes) == 0
    } catch {
      throw FileProblem(path: name, reason: error.reason)
    }
  }
}
