import Foundation
import RemitTestSupport
import Testing

/// A page of docs/vocabularies about one system, with the policies that show what it says.
struct MappedSystem: Sendable, CustomTestStringConvertible {
  /// The page's name without `.md`.
  let page: String
  /// The folder below policies/.
  let folder: String

  var path: String { "docs/vocabularies/\(page).md" }
  var testDescription: String { page }

  static let all: [MappedSystem] =
    [
      "istio", "linkerd", "consul", "app-mesh", "kuma", "cilium", "jenkins", "gitlab", "circleci",
      "github-actions", "helm", "flux",
    ].map { MappedSystem(page: $0, folder: $0) } + [
      MappedSystem(page: "kubernetes-rbac", folder: "kubernetes-namespaces"),
      MappedSystem(page: "argo-cd", folder: "argocd-projects"),
      MappedSystem(page: "terraform", folder: "terraform-workspaces"),
    ]

  /// The texts of the policy files of the folder.
  var policies: [String] {
    let folder = Golden.root.appending(path: "policies/\(folder)")
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.path(percentEncoded: false))
    return (names ?? []).filter { $0.hasSuffix(".remit") }.sorted()
      .map { Pages.text(of: "policies/\(self.folder)/\($0)") }
  }
}

/// The tables that say what a system's words are in Remit stay true: no row is silent, and no term
/// is one that Remit does not have.
@Suite("The tables of systems")
struct MappingTableTests {
  @Test(
    "map each primitive to words that there are, or say why it is not modelled",
    arguments: MappedSystem.all)
  func primitivesAreMapped(system: MappedSystem) throws {
    let rows = tableRows(of: Pages.text(of: system.path), below: "## Primitives", columns: 3)
    #expect(rows.count >= 5, "\(system.path) has no table of primitives")
    let known = Self.language.union(system.policies.flatMap { words($0) })
    for row in rows {
      let cell = row[1]
      if cell.hasPrefix("not modelled") {
        #expect(cell.contains("because"), "\(system.path): \(row[0]): \(cell)")
        continue
      }
      let terms = cell.matches(of: /`([^`]+)`/).map { String($0.output.1) }
      #expect(!terms.isEmpty, "\(system.path): \(row[0]) is mapped to no term: \(cell)")
      for word in terms.flatMap(words) where word.utf8.count > 1 && !known.contains(word) {
        Issue.record("\(system.path): \(row[0]): there is no `\(word)`")
      }
    }
  }

  @Test("name for each trap a test that there is", arguments: MappedSystem.all)
  func trapsAreTested(system: MappedSystem) {
    let rows = tableRows(of: Pages.text(of: system.path), below: "## Traps", columns: 3)
    #expect(rows.count >= 3, "\(system.path) has no table of traps")
    let tests = Set(system.policies.flatMap(testNames))
    for row in rows {
      let named = row[2].split(separator: ";").map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: "`\" "))
      }
      for name in named {
        #expect(
          tests.contains(name), "\(system.path): policies/\(system.folder) has no test \(name)")
      }
    }
  }

  @Test(
    "are about rules that people have: three at least, each held by tests",
    arguments: MappedSystem.all)
  func rulesAreThere(system: MappedSystem) {
    let rules = system.policies.joined().matches(of: #/(?m)^(?:allow|deny|role|grant) /#).count
    let tests = system.policies.flatMap(testNames).count
    #expect(
      rules >= 3 && tests >= 2 * 3, "policies/\(system.folder): \(rules) rules, \(tests) tests")
  }

  /// Every word of the vocabularies and of the language.
  private static let language: Set<String> = {
    var known: Set<String> = []
    for name in ["mesh", "pipeline", "kubernetes"] {
      known.formUnion(words(Pages.text(of: "Sources/Remit/Vocabularies/\(name).remit")))
    }
    for block in Pages.blocks where block.page == "docs/language.md" {
      if block.language == "grammar" {
        known.formUnion(block.text.matches(of: /"([A-Za-z]+)"/).map { String($0.output.1) })
      }
    }
    return known.union([
      "ip", "path", "id", "weekday", "timeOfDay", "contains", "containsAll", "containsAny", "count",
      "isEmpty", "startsWith", "endsWith", "asciiLowercased",
    ])
  }()
}

/// The names, keywords and numbers' neighbours of a text in Remit; not what stands in comments,
/// in quotes or in a pattern.
private func words(_ text: String) -> [String] {
  text.replacing(#/"(?:[^"\\\n]|\\.)*"|//[^\n]*/#, with: " ")
    .replacing(#/matches /(?:[^/\\\n]|\\.)+//#, with: "matches")
    .matches(of: /[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z][A-Za-z0-9_]*)*/)
    .map { String($0.output) }
}

private func testNames(_ policy: String) -> [String] {
  policy.matches(of: #/(?m)^test "((?:[^"\\\n]|\\.)*)"/#).map { String($0.output.1) }
}

/// The cells of the table below a heading, without its head.
private func tableRows(of text: String, below heading: String, columns: Int) -> [[String]] {
  var isBelow = false
  var rows: [[String]] = []
  for line in text.split(separator: "\n") {
    if line.hasPrefix("## ") { isBelow = line == heading }
    guard isBelow, line.hasPrefix("|"), !line.hasPrefix("|-"), !line.hasPrefix("| -") else {
      continue
    }
    // A bar inside a cell is written `\|`.
    let cells = line.replacing("\\|", with: "\u{1}").split(
      separator: "|", omittingEmptySubsequences: false
    )
    .dropFirst().dropLast()
    .map { $0.replacing("\u{1}", with: "|").trimmingCharacters(in: .whitespaces) }
    if cells.count == columns {
      rows.append(cells)
    } else {
      Issue.record("a row with \(cells.count) cells, not \(columns): \(line)")
    }
  }
  return Array(rows.dropFirst())
}
