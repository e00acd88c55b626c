import Foundation
import Testing

/// What each target may import, besides the standard library. The table is the architecture: change
/// it together with docs/architecture.md and with a reason, not to make a build pass.
private let allowedImports: [String: Set<String>] = [
  "RemitSource": [],
  "RemitSyntax": ["RemitSource"],
  "RemitModel": ["RemitSource"],
  "RemitPatterns": ["RemitSource", "RemitModel", "CPCRE2"],
  "RemitChecker": ["RemitSource", "RemitSyntax", "RemitModel", "RemitPatterns"],
  "RemitCompiler": ["RemitSource", "RemitModel", "RemitPatterns"],
  "RemitEngine": ["RemitSource", "RemitModel", "RemitPatterns", "RemitCompiler"],
  "RemitData": ["RemitSource", "RemitModel"],
  "Remit": [
    "RemitSource", "RemitSyntax", "RemitModel", "RemitPatterns", "RemitChecker", "RemitCompiler",
    "RemitEngine", "RemitData", "Foundation",
  ],
  "RemitLedger": ["RemitModel", "GRDB", "GRDBSQLite", "Foundation"],
  "RemitAudit": ["RemitSource", "RemitModel", "RemitData", "Crypto", "Foundation"],
  "RemitAuditIndex": ["RemitAudit", "RemitModel", "GRDB", "GRDBSQLite", "Foundation"],
  "RemitReplay": ["Remit", "RemitAudit", "RemitEngine", "RemitModel", "RemitSource"],
  "RemitCommands": [
    "Remit", "RemitSource", "RemitSyntax", "RemitModel", "RemitData", "RemitLedger", "RemitAudit",
    "RemitAuditIndex", "RemitReplay",
    "ArgumentParser", "Foundation",
  ],
  "remit-cli": ["RemitCommands"],
]

/// Parts of the standard library that come as modules of their own.
private let standardModules: Set<String> = ["Swift", "Synchronization"]

/// The C library, where the façade or the command must call it; one file each.
private let platformModules: Set<String> = ["Glibc", "Darwin", "Musl"]
private let platformFile = "Platform.swift"

@Suite("Imports")
struct ImportTests {
  @Test("every target imports only what the architecture lets it")
  func importsFollowTheTable() {
    let breaches = Repository.sources.flatMap(importBreaches)
    #expect(breaches.isEmpty, "\(Breach.list(breaches))")
  }

  @Test("every target of the package is in the table, and the table has no other")
  func tableIsComplete() {
    let targets = Set(Repository.sources.map(\.target))
    #expect(targets == Set(allowedImports.keys))
  }

  @Test("docs/architecture.md shows the same table")
  func pageShowsTheTable() throws {
    let page = try #require(Repository.text(of: "docs/architecture.md"))
    for (target, imports) in allowedImports where target != "remit-cli" {
      #expect(documentedImports(of: target, in: page) == imports, "\(target)")
    }
  }

  @Test("a foreign import is found, whatever stands before or after the word")
  func scannerFinds() {
    let sample = SourceText(
      path: "Sources/RemitEngine/Sample.swift",
      text: """
        public import RemitModel
        package import RemitSyntax
        @preconcurrency import struct Foundation.Date
        // import ArgumentParser
        let words = "import CPCRE2"
        import Glibc
        """)
    #expect(
      importBreaches(sample).map(\.place) == [
        "Sources/RemitEngine/Sample.swift:2", "Sources/RemitEngine/Sample.swift:3",
        "Sources/RemitEngine/Sample.swift:6",
      ])
  }
}

private func importBreaches(_ source: SourceText) -> [Breach] {
  let allowed = allowedImports[source.target] ?? []
  return imports(of: source).compactMap { line, module in
    if allowed.contains(module) || standardModules.contains(module) { return nil }
    if platformModules.contains(module), source.fileName == platformFile,
      allowed.contains("Foundation")
    {
      return nil
    }
    return Breach(
      place: "\(source.path):\(line)", reason: "\(source.target) may not import \(module)")
  }
}

private func imports(of source: SourceText) -> [(line: Int, module: String)] {
  source.codeLines.enumerated().compactMap { index, line in
    let words = line.split(separator: " ")
    guard let keyword = words.firstIndex(of: "import"),
      words[..<keyword].allSatisfy({ $0.hasPrefix("@") || importModifiers.contains(String($0)) })
    else { return nil }
    let named = words[(keyword + 1)...].filter { !importedKinds.contains(String($0)) }
    guard let path = named.first, let module = path.split(separator: ".").first else { return nil }
    return (index + 1, String(module))
  }
}

/// The third column of a target's row, where targets stand without their `Remit`.
private func documentedImports(of target: String, in page: String) -> Set<String>? {
  let rows = page.split(separator: "\n").map {
    $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
  }
  guard let index = rows.firstIndex(where: { $0.first == "`\(target)`" && $0.count == 3 }) else {
    return nil
  }
  var imports: Set<String> = []
  for name in rows[index][2].split(separator: ",") {
    let name = name.trimmingCharacters(in: .whitespaces)
    if name == "all above" {
      let above = rows[..<index].compactMap(\.first).map { $0.filter { $0 != "`" } }
      imports.formUnion(above.filter { $0.hasPrefix("Remit") && !$0.contains(" ") })
    } else if foreignModules.contains(name) || name == "Remit" {
      imports.insert(name)
    } else if name != "–" {
      imports.insert("Remit" + name)
    }
  }
  return imports
}

private let foreignModules: Set<String> = [
  "CPCRE2", "Crypto", "Foundation", "GRDB", "GRDBSQLite", "ArgumentParser",
]

private let importModifiers: Set<String> = [
  "public", "package", "internal", "fileprivate", "private",
]
private let importedKinds: Set<String> = [
  "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
]
