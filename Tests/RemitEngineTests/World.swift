import Foundation
import RemitChecker
import RemitCompiler
import RemitData
import RemitEngine
import RemitModel
import RemitSource
import RemitSyntax

/// A policy in text with its data, to ask what the engine decides.
struct World {
  let policy: TypedPolicy
  let snapshot: EngineSnapshot
  let problems: [DataProblem]

  struct Refused: Error, CustomStringConvertible {
    let description: String
  }

  /// Files by path, or one text.
  static func policy(_ texts: [(path: String, text: String)]) throws -> TypedPolicy {
    var files = SourceFiles()
    var trees: [SyntaxTree] = []
    for (path, text) in texts {
      let file = SourceFile(path: path, text: text)
      trees.append(parse(file, as: files.add(file)))
    }
    let result = check(trees, files: files, vocabularies: [])
    guard let policy = result.policy else {
      let all = trees.flatMap(\.diagnostics) + result.diagnostics
      throw Refused(
        description: all.filter { $0.severity == .error }
          .map { "\($0.code) \($0.message)" }.joined(separator: "\n"))
    }
    return policy
  }

  static func policy(_ text: String) throws -> TypedPolicy {
    try policy([("policy.remit", text)])
  }

  init(
    _ text: String, entities: String = "[]", grants: String = "[]",
    options: SnapshotOptions = SnapshotOptions()
  ) throws {
    try self.init(
      try Self.policy(text), entities: Array(entities.utf8), grants: Array(grants.utf8),
      options: options)
  }

  init(
    _ policy: TypedPolicy, entities: [UInt8], grants: [UInt8] = Array("[]".utf8),
    options: SnapshotOptions = SnapshotOptions()
  ) throws {
    let readEntities = readEntities(entities, file: "entities.json")
    let readGrants = readGrants(grants, file: "grants.json")
    let malformed = readEntities.problems + readGrants.problems
    guard malformed.isEmpty else { throw Refused(description: "\(malformed)") }
    self.policy = policy
    let graph = try DecisionGraph.compile(policy)
    let broken = graph.checkInvariants()
    guard broken.isEmpty else { throw Refused(description: broken.joined(separator: "\n")) }
    let (snapshot, problems) = EngineSnapshot.build(
      graph: graph, entities: readEntities.value, grants: readGrants.value, options: options)
    guard let snapshot else {
      throw Refused(
        description: problems.map { "\($0.code.rawValue) \($0.path): \($0.message)" }
          .joined(separator: "\n"))
    }
    self.snapshot = snapshot
    self.problems = problems
  }

  static let noon = Instant(milliseconds: 1_790_000_000_000)

  /// Decides a request in JSON with working memory that says more about it.
  func decide(_ json: String, scratch: inout DecisionScratch) throws -> Decision {
    let reading = readRequest(Array(json.utf8))
    guard let request = reading.value else { throw Refused(description: "\(reading.problems)") }
    return snapshot.decide(request, now: Self.noon, scratch: &scratch)
  }

  /// Decides a request in JSON.
  func decide(_ json: String, now: Instant = World.noon) throws -> Decision {
    let reading = readRequest(Array(json.utf8))
    guard let request = reading.value else { throw Refused(description: "\(reading.problems)") }
    return snapshot.decide(request, now: now)
  }

  /// The text of the policy at a site.
  func text(at site: Site?) -> String? {
    guard let site, policy.sites.indices.contains(Int(site.number)) else { return nil }
    let span = policy.sites[Int(site.number)]
    return policy.files[span.file].map {
      String(decoding: $0.bytes[span.lower..<span.upper], as: UTF8.self)
    }
  }

  /// The decision in one line: cause, determining names, obligations, errors.
  func answer(_ json: String, now: Instant = World.noon) throws -> String {
    try decide(json, now: now).line
  }
}

extension Decision {
  /// `forbidden [m.a m.b] oblige log errors missing-entity m.a`
  var line: String {
    var parts = [cause.rawValue]
    if !determining.isEmpty { parts.append("[" + determining.joined(separator: " ") + "]") }
    for obligation in obligations {
      parts.append("oblige \(obligation.name) by \(obligation.by.joined(separator: " "))")
    }
    for error in errors {
      parts.append("error \(error.code.rawValue)" + (error.name.map { " in \($0)" } ?? ""))
      if let path = error.path { parts[parts.count - 1] += " at \(path)" }
    }
    return parts.joined(separator: " ")
  }
}

/// Files of this repository.
enum Fixture {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardizedFileURL

  static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: root.appending(path: path)))
  }

  static func text(_ path: String) throws -> String {
    String(decoding: try bytes(path), as: UTF8.self)
  }

  static func lines(_ path: String) throws -> [String] {
    try text(path).split(separator: "\n").map(String.init)
  }

  static func names(under path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: root.appending(path: path).path(percentEncoded: false)
    ).sorted()
  }
}
