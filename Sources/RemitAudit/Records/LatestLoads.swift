/// What a trail says was loaded last, so that a start that changes nothing adds no records.
package struct LatestLoads: Sendable {
  /// So many records are looked through; what is further back is recorded again.
  private static let recordsMax = 20_000

  package private(set) var policy: String?
  package private(set) var data: String?
  package private(set) var rules: String?

  /// - Parameter folder: of the trail; where it cannot be read nothing is known.
  package init(of folder: String) {
    guard let records = try? TrailRecords(folder) else { return }
    var count = 0
    try? records.forEachBackwards { record in
      count += 1
      switch record.kind {
      case ControlRecord.Kind.policyLoaded.rawValue: policy = policy ?? record.text("digest")
      case ControlRecord.Kind.dataLoaded.rawValue: data = data ?? record.text("version")
      case ControlRecord.Kind.configurationChanged.rawValue:
        rules = rules ?? record.text("rules")
      default: break
      }
      return count < Self.recordsMax && (policy == nil || data == nil || rules == nil)
    }
  }
}
