import Foundation
import RemitSource
import RemitTestSupport
import Testing

@testable import Remit

private func names(_ folder: String) throws -> [String] {
  try PolicySources.read(folder).map { String($0.path.dropFirst(folder.count + 1)) }
}

@Suite("The files of a policy")
struct PolicySourcesTests {
  @Test("are every .remit file below the folder, in byte order of the relative path")
  func ordersByBytes() throws {
    let folder = try TemporaryFolder()
    for name in [
      "b.remit", "a/z.remit", "a.remit", "B.remit", "a/b/c.remit", "é.remit", "a-b.remit",
    ] {
      try folder.write("", to: name)
    }
    #expect(
      try names(folder.path) == [
        "B.remit", "a-b.remit", "a.remit", "a/b/c.remit", "a/z.remit", "b.remit", "é.remit",
      ])
  }

  @Test("leave out dot-files, dot-folders, symbolic links and other names")
  func leavesOut() throws {
    let folder = try TemporaryFolder()
    let elsewhere = try TemporaryFolder()
    try elsewhere.write("", to: "linked.remit")
    for name in ["a.remit", ".b.remit", ".git/c.remit", "README.md", "remit", "d.remit.bak"] {
      try folder.write("", to: name)
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/e.remit", withDestinationPath: elsewhere.path + "/linked.remit")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/f", withDestinationPath: elsewhere.path)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/loop", withDestinationPath: folder.path)
    #expect(try names(folder.path) == ["a.remit"])
  }

  @Test("may be one file, whatever its name, and a link to a folder")
  func takesFilesAndLinks() throws {
    let folder = try TemporaryFolder()
    try folder.write("module m", to: "policy.txt")
    #expect(
      try PolicySources.read(folder.path + "/policy.txt").map(\.bytes) == [Array("module m".utf8)])
    let links = try TemporaryFolder()
    try folder.write("", to: "a.remit")
    try FileManager.default.createSymbolicLink(
      atPath: links.path + "/policy", withDestinationPath: folder.path)
    #expect(try names(links.path + "/policy") == ["a.remit"])
  }

  @Test("that are none, or cannot be read, are a problem that names the path")
  func refuses() throws {
    let folder = try TemporaryFolder()
    #expect(
      throws: FileProblem(path: folder.path, reason: "no `.remit` file is in this folder")
    ) { try PolicySources.read(folder.path) }
    #expect(
      throws: FileProblem(path: folder.path + "/none", reason: "No such file or directory")
    ) { try PolicySources.read(folder.path + "/none") }
  }

  @Test("have bounds: 16 MB are read, one byte more is refused")
  func boundsSize() throws {
    let folder = try TemporaryFolder()
    let text = String(repeating: " ", count: FileLimits.sourceBytesMax)
    try folder.write(text, to: "a.remit")
    #expect(try PolicySources.read(folder.path).first?.bytes.count == FileLimits.sourceBytesMax)
    try folder.write(text + " ", to: "a.remit")
    #expect(throws: FileProblem.self) { try PolicySources.read(folder.path) }
  }

  @Test("are replaced in one step, permissions and links kept")
  func replaces() throws {
    let folder = try TemporaryFolder()
    try folder.write("old", to: "a")
    let file = folder.path + "/a"
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: file)
    try Platform.replace(Array((folder.path + "/link").utf8), with: Array("new".utf8))
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "new")
    let permissions =
      try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(permissions == 0o640)
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: folder.path + "/link") == file)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
  }
}
