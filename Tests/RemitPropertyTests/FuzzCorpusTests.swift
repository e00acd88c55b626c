import Foundation
import RemitSource
import RemitSyntax
import Testing

@testable import RemitTestSupport

/// What libFuzzer has found stays found: the properties that `make fuzz` holds against new inputs
/// are held here against those that are kept.
@Suite("The kept fuzz inputs")
struct FuzzCorpusTests {
  private static let folder = Golden.root.appending(path: "Fuzzing")
  /// Inputs that each target has at least; a folder that was moved must not look like success.
  private static let inputsMin = 20
  private static let bytesMax = 3 << 20

  private static func inputs(of target: FuzzTarget) throws -> [URL] {
    try ["Corpus", "Regressions"].flatMap { kind in
      let place = folder.appending(path: "\(kind)/\(target.rawValue)")
      guard FileManager.default.fileExists(atPath: place.path) else { return [] as [URL] }
      return try FileManager.default.contentsOfDirectory(at: place, includingPropertiesForKeys: nil)
        .sorted { $0.path < $1.path }
    }
  }

  @Test("break no property", arguments: FuzzTarget.allCases)
  func properties(target: FuzzTarget) throws {
    let inputs = try Self.inputs(of: target)
    #expect(inputs.count >= Self.inputsMin)
    for url in inputs {
      let bytes = Array(try Data(contentsOf: url))
      if let broken = target.brokenProperty(in: bytes) {
        Issue.record("\(url.lastPathComponent) of \(target.rawValue): \(broken)")
      }
    }
  }

  @Test("are small")
  func size() throws {
    let sizes = try FuzzTarget.allCases.flatMap(Self.inputs).map {
      try Data(contentsOf: $0).count
    }
    #expect(sizes.reduce(0, +) < Self.bytesMax)
  }

  @Test("are cut into the texts that they hold")
  func parts() {
    let parts = FuzzInput.parts(of: Array("a\n=====\nb\n=====\nc".utf8), atMost: 2)
    #expect(parts == [Array("a".utf8), Array("b\n=====\nc".utf8)])
    #expect(FuzzInput.parts(of: [], atMost: 4) == [[]])
  }

  @Test("are held against properties that can fail")
  func harnessFails() throws {
    let file = SourceFile(path: "p.remit", text: "let a = 1")
    let tokens = lex(file, as: SourceFileID(0)).tokens
    #expect(throws: Never.self) { try LexerProperties.checkCover(tokens, of: file.bytes) }
    #expect(throws: BrokenProperty.self) {
      try LexerProperties.checkCover(tokens.filter { $0.kind != .integer }, of: file.bytes)
    }
    let outside = SourceSpan(file: SourceFileID(0), lower: 0, upper: file.bytes.count + 1)
    let first = try #require(SyntaxProblem.all.first)
    #expect(throws: BrokenProperty.self) {
      try Places.check([Diagnostic(first, "a message", at: outside)], in: SourceFiles([file]))
    }
  }
}
