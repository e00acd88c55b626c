public import Foundation
public import Remit

/// One folder of the benchmark's data: a policy, what it is asked about, and the requests.
///
/// A policy in `.remit` files; `entities.json`; `grants.json` where there are grants;
/// `requests.jsonl`; `expected.jsonl`, where somebody has worked out the answers: a line
/// `{"decision": …, "determining"?: […]}` for each request.
public struct Universe: Sendable {
  public let policy: Policy
  public let entities: Entities
  public let grants: Grants
  public let requests: [Request]
  /// What is to come of each request; empty where nobody has said.
  public let expected: [Answer]

  /// The moment of every request, so that two runs do the same.
  public static let now = Instant(milliseconds: 1_795_000_000_000)

  public init(contentsOf folder: URL) throws {
    policy = try Policy(contentsOf: folder)
    entities = try Entities(contentsOf: folder.appending(path: "entities.json"))
    let grants = folder.appending(path: "grants.json")
    self.grants =
      FileManager.default.fileExists(atPath: grants.path)
      ? try Grants(contentsOf: grants) : Grants()
    requests = try Self.requests(in: folder)
    expected = try Self.lines(of: folder.appending(path: "expected.jsonl")).map { line in
      try JSONDecoder().decode(Answer.self, from: Data(line))
    }
  }

  /// The requests of a folder, made anew: threads that share requests count references to the same
  /// strings, and wait for each other where they do.
  public static func requests(in folder: URL) throws -> [Request] {
    try lines(of: folder.appending(path: "requests.jsonl")).map { line in
      var request = try Request(json: line)
      request.now = now
      return request
    }
  }

  /// What a line of `expected.jsonl` says.
  public struct Answer: Decodable, Sendable {
    public let decision: Bool
    public let determining: [String]?
  }

  /// An engine over all of it.
  public func makeEngine(ledger: any Ledger = .inMemory) throws -> Engine {
    try Engine(policy, entities: entities, grants: grants, ledger: ledger)
  }

  /// Asks every request once and holds the answers to what is expected.
  ///
  /// - Throws: `WrongAnswers`; a benchmark of wrong answers measures nothing.
  public func check(_ engine: Engine) throws {
    var wrong = 0
    for (index, request) in requests.enumerated() {
      let decision = engine.decide(request)
      let bare = engine.decide(request, reasons: .none)
      var isRight = decision.cause != .invalid && bare.cause == decision.cause
      if index < expected.count {
        isRight = isRight && decision.isAllowed == expected[index].decision
        if let names = expected[index].determining {
          isRight = isRight && decision.determining == names
        }
      }
      if !isRight { wrong += 1 }
    }
    if wrong > 0 { throw WrongAnswers(count: wrong, of: requests.count) }
  }

  private static func lines(of file: URL) throws -> [[UInt8]] {
    guard let data = try? Data(contentsOf: file) else { return [] }
    return data.split(separator: 0x0A).map { [UInt8]($0) }
  }
}

/// Decisions that are not what the data says they must be.
public struct WrongAnswers: Error, CustomStringConvertible {
  let count: Int
  let of: Int
  public var description: String { "\(count) of \(of) decisions are wrong or invalid" }
}
