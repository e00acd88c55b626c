import Foundation
import Remit
import RemitChecker
import RemitCompiler
import RemitData
import RemitEngine
import RemitPatterns
import RemitSyntax
import RemitTestSupport
import Testing

/// The limits in docs/language.md are the constants of the code.
@Suite("The table of limits")
struct LimitTests {
  private static let rows: [(what: String, limit: String)] = [
    (
      "a source file",
      "\(SyntaxLimits.sourceBytesMax >> 20) MB and \(grouped(SyntaxLimits.tokensMax)) tokens"
    ),
    (
      "a policy",
      """
      \(FileLimits.policyBytesMax >> 20) MB in \(grouped(FileLimits.policyFilesMax)) files, \
      folders \(FileLimits.folderDepthMax) deep
      """
    ),
    ("nesting of expressions and types", "\(SyntaxLimits.nestingDepthMax) levels"),
    (
      "problems shown for one file",
      "\(SyntaxLimits.problemsShownMax) errors and \(SyntaxLimits.problemsShownMax) warnings"
    ),
    ("attributes of one record, entity type or context", grouped(CheckLimits.attributesMax)),
    (
      "a type, its aliases written out",
      "\(grouped(CheckLimits.typeNodesMax)) attributes, \(CheckLimits.typeDepthMax) levels"
    ),
    ("entity types", grouped(GraphLimit.entityTypesMax)),
    (
      "entries of all hierarchies of one kind (roles, action groups, types)",
      grouped(CheckLimits.closureEntriesMax)
    ),
    (
      "combinations of types that one declaration can meet", grouped(CheckLimits.combinationsMax)
    ),
    ("quantifiers inside each other", "\(CheckLimits.quantifierDepthMax)"),
    (
      """
      steps of one declaration: elements of quantifiers times calls; a set of unknown size counts \
      as \(grouped(CheckLimits.assumedSetSize))
      """,
      grouped(CheckLimits.stepsMax)
    ),
    (
      "levels of an expression with the conditions that it calls",
      "\(grouped(CheckLimits.evaluationDepthMax)); \(grouped(GraphLimit.depthMax)) once compiled"
    ),
    (
      "parameters and quantifiers' variables of a declaration with the conditions that it calls",
      grouped(GraphLimit.frameSlotsMax)
    ),
    (
      "rules that can concern one combination of types, and places in all",
      "\(grouped(GraphLimit.entryNodesMax)) and \(grouped(GraphLimit.graphPlacementsMax))"
    ),
    (
      "a regular expression",
      """
      \(grouped(RegexLimit.sourceBytesMax)) bytes, groups \(RegexLimit.nestingMax) deep, counted \
      repetition \(grouped(RegexLimit.repetitionMax))
      """
    ),
    ("a text that meets a regular expression", "\(grouped(RegexLimit.subjectBytesMax)) bytes"),
    ("a file of entities or grants", "\(DataLimits.fileBytesMax >> 30) GB"),
    (
      "pairs of an entity and one it lies in; entities with the same parents count once",
      grouped(DataLimit.ancestorPairsMax)
    ),
    ("nesting of JSON", "\(DataLimits.nestingDepthMax) levels"),
    (
      "problems listed of data",
      """
      \(grouped(DataLimits.problemsMax)) of reading a file, \(grouped(DataLimit.problemsMax)) of \
      holding data against the policy
      """
    ),
    ("a request", "\(DataLimits.requestBytesMax >> 10) KB"),
    ("elements of one set in a request", grouped(DataLimit.requestSetElementsMax)),
    ("roles named by a request", grouped(DataLimits.requestRolesMax)),
    (
      "read off a connection: a SPIFFE ID, its trust domain",
      "\(grouped(MeshLimits.spiffeIDBytesMax)) and \(MeshLimits.trustDomainBytesMax) bytes"
    ),
    (
      "a host, one label of it",
      "\(MeshLimits.hostBytesMax) and \(MeshLimits.hostLabelBytesMax) bytes"
    ),
    (
      "a path with its query, a method; parameters of a query",
      """
      \(grouped(MeshLimits.targetBytesMax)) and \(MeshLimits.methodBytesMax) bytes; \
      \(MeshLimits.queryParametersMax)
      """
    ),
    (
      "header fields of one request",
      "\(MeshLimits.headerFieldsMax), together \(MeshLimits.headerBytesMax >> 10) KB"
    ),
    (
      "a token's claims",
      "\(MeshLimits.tokenBytesMax >> 10) KB, \(grouped(MeshLimits.claimValuesMax)) values"
    ),
  ]

  @Test("has every limit of the code")
  func tableIsComplete() throws {
    let own = Pages.text(of: "Tests/DocumentationTests/LimitTests.swift")
    // The bound on files is the reader's, given twice.
    let elsewhere: Set = ["FileLimits.sourceBytesMax", "FileLimits.dataBytesMax"]
    #expect(FileLimits.sourceBytesMax == SyntaxLimits.sourceBytesMax)
    #expect(FileLimits.dataBytesMax == DataLimits.fileBytesMax)
    var found = 0
    let folder = Golden.root.appending(path: "Sources").path(percentEncoded: false)
    let files = FileManager.default.enumerator(atPath: folder)
    while let path = files?.nextObject() as? String {
      guard path.hasSuffix(".swift") else { continue }
      for name in limits(in: Pages.text(of: "Sources/" + path)) where !elsewhere.contains(name) {
        found += 1
        #expect(own.contains(name), "\(name) of \(path) is not in the table")
      }
    }
    #expect(found > 20)
  }

  @Test("is what the constants say")
  func tableIsCurrent() throws {
    let page = Pages.text(of: "docs/language.md")
    let table =
      "| what | at most |\n|---|---|\n"
      + Self.rows.map { "| \($0.what) | \($0.limit) |\n" }.joined()
    let start = try #require(page.range(of: "| what | at most |\n"))
    let end = page.range(of: "\n\n", range: start.lowerBound..<page.endIndex)?.lowerBound
    let stored = page[start.lowerBound..<(end ?? page.endIndex)]
    try Golden.expect(
      page.replacingOccurrences(of: stored, with: table.dropLast()), at: "docs/language.md")
  }
}

/// `Type.constant` of every constant of an enum whose name ends in `Limit` or `Limits`.
private func limits(in source: String) -> [String] {
  var names: [String] = []
  var type: Substring?
  for line in source.split(separator: "\n") {
    if let head = line.firstMatch(of: /enum ([A-Za-z]*Limits?) \{/) { type = head.output.1 }
    if line == "}" { type = nil }
    if let type, let constant = line.firstMatch(of: /static let ([A-Za-z]+)/) {
      names.append("\(type).\(constant.output.1)")
    }
  }
  return names
}

private func grouped(_ number: Int) -> String {
  var digits = String(number)
  var index = digits.endIndex
  while digits.distance(from: digits.startIndex, to: index) > 3 {
    index = digits.index(index, offsetBy: -3)
    digits.insert(",", at: index)
  }
  return digits
}
