import RemitData
import RemitModel
import RemitSource
import RemitSyntax
import RemitTestSupport
import Testing

@Suite("Bad input, at random")
struct BadInputFuzzTests {
  @Test("a spoilt policy ends in diagnostics or a tree, and the tree keeps every byte")
  func policies() async {
    let campaign = Campaign("policies", usual: 500)
    await campaign.run { seed -> String? in
      var generator = PolicyGenerator(seed: seed)
      var mutator = Mutator(seed: seed, tokens: Mutator.policyTokens)
      let policy = generator.make()
      let bytes = mutator.mutate(Array((policy.files.last?.text ?? "").utf8))
      let tree = parse(SourceFile(path: "spoilt.remit", bytes: bytes), as: SourceFileID(0))
      let kept = tree.tokens.flatMap { bytes[$0.triviaStart..<$0.span.upper] }
      return kept == bytes ? nil : "the tree has lost bytes"
    } _: { seed, problem in
      if let problem { Issue.record("seed \(seed): \(problem)") }
      return problem == nil
    }
  }

  @Test("spoilt entities, grants and requests end in problems or data")
  func data() async {
    let campaign = Campaign("data", usual: 500)
    await campaign.run { seed -> Bool in
      var generator = PolicyGenerator(seed: seed)
      var data = DataGenerator(seed: seed, generator.make())
      let entities = data.entities()
      let grants = data.grants()
      var mutator = Mutator(seed: seed, tokens: Mutator.jsonTokens)
      _ = readEntities(mutator.mutate(Array(JSONText.entities(entities).utf8)), file: "e.json")
      _ = readGrants(mutator.mutate(Array(JSONText.grants(grants).utf8)), file: "g.json")
      for (request, now) in data.requests(5) {
        _ = readRequest(mutator.mutate(Array(JSONText.request(request, now: now).utf8)))
      }
      return true
    } _: {
      $1
    }
  }

  @Test("data that is not spoilt is read as it was written")
  func roundTrip() {
    for seed in 1...150 as ClosedRange<UInt64> {
      var generator = PolicyGenerator(seed: seed)
      var data = DataGenerator(seed: seed, generator.make())
      let entities = data.entities()
      let read = readEntities(Array(JSONText.entities(entities).utf8), file: "e.json")
      #expect(read.problems.isEmpty, "seed \(seed)")
      #expect(read.value.records.map(\.uid) == entities.records.map(\.uid), "seed \(seed)")
      #expect(read.value.records.map(\.parents) == entities.records.map(\.parents))
      let grants = data.grants()
      let readGrants = RemitData.readGrants(Array(JSONText.grants(grants).utf8), file: "g.json")
      #expect(readGrants.problems.isEmpty, "seed \(seed)")
      #expect(readGrants.value.records.map(\.scope) == grants.records.map(\.scope))
      for (request, now) in data.requests(5) {
        let line = readRequest(Array(JSONText.request(request, now: now).utf8))
        #expect(line.problems.isEmpty, "seed \(seed)")
        #expect(line.value?.principal.uid == request.principal.uid, "seed \(seed)")
        #expect(line.value?.roles == request.roles, "seed \(seed)")
        #expect(line.value?.now == now, "seed \(seed)")
      }
    }
  }
}
