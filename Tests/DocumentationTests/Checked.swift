import Remit
import RemitChecker
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
  return ((trees.flatMap(\.diagnostics) + result.diagnostics).sortedByPlace(), files)
}

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
