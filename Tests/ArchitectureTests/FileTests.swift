import Foundation
import Testing

@Suite("Files")
struct FileTests {
  @Test("are named for what they hold")
  func namesSayWhat() {
    let breaches = Repository.files.flatMap(nameBreaches)
    #expect(breaches.isEmpty, "\(Breach.list(breaches))")
  }

  @Test("name no folder of anybody's machine")
  func noMachinePaths() {
    let breaches = Repository.files.flatMap { path in
      Repository.text(of: path).map { machinePathBreaches(path: path, text: $0) } ?? []
    }
    #expect(breaches.isEmpty, "\(Breach.list(breaches))")
  }

  @Test("refer to pages that a reader has: those of docs/")
  func noForeignPages() {
    let breaches = Repository.files.filter { $0 != "Tests/ArchitectureTests/FileTests.swift" }
      .flatMap { path in
        foreignPages.filter { Repository.text(of: path)?.contains($0) ?? false }
          .map { Breach(place: path, reason: "refers to \($0), which is not in the repository") }
      }
    #expect(breaches.isEmpty, "\(Breach.list(breaches))")
  }

  @Test("scripts can be run")
  func scriptsAreExecutable() {
    let scripts = Repository.files.filter { $0.hasSuffix(".sh") || $0 == ".ci/run" }
    #expect(!scripts.isEmpty)
    for script in scripts {
      let path = Repository.root.appending(path: script).path(percentEncoded: false)
      #expect(FileManager.default.isExecutableFile(atPath: path), "\(script)")
    }
  }

  @Test(
    "with a name that says nothing are found",
    arguments: ["StringUtils.swift", "helpers.py", "PolicyManager.swift", "Misc.swift"])
  func nameScannerFinds(name: String) {
    #expect(nameBreaches("Sources/Remit/\(name)").count == 1)
  }

  @Test("with a machine's folder are found, and only those")
  func pathScannerFinds() {
    func count(_ text: String) -> Int { machinePathBreaches(path: "a.md", text: text).count }
    for folder in machineFolders {
      #expect(count("see \(folder)x") == 1)
      #expect(count("\"\(folder)x\"") == 1)
      #expect(count("a relative one: ..\(folder)x, x\(folder)y, https://host\(folder)x") == 0)
    }
    #expect(count("a /path of a request") == 0)
  }
}

private func nameBreaches(_ path: String) -> [Breach] {
  let name = path.split(separator: "/").last.map(String.init) ?? path
  guard name.contains(/(?i)(utils?|helpers?|manager|misc|common)\./) else { return [] }
  return [Breach(place: path, reason: "name it for the one idea that it holds")]
}

/// Drafts that never became part of the repository.
private let foreignPages = [
  "LANGUAGE.md", "ARCHITECTURE.md", "INTERFACES.md", "STYLE.md", "AUTHZEN.md", "TRAIL.md",
  "PERFORMANCE.md",
]

/// Put together here, so that this file does not name them.
private let machineFolders = ["work", "opt", "root", "home", "Users"].map { "/" + $0 + "/" }

private func machinePathBreaches(path: String, text: String) -> [Breach] {
  // Most files have none: one fast search over the bytes decides.
  guard machineFolders.contains(where: { text.contains($0) }) else { return [] }
  return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    .compactMap { index, line in
      let isNamed = machineFolders.contains { folder in
        line.ranges(of: folder).contains { range in
          guard range.lowerBound > line.startIndex else { return true }
          let before = line[line.index(before: range.lowerBound)]
          return !(before.isLetter || before.isNumber || ".}*/-_".contains(before))
        }
      }
      guard isNamed else { return nil }
      return Breach(place: "\(path):\(index + 1)", reason: "names a folder of one machine")
    }
}
