import Foundation
import Testing

/// How many public types and functions of a target may go without a doc comment. The numbers only
/// shrink. Properties and initialisers are left to judgement: many are said by their names.
private let undocumentedMax: [String: Int] = [:]

/// The targets that users import.
private let targetsOfUsers = ["RemitSource", "RemitModel", "Remit", "RemitLedger", "RemitAudit"]

@Suite("Public declarations")
struct DocumentedTests {
  @Test("stand only in the targets that users import")
  func publicIsRare() {
    let breaches = Repository.sources
      .filter { !targetsOfUsers.contains($0.target) }
      .flatMap { source in
        publicDeclarations(of: source).map {
          Breach(place: "\(source.path):\($0.line)", reason: "use `package` between targets")
        }
      }
    #expect(breaches.isEmpty, "\(Breach.list(breaches))")
  }

  @Test("have doc comments", arguments: targetsOfUsers)
  func publicIsDocumented(target: String) {
    let undocumented = Repository.sources
      .filter { $0.target == target }
      .flatMap { source in
        publicDeclarations(of: source)
          .filter { !$0.isDocumented && $0.mustBeDocumented }
          .map { Breach(place: "\(source.path):\($0.line)", reason: $0.text) }
      }
    let allowed = undocumentedMax[target, default: 0]
    #expect(
      undocumented.count <= allowed,
      "\(undocumented.count) without, \(allowed) allowed:\n\(Breach.list(undocumented))")
  }

  @Test("are found, documented or not")
  func scannerFinds() {
    let sample = SourceText(
      path: "Sources/Remit/Sample.swift",
      text: """
        /// A type.
        @frozen
        public struct S: Hashable {
          public let bare: Int
          /// Made from nothing.
          public init() {}
          public var description: String { "" }
          public static func == (a: S, b: S) -> Bool { true }
        }
        """)
    let found = publicDeclarations(of: sample)
    #expect(found.map(\.line) == [3, 4, 6])
    #expect(found.filter { !$0.isDocumented }.map(\.line) == [4])
    #expect(found.filter { $0.mustBeDocumented }.map(\.line) == [3])
  }
}

private struct PublicDeclaration {
  let line: Int
  let text: String
  let isDocumented: Bool
  /// Types and functions; see `undocumentedMax`.
  let mustBeDocumented: Bool
}

private func publicDeclarations(of source: SourceText) -> [PublicDeclaration] {
  let lines = source.lines
  let code = source.codeLines
  return code.indices.compactMap { index in
    guard let head = code[index].firstMatch(of: publicHead) else { return nil }
    let name = head.output.2.map(String.init) ?? ""
    if conformances.contains(name) || isOperator(name) { return nil }
    var above = index - 1
    while above >= 0, lines[above].contains(/^\s*@/) { above -= 1 }
    let isDocumented = above >= 0 && lines[above].contains(/^\s*\/\/\//)
    return PublicDeclaration(
      line: index + 1, text: lines[index].trimmingCharacters(in: .whitespaces),
      isDocumented: isDocumented,
      mustBeDocumented: ["struct", "enum", "class", "actor", "protocol", "func"]
        .contains(head.output.1))
  }
}

private func isOperator(_ name: String) -> Bool {
  !name.isEmpty && name.allSatisfy { "=<>!+-*&|".contains($0) }
}

/// Members whose meaning is the protocol's that asks for them.
private let conformances: Set<String> = [
  "description", "debugDescription", "hash", "encode", "errorDescription", "makeIterator", "next",
]

private nonisolated(unsafe) let publicHead =
  /^\s*(?:@\S+\s+)*public (?:static |final |mutating |indirect |nonisolated |override )*(struct|enum|class|actor|protocol|typealias|func|var|let|init|subscript)\b\s*([A-Za-z_][A-Za-z0-9_]*|[=<>!+\-*&|]+)?/
