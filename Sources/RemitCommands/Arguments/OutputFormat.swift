import ArgumentParser

/// For people, or for programs.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

/// How problems are reported: for people, for programs, for the services that show them beside the
/// source.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  case sarif
  case github

  /// True where problems of data are shown at their lines.
  var hasPlaces: Bool {
    switch self {
    case .text, .json: false
    case .sarif, .github: true
    }
  }
}
