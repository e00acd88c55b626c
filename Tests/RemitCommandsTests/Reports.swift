import Foundation
import RemitTestSupport
import Testing

/// A SARIF log as a reader sees it.
struct SARIFLog {
  struct Place: Equatable {
    let uri: String
    let base: String?
    let region: [String: Int]
    let snippet: String?
  }

  let run: [String: Any]
  let whole: [String: Any]

  init(_ process: RemitProcess) throws {
    whole = try #require(try process.json() as? [String: Any])
    let runs = try #require(whole["runs"] as? [[String: Any]])
    #expect(runs.count == 1)
    run = try #require(runs.first)
  }

  var results: [[String: Any]] { run["results"] as? [[String: Any]] ?? [] }

  var rules: [[String: Any]] {
    let driver = (run["tool"] as? [String: Any])?["driver"] as? [String: Any]
    return driver?["rules"] as? [[String: Any]] ?? []
  }

  var invocation: [String: Any] { (run["invocations"] as? [[String: Any]])?.first ?? [:] }

  var fingerprints: [String] {
    results.compactMap { ($0["partialFingerprints"] as? [String: String])?["remit/v1"] }
  }

  static func message(_ object: [String: Any]) -> String {
    (object["message"] as? [String: Any])?["text"] as? String ?? ""
  }

  static func place(_ result: [String: Any]) -> Place? {
    (result["locations"] as? [[String: Any]])?.first.flatMap(location)
  }

  static func location(_ location: [String: Any]) -> Place? {
    guard let physical = location["physicalLocation"] as? [String: Any],
      let artifact = physical["artifactLocation"] as? [String: Any],
      let uri = artifact["uri"] as? String
    else { return nil }
    let region = physical["region"] as? [String: Any] ?? [:]
    return Place(
      uri: uri, base: artifact["uriBaseId"] as? String,
      region: region.compactMapValues { $0 as? Int },
      snippet: (region["snippet"] as? [String: Any])?["text"] as? String)
  }
}

/// A workflow command, read as the runner of GitHub Actions reads it.
struct WorkflowCommand {
  let name: String
  let properties: [String: String]
  let message: String

  init?(_ line: Substring) {
    guard line.hasPrefix("::") else { return nil }
    let parts = line.dropFirst(2).split(separator: "::", maxSplits: 1)
    guard parts.count == 2, let space = parts[0].firstIndex(of: " ") else { return nil }
    name = String(parts[0][..<space])
    var read: [String: String] = [:]
    for property in parts[0][parts[0].index(after: space)...].split(separator: ",") {
      let pair = property.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else { return nil }
      read[String(pair[0])] = Self.plain(
        pair[1].replacing("%3A", with: ":").replacing("%2C", with: ","))
    }
    properties = read
    message = Self.plain(String(parts[1]))
  }

  private static func plain(_ text: some StringProtocol) -> String {
    String(text).replacing("%0A", with: "\n").replacing("%0D", with: "\r")
      .replacing("%25", with: "%")
  }
}
