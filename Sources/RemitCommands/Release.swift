import RemitModel

/// Which Remit this is.
enum Release {
  static let version = RemitRelease.version
  /// Where the project's documentation stands on the web, ending in a slash; reports link to it.
  /// `nil` while it has no public address: a link to nowhere helps nobody.
  static let home: String? = nil
}
