package import Foundation
package import Testing

/// Texts that are kept in the repository and compared with what the code produces today.
///
/// `REMIT_UPDATE_GOLDEN=1` writes them again. A recording run still fails, so that nothing passes
/// by recording itself.
package enum Golden {
  /// The root of the package.
  package static let root = URL(filePath: #filePath)
    .deletingLastPathComponent()
    .appending(path: "../..")
    .standardizedFileURL

  package static var isRecording: Bool {
    ProcessInfo.processInfo.environment["REMIT_UPDATE_GOLDEN"] == "1"
  }

  /// Expects a file of the repository to hold exactly this text.
  ///
  /// - Parameter path: relative to the package, such as `docs/diagnostics.md`.
  package static func expect(
    _ text: String, at path: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let url = root.appending(path: path)
    let stored = FileManager.default.contents(atPath: url.path(percentEncoded: false))
    let wanted = Data(text.utf8)
    guard stored != wanted else { return }
    if isRecording {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try wanted.write(to: url)
      Issue.record("wrote \(path): read the difference", sourceLocation: sourceLocation)
      return
    }
    let difference = firstDifference(
      stored.map { String(decoding: $0, as: UTF8.self) } ?? "", text)
    Issue.record(
      "\(path) is not what the code produces (`make golden` writes it again)\n\(difference)",
      sourceLocation: sourceLocation)
  }

  /// The first line in which two texts differ, shown for both.
  private static func firstDifference(_ stored: String, _ produced: String) -> String {
    let a = stored.split(separator: "\n", omittingEmptySubsequences: false)
    let b = produced.split(separator: "\n", omittingEmptySubsequences: false)
    for index in 0..<max(a.count, b.count) {
      let left = index < a.count ? a[index] : "(nothing)"
      let right = index < b.count ? b[index] : "(nothing)"
      if !left.utf8.elementsEqual(right.utf8) {
        return "line \(index + 1)\n  stored:   \(left)\n  produced: \(right)"
      }
    }
    return "they differ in their last line's end"
  }
}
