import Remit
import RemitData
import RemitModel
import RemitSource

/// Turns what checks found into findings, each once: a file may belong to two of the paths given.
struct FindingCollector {
  private(set) var findings: [Finding] = []
  private var seen = Set<Finding>()
  private let documents: [Document]

  /// A JSON file and where the values stand in it that problems are about.
  private struct Document {
    let source: SourceFile
    let places: JSONPlaces

    var root: String { source.path + ":$" }
  }

  /// - Parameter documents: the files of data, as read.
  init(_ reports: [PolicyReport], documents sources: [SourceFile]) {
    let problems = reports.flatMap(\.dataProblems)
    documents = sources.compactMap { source in
      let root = source.path + ":$"
      let paths = problems.map(\.path).filter { $0.utf8.starts(with: root.utf8) }
      guard !paths.isEmpty else { return nil }
      return Document(
        source: source, places: JSONPlaces(of: paths, in: source.bytes, root: root))
    }
    for report in reports {
      for diagnostic in report.loaded.diagnostics { add(diagnostic, of: report.loaded) }
      for problem in report.dataProblems { add(problem, of: report.loaded) }
    }
  }

  private mutating func add(_ finding: Finding) {
    if seen.insert(finding).inserted { findings.append(finding) }
  }

  private mutating func add(_ diagnostic: Diagnostic, of policy: LoadedPolicy) {
    var notes = diagnostic.notes.map {
      Finding.Note(message: visible($0.message), place: place(of: $0.span, in: policy))
    }
    var primary = place(of: diagnostic.span, in: policy) ?? whole(policy)
    // A vocabulary is no file of the reader's: what is wrong is where the policy meets it.
    if !primary.artifact.isFile, let index = notes.firstIndex(where: { $0.isInFile }),
      let own = notes[index].place
    {
      notes[index] = Finding.Note(message: "the other place", place: primary)
      primary = own
    }
    var finding = Finding(
      code: diagnostic.code.description, severity: diagnostic.severity,
      message: visible(diagnostic.message), place: primary, notes: notes)
    finding.fixes = diagnostic.fixes.map { fix in
      Finding.Fix(
        message: visible(fix.message),
        edits: fix.edits.compactMap { edit in
          place(of: edit.span, in: policy).map {
            Finding.Edit(place: $0, replacement: edit.replacement)
          }
        })
    }
    add(finding)
  }

  private mutating func add(_ problem: DataProblem, of policy: LoadedPolicy) {
    let severity: Severity = problem.isWarning ? .warning : .error
    let notes = problem.notes.map { Finding.Note(message: visible($0), place: nil) }
    // One file's name may begin as another's does.
    let document = documents.filter { problem.path.utf8.starts(with: $0.root.utf8) }
      .max { $0.root.utf8.count < $1.root.utf8.count }
    guard let document else {
      let prefix = problem.path.isEmpty ? "" : problem.path + ": "
      return add(
        Finding(
          code: problem.code.rawValue, severity: severity,
          message: visible(prefix + problem.message), place: whole(policy), notes: notes))
    }
    let region = document.places.place(of: problem.path).map {
      Place.Region(document.source, $0)
    }
    let path = "$" + String(problem.path.dropFirst(document.root.count))
    let prefix = path == "$" ? "" : path + ": "
    add(
      Finding(
        code: problem.code.rawValue, severity: severity,
        message: visible(prefix + problem.message),
        place: Place(artifact: Artifact(document.source), region: region), notes: notes,
        path: visible(path)))
  }

  private func place(of span: SourceSpan?, in policy: LoadedPolicy) -> Place? {
    guard let span, let file = policy.files[span.file] else { return nil }
    let isOwn = Int(span.file.index) < policy.ownFileCount
    return Place(
      artifact: isOwn ? Artifact(file) : Artifact(vocabulary: file),
      region: Place.Region(file, span.lower..<span.upper))
  }

  /// The first file stands for a policy: readers of reports want a place for everything.
  private func whole(_ policy: LoadedPolicy) -> Place {
    Place(artifact: Artifact(policy.files.files[0]))
  }
}
