import Foundation
import RemitSource
import RemitSyntax

/// Real policies and small ones, parsed.
enum Fixtures {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  /// The names of the policies under `Policies`, without the ending.
  static let policies = [
    "argocd", "duties", "kubernetes", "mesh", "payments", "pipeline", "roles", "twins",
  ]

  static func bytes(of policy: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: "Policies/\(policy).remit")))
  }

  static func input(_ policy: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: "Inputs/\(policy).remit")))
  }

  static func tree(_ text: String) -> SyntaxTree {
    parse(SourceFile(path: "policy.remit", text: text), as: SourceFileID(0))
  }

  static func tree(_ bytes: [UInt8]) -> SyntaxTree {
    parse(SourceFile(path: "policy.remit", bytes: bytes), as: SourceFileID(0))
  }

  static func text(of token: Token, in tree: SyntaxTree) -> String {
    String(decoding: tree.source.bytes[token.span.lower..<token.span.upper], as: UTF8.self)
  }

  /// The bytes that the tokens and their trivia cover, in order.
  static func covered(_ tree: SyntaxTree) -> [UInt8] {
    var bytes: [UInt8] = []
    for token in tree.tokens {
      bytes += tree.source.bytes[token.triviaStart..<token.span.lower]
      bytes += tree.source.bytes[token.span.lower..<token.span.upper]
    }
    return bytes
  }
}
