import Foundation
import Remit
import RemitTestSupport
import Testing

@Suite("An explanation")
struct ExplanationTests {
  @Test("shows a reviewer which part of which condition settled it, with the values")
  func reads() throws {
    let engine = try engine(at: "policies/release")
    let requests = try requests(at: "policies/release")
    let chosen = [0, 4, 9, 17, 25, 33]
    let texts = chosen.filter(requests.indices.contains).map {
      engine.decide(requests[$0]).explanation.description
    }
    #expect(texts.count == chosen.count)
    try Golden.expect(
      texts.joined(separator: "\n\n") + "\n", at: "Tests/Golden/explanations/release.txt")
  }

  @Test(
    "says of an invalid request what does not fit, and of an unknown entity that it is not known")
  func saysWhatIsWrong() throws {
    let engine = try engine(at: "policies/release")
    var request = try #require(try requests(at: "policies/release").first)
    request.context["environment"] = .string("production")
    let invalid = engine.decide(request).explanation
    #expect(invalid.considered.isEmpty)
    #expect(invalid.summary.contains("context.environment"))
    request = try #require(try requests(at: "policies/release").first)
    request.principal = RequestEntity(EntityUID(type: "User", id: "nobody-knows"))
    #expect(engine.decide(request).explanation.summary.contains("nobody-knows"))
  }

  @Test("counts the rules that forbid")
  func counts() throws {
    let engine = try engine(at: "policies/release")
    let requests = try requests(at: "policies/release")
    let one = engine.decide(requests[4]).explanation.summary
    #expect(one == "denied: release.unhardened-image forbids it")
    let two = engine.decide(requests[15]).explanation.summary
    #expect(two == "denied: release.change-freeze, release.stale-scan forbid it")
  }

  @Test("names what the decision names, in Cedar's twins", arguments: 0..<24)
  func agrees(universe: Int) throws {
    let number = String(universe)
    let path =
      "Tests/Fixtures/twins/u" + String(repeating: "0", count: 3 - number.count) + number
    let engine = try engine(at: path)
    for (index, request) in try requests(at: path).enumerated() where index % 5 == 0 {
      let decision = engine.decide(request)
      check(decision, decision.explanation, "\(path), request \(index + 1)")
    }
  }

  private func check(_ decision: Decision, _ explanation: Explanation, _ place: String) {
    let determining = Set(decision.determining)
    func names(_ kinds: [Explanation.Considered.Kind]) -> Set<String> {
      Set(
        explanation.considered.filter {
          kinds.contains($0.kind) && ($0.outcome == .applies || $0.outcome == .appliesByError)
        }.map(\.name))
    }
    let denies = names([.deny])
    switch decision.cause {
    case .forbidden,
      .failed where !denies.isEmpty:
      #expect(denies == determining, "\(place)")
    case .permitted:
      #expect(denies.isEmpty, "\(place)")
      #expect(names([.allow, .permission]).isSubset(of: determining), "\(place)")
      #expect(determining.isSubset(of: names([.allow, .permission, .grant])), "\(place)")
    default:
      #expect(names([.allow, .permission, .deny]).isEmpty, "\(place)")
    }
  }

  private func engine(at path: String) throws -> Engine {
    let folder = Golden.root.appending(path: path)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path()).filter {
      $0.hasSuffix(".remit")
    }
    // Named by their last part, so that explanations do not depend on where the project lies.
    let policy = try Policy(
      sources: files.sorted().map {
        SourceFile(path: $0, bytes: [UInt8](try Data(contentsOf: folder.appending(path: $0))))
      })
    return try Engine(
      policy,
      entities: Entities(
        json: [UInt8](try Data(contentsOf: folder.appending(path: "entities.json")))))
  }

  private func requests(at path: String) throws -> [Request] {
    let text = try String(
      contentsOf: Golden.root.appending(path: path).appending(path: "requests.jsonl"),
      encoding: .utf8)
    return try text.split(separator: "\n").map { try Request(json: Array($0.utf8)) }
  }
}
