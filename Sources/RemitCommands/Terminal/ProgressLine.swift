import Remit

/// A line on standard error that says how far a command is: on a terminal only.
final class ProgressLine {
  private static let nanosecondsBetween: UInt64 = 100_000_000

  private let verb: String
  private let things: String
  private let isShown = Platform.isTerminal(2)
  private var last: UInt64
  private var isWritten = false

  /// - Parameters:
  ///   - verb: what is done, as in `verified`.
  ///   - things: with what, as in `records`.
  init(_ verb: String, of things: String) {
    self.verb = verb
    self.things = things
    last = Platform.monotonicNanoseconds()
  }

  func show(_ done: UInt64, _ all: UInt64) {
    guard isShown, all > 0 else { return }
    let now = Platform.monotonicNanoseconds()
    guard now - last >= Self.nanosecondsBetween else { return }
    last = now
    isWritten = true
    let percent = done >= all ? 100 : Int(Double(done) / Double(all) * 100)
    try? Platform.write(
      Array("\r\u{1B}[K\(verb) \(done) of \(all) \(things) (\(percent) %)".utf8), to: 2)
  }

  /// Takes the line away.
  func end() {
    if isWritten { try? Platform.write(Array("\r\u{1B}[K".utf8), to: 2) }
    isWritten = false
  }
}
