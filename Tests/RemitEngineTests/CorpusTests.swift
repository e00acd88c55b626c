import Foundation
import RemitModel
import Testing

/// Requests with answers that other engines gave.
@Suite("Corpora")
struct CorpusTests {
  private struct Expected: Decodable {
    let decision: Bool
    let cause: String?
    let determining: [String]?
  }

  private func compare(_ folder: String, _ policies: [String]) throws -> Int {
    let texts = try policies.map { (path: $0, text: try Fixture.text("\(folder)/\($0)")) }
    let world = try World(
      try World.policy(texts), entities: try Fixture.bytes("\(folder)/entities.json"))
    let requests = try Fixture.lines("\(folder)/requests.jsonl")
    let expected = try Fixture.lines("\(folder)/expected.jsonl")
    #expect(requests.count == expected.count && !requests.isEmpty)
    for (number, (request, line)) in zip(requests, expected).enumerated() {
      let wanted = try JSONDecoder().decode(Expected.self, from: Data(line.utf8))
      let decision = try world.decide(request)
      let place: Comment = "\(folder) line \(number + 1): \(decision.line)"
      #expect(decision.isAllowed == wanted.decision, place)
      if let cause = wanted.cause { #expect(decision.cause.rawValue == cause, place) }
      if let names = wanted.determining { #expect(decision.determining == names, place) }
    }
    return requests.count
  }

  private static let twins = (0..<24).map { "u\($0 < 10 ? "00" : "0")\($0)" }

  @Test("random universes are decided as Cedar decides their twins", arguments: twins)
  func twin(name: String) throws {
    #expect(try compare("Tests/Fixtures/twins/\(name)", ["policy.remit"]) == 100)
  }

  @Test("Cedar's benchmark applications", arguments: ["gdrive", "github", "tinytodo"])
  func application(name: String) throws {
    #expect(try compare("Benchmarks/Apps/\(name)", ["\(name).remit"]) > 0)
  }
}
