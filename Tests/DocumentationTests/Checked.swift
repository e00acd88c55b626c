import Remit
import RemitChecker
import RemitModel
import RemitSource
import RemitSyntax

/// All diagnostics of a policy made of these files, with the built-in vocabularies at hand, and the
/// files that their places refer to.
func checked(_ sources: [SourceFile]) -> (diagnostics: [Diagnostic], files: SourceFiles) {
  var files = SourceFiles()
  let trees = sources.map { parse($0, as: files.add($0)) }
  let vocabularies = Vocabulary.builtIn.map { vocabulary in
    let file = SourceFile(path: vocabulary.name, text: vocabulary.source)
    return parse(file, as: files.add(file))
  }
  let result = check(trees, files: files, vocabularies: vocabularies)
  let lapsed = result.policy.map { lapsedWaivers(of: $0, at: clock) } ?? []
  return ((trees.flatMap(\.diagnostics) + result.diagnostics + lapsed).sortedByPlace(), files)
}

/// The time by which waivers of examples have lapsed: 2026-11-21T00:00:00Z.
private let clock = Instant(milliseconds: 1_795_219_200_000)

/// The files of an example: several where lines `// file: name.remit` start them.
func exampleFiles(_ example: String) -> [SourceFile] {
  let marker = "// file: "
  guard example.hasPrefix(marker) else {
    return [SourceFile(path: "example.remit", text: example)]
  }
  var files: [(path: String, lines: [Substring])] = []
  for line in example.split(separator: "\n", omittingEmptySubsequences: false) {
    if line.hasPrefix(marker) {
      files.append((String(line.dropFirst(marker.count)), []))
    } else {
      files[files.count - 1].lines.append(line)
    }
  }
  return files.map { SourceFile(path: $0.path, text: $0.lines.joined(separator: "\n")) }
}
