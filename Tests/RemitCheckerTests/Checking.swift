import RemitChecker
import RemitModel
import RemitSource
import RemitSyntax
import Testing

/// Parses and checks a text; a line `// file: name.remit` begins each file where there are several.
func checked(_ text: String, vocabularies: [String] = []) -> CheckResult {
  var files = SourceFiles()
  let trees = split(text).map { parse($0, as: files.add($0)) }
  let modules = vocabularies.enumerated().map { index, text in
    let file = SourceFile(path: "vocabulary\(index).remit", text: text)
    return parse(file, as: files.add(file))
  }
  let result = check(trees, files: files, vocabularies: modules)
  let syntax = (trees + modules).flatMap(\.diagnostics)
  let lapsed = result.policy.map { lapsedWaivers(of: $0, at: clock) } ?? []
  return CheckResult(
    policy: result.policy, diagnostics: (syntax + result.diagnostics + lapsed).sortedByPlace())
}

/// The time by which waivers have lapsed here: 2026-11-21T00:00:00Z.
private let clock = Instant(milliseconds: 1_795_219_200_000)

private func split(_ text: String) -> [SourceFile] {
  let marker = "// file: "
  guard text.hasPrefix(marker) else { return [SourceFile(path: "policy.remit", text: text)] }
  var files: [(path: String, lines: [Substring])] = []
  for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
    if line.hasPrefix(marker) {
      files.append((String(line.dropFirst(marker.count)), []))
    } else {
      files[files.count - 1].lines.append(line)
    }
  }
  return files.map { SourceFile(path: $0.path, text: $0.lines.joined(separator: "\n")) }
}

/// The codes of errors and warnings, in order of place.
func codes(_ text: String) -> [Int] {
  checked(text).diagnostics.filter { $0.severity != .note }.map(\.code.number)
}

/// Codes of errors alone.
func errorCodes(_ text: String) -> [Int] {
  checked(text).diagnostics.filter { $0.severity == .error }.map(\.code.number)
}

/// Diagnostics in words, for failures that show what was found.
func said(_ text: String) -> String {
  checked(text).diagnostics.map { "\($0.code) \($0.message)" }.joined(separator: "\n")
}
