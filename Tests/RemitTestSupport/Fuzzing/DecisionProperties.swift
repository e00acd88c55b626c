import Remit
import RemitData
import RemitEngine
import RemitModel
import RemitSource
import RemitSyntax

/// What must hold of deciding, whatever the policy, the data and the requests are.
enum DecisionProperties {
  /// - Parameter parts: a policy, entities, grants, and requests, a line each.
  static func check(_ parts: [[UInt8]]) throws(BrokenProperty) {
    let tree = parse(SourceFile(path: "fuzz.remit", bytes: parts[0]), as: SourceFileID(0))
    let checked = CheckedPolicy([tree], vocabularies: true)
    guard let policy = checked.policy, try CheckerProperties.compile(policy) != nil else { return }
    try runTests(String(decoding: parts[0], as: UTF8.self))
    let entities = readEntities(part(1, of: parts), file: "entities.json")
    let grants = readGrants(part(2, of: parts), file: "grants.json")
    let pair: Pair
    do {
      pair = try Pair(
        policy, entities.problems.isEmpty ? entities.value : Entities(),
        grants.problems.isEmpty ? grants.value : Grants())
    } catch {
      // Data may be refused; a policy that compiles may not.
      if case Pair.Refusal.data? = error as? Pair.Refusal { return }
      throw BrokenProperty("data that the engine takes is refused: \(error)")
    }
    let lines = part(3, of: parts).split(separator: UInt8(ascii: "\n")).prefix(8)
    for line in lines { try ask(Array(line), pair) }
  }

  private static func part(_ index: Int, of parts: [[UInt8]]) -> [UInt8] {
    index < parts.count ? parts[index] : []
  }

  /// The tests of the policy end, with whatever outcome.
  private static func runTests(_ source: String) throws(BrokenProperty) {
    do {
      let policy = try Policy(source: source)
      for outcome in try PolicyTests.run(policy) { _ = outcome.passed }
    } catch {
      // A test may give what cannot be decided yet.
      return
    }
  }

  private static func ask(_ line: [UInt8], _ pair: Pair) throws(BrokenProperty) {
    guard let request = readRequest(line).value else { return }
    let now = Instant(milliseconds: 1_700_000_000_000)
    if let disagreement = pair.disagreement(request, now: request.now ?? now) {
      throw BrokenProperty("\(disagreement)")
    }
    let decision = pair.engine.decide(request, now: now)
    let isExplained = decision.cause == .invalid || decision.cause == .unmatched
    try hold(
      isExplained || !decision.determining.isEmpty, "\(decision.cause) is determined by nothing")
    let explanation = pair.engine.explain(request, now: now)
    try hold(
      Answer(explanation.decision) == Answer(decision), "what is explained is another decision")
    try hold(!explanation.description.isEmpty, "an explanation says nothing")
    var json = JSONWriter()
    json.decision(decision, schema: pair.engine.policy.schema, explanation: "\(explanation)")
    try hold(readContext(json.bytes).problems.isEmpty, "a decision's JSON is none")
  }
}
