import Foundation
import RemitChecker
import RemitData
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
    ("nesting of expressions and types", "\(SyntaxLimits.nestingDepthMax) levels"),
    (
      "problems shown for one file",
      "\(SyntaxLimits.problemsShownMax) errors and \(SyntaxLimits.problemsShownMax) warnings"
    ),
    (
      "a type, its aliases written out",
      "\(grouped(CheckLimits.typeNodesMax)) attributes, \(CheckLimits.typeDepthMax) levels"
    ),
    (
      "combinations of types that one declaration can meet",
      grouped(CheckLimits.combinationsMax)
    ),
    (
      "entries of all hierarchies of one kind (roles, action groups, types)",
      grouped(CheckLimits.closureEntriesMax)
    ),
    ("quantifiers inside each other", "\(CheckLimits.quantifierDepthMax)"),
    (
      "steps of one declaration: elements of quantifiers times calls; a set of unknown size counts as \(grouped(CheckLimits.assumedSetSize))",
      grouped(CheckLimits.stepsMax)
    ),
    (
      "levels of an expression with the conditions that it calls",
      grouped(CheckLimits.evaluationDepthMax)
    ),
    (
      "a regular expression",
      "\(grouped(RegexLimit.sourceBytesMax)) bytes, groups \(RegexLimit.nestingMax) deep, counted repetition \(grouped(RegexLimit.repetitionMax))"
    ),
    ("a text that meets a regular expression", "\(grouped(RegexLimit.subjectBytesMax)) bytes"),
    ("a file of entities or grants", "\(DataLimits.fileBytesMax >> 30) GB"),
    ("a request", "\(DataLimits.requestBytesMax >> 10) KB"),
    ("nesting of JSON", "\(DataLimits.nestingDepthMax) levels"),
    ("elements of one set in a request", "1,000"),
    ("roles named by a request", grouped(DataLimits.requestRolesMax)),
    ("problems kept of one data file", grouped(DataLimits.problemsMax)),
  ]

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

private func grouped(_ number: Int) -> String {
  var digits = String(number)
  var index = digits.endIndex
  while digits.distance(from: digits.startIndex, to: index) > 3 {
    index = digits.index(index, offsetBy: -3)
    digits.insert(",", at: index)
  }
  return digits
}
