import Foundation
import Remit
import RemitData
import RemitEngine
import RemitTestSupport
import Testing

/// Random worlds of roles, groups, accounts, scopes, windows and waivers, with the answers of an
/// independent brute-force model.
@Suite("Worlds of roles")
struct RoleWorldTests {
  private struct World: Decodable {
    let now: String
    let check_exits: Int
    let why: [String]
  }

  private struct Expected: Decodable {
    let decision: Bool
    let cause: String?
    let determining: [String]?
    let errors: [String]?
  }

  @Test("are taken or refused, and decided, as an independent model says", arguments: 1...20)
  func world(number: Int) throws {
    let name = number < 10 ? "0\(number)" : "\(number)"
    let folder = Golden.root.appending(path: "Tests/Fixtures/roles/\(name)")
    let world = try JSONDecoder().decode(World.self, from: try data(folder, "world.json"))
    let now = try Instant.parse(world.now).get()
    let text = String(decoding: try data(folder, "policy.remit"), as: UTF8.self)
    let entities = readEntities(Array(try data(folder, "entities.json")), file: "entities").value
    let grants = readGrants(Array(try data(folder, "grants.json")), file: "grants").value
    let loaded = LoadedPolicy([SourceFile(path: "policy.remit", text: text)], now: now)
    guard !loaded.diagnostics.hasErrors, let policy = try? Policy(source: text) else {
      // A role that nobody can have, or a waiver that has lapsed.
      #expect(world.check_exits == 1, "world \(name): \(loaded.diagnostics.map(\.message))")
      return
    }
    let problems = try Engine.problems(
      of: entities, grants: grants, under: policy, isStrict: false, now: now
    ).filter { !$0.isWarning }
    #expect(
      problems.isEmpty == (world.check_exits == 0), "world \(name): \(problems), \(world.why)")
    guard world.check_exits == 0 else {
      let named = world.why.compactMap { $0.firstMatch(of: /\('(\w+)', '(\w+)'\)\)/)?.output }
        .map { EntityUID(type: Text(String($0.1)), id: Text(String($0.2))).description }
      #expect(Set(named).isSubset(of: problems.map(\.path)), "world \(name): \(problems)")
      return
    }
    let requests = try lines(folder, "requests.jsonl")
    let answers = try lines(folder, "expected.jsonl")
    #expect(requests.count == answers.count && !requests.isEmpty)
    let snapshot = try Engine.Snapshot(policy, entities, grants, at: now)
    for (line, (request, answer)) in zip(requests, answers).enumerated() {
      let wanted = try JSONDecoder().decode(Expected.self, from: Data(answer.utf8))
      let asked = try #require(readRequest(Array(request.utf8)).value)
      let decision = snapshot.snapshot.decide(asked, now: now)
      let place: Comment =
        "world \(name), line \(line + 1): \(decision.cause) \(decision.determining) \(decision.errors.map(\.code.rawValue))"
      #expect(decision.isAllowed == wanted.decision, place)
      if let cause = wanted.cause { #expect(decision.cause.rawValue == cause, place) }
      if let names = wanted.determining { #expect(decision.determining == names, place) }
      if let errors = wanted.errors {
        #expect(decision.errors.map(\.code.rawValue) == errors, place)
      }
      expectAgreement(
        of: decision, snapshot.snapshot.explain(asked, now: now), under: policy, place)
    }
  }

  private func data(_ folder: URL, _ name: String) throws -> Data {
    try Data(contentsOf: folder.appending(path: name))
  }

  private func lines(_ folder: URL, _ name: String) throws -> [String] {
    String(decoding: try data(folder, name), as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
