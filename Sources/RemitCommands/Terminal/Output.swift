import Remit

/// Standard output and standard error.
enum Output {
  private static let standardOutput: Int32 = 1
  private static let standardError: Int32 = 2

  /// Writes to standard output.
  ///
  /// - Throws: a `Platform.Failure` that ends the command; quietly, where the reader has gone.
  static func write(_ text: String) throws(Platform.Failure) {
    try write(bytes: Array(text.utf8))
  }

  static func write(bytes: [UInt8]) throws(Platform.Failure) {
    try Platform.write(bytes, to: standardOutput)
  }

  static func writeLine(_ text: String) throws(Platform.Failure) {
    try write(text + "\n")
  }

  /// Writes a line to standard error. Where that fails there is nobody left to tell.
  static func writeError(_ line: String) {
    try? Platform.write(Array((line + "\n").utf8), to: standardError)
  }

  static var outputHasColour: Bool { hasColour(standardOutput) }
  static var errorHasColour: Bool { hasColour(standardError) }

  /// On a terminal, unless `NO_COLOR` says no or the terminal cannot.
  private static func hasColour(_ descriptor: Int32) -> Bool {
    guard Platform.isTerminal(descriptor) else { return false }
    if let no = Platform.environmentVariable("NO_COLOR"), !no.isEmpty { return false }
    return Platform.environmentVariable("TERM") != "dumb"
  }
}

/// Collects standard output in large pieces, for commands that write many lines.
struct BufferedOutput: ~Copyable {
  private static let pieceBytes = 64 << 10
  private var pending: [UInt8] = []

  mutating func write(_ bytes: [UInt8]) throws(Platform.Failure) {
    pending.append(contentsOf: bytes)
    if pending.count >= Self.pieceBytes { try flush() }
  }

  /// The last piece; to be called before the value goes.
  mutating func flush() throws(Platform.Failure) {
    try Output.write(bytes: pending)
    pending.removeAll(keepingCapacity: true)
  }
}
