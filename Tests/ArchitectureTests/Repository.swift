import Foundation

/// The files of this package, read once.
enum Repository {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent()
    .appending(path: "../..")
    .standardizedFileURL

  static let sources = swiftFiles(under: "Sources")
  static let tests = swiftFiles(under: "Tests")

  /// Every file that a commit could hold, as paths relative to the package, in byte order.
  static let files: [String] = {
    guard let found = FileManager.default.enumerator(atPath: root.path(percentEncoded: false))
    else { return [] }
    var paths: [String] = []
    while let path = found.nextObject() as? String {
      if leftOut.contains(path) || path.hasSuffix("/.build") {
        found.skipDescendants()
        continue
      }
      var isFolder: ObjCBool = false
      let full = root.appending(path: path).path(percentEncoded: false)
      if FileManager.default.fileExists(atPath: full, isDirectory: &isFolder), !isFolder.boolValue {
        paths.append(path)
      }
    }
    return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }()

  /// Build products and git's own folder; `.gitignore` names them too. Inputs that libFuzzer found
  /// are bytes, not texts.
  private static let leftOut: Set<String> = [
    ".build", ".git", ".cache", "Package.resolved", "Fuzzing/Corpus", "Fuzzing/Regressions",
  ]

  static func text(of path: String) -> String? {
    guard let data = FileManager.default.contents(atPath: root.appending(path: path).path) else {
      return nil
    }
    return String(data: data, encoding: .utf8)
  }

  private static func swiftFiles(under folder: String) -> [SourceText] {
    files
      .filter { $0.hasPrefix(folder + "/") && $0.hasSuffix(".swift") }
      .compactMap { path in text(of: path).map { SourceText(path: path, text: $0) } }
  }
}

/// One breach of a rule, as it is shown when a test fails.
struct Breach: Hashable, CustomStringConvertible {
  let place: String
  let reason: String

  var description: String { "\(place): \(reason)" }

  static func list(_ breaches: [Breach]) -> String {
    breaches.map(\.description).joined(separator: "\n")
  }
}
