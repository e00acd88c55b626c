import Foundation
import Testing

@testable import Remit

/// The library carries the vocabularies as Swift literals; people read and edit the `.remit` files.
@Suite("The embedded vocabularies")
struct VocabularyEmbeddingTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent()
    .appending(path: "../../Sources/Remit/Vocabularies")
    .standardizedFileURL

  private static func sourceNames() throws -> [String] {
    try FileManager.default
      .contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "remit" }
      .map { $0.deletingPathExtension().lastPathComponent }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  @Test("are the files in the folder, neither more nor fewer, in byte order")
  func namesAreTheFiles() throws {
    let names = EmbeddedVocabularies.all.map(\.name)
    #expect(try names == Self.sourceNames())
    #expect(names.contains("pipeline"))
  }

  @Test("equal their files byte for byte (else run scripts/embed-vocabularies.py)")
  func textsAreTheFiles() throws {
    for vocabulary in EmbeddedVocabularies.all {
      let file = Self.folder.appending(path: vocabulary.name + ".remit")
      let bytes = try [UInt8](Data(contentsOf: file))
      let isSame = vocabulary.text.utf8.elementsEqual(bytes)
      #expect(isSame, "\(vocabulary.name) is not its file")
    }
  }
}
