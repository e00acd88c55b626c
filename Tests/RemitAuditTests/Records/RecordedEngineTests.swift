import Remit
import RemitModel
import Testing

@testable import RemitAudit

@Suite("An engine whose answers are recorded")
struct RecordedEngineTests {
  @Test("answers as the engine does, once recorded, under one name")
  func answers() async throws {
    let engine = try Clinic.engine()
    let recorder = try MemoryRecorder()
    let recorded = engine.recording(to: recorder)
    for request in [Clinic.request(), Clinic.request(tags: ["pinned"])] {
      let answer = try await recorded.decide(request)
      let plain = engine.decide(request)
      #expect(answer.decision.cause == plain.cause)
      #expect(answer.decision.determining == plain.determining)
      #expect(recorder.last?["id"]?.text == answer.id?.string)
    }
    let many = try await recorded.decide(
      (0..<10).map { Clinic.request(id: Text("c\($0)")) })
    #expect(many.count == 10 && many.allSatisfy(\.isAllowed))
    #expect(recorder.batches == [1, 1, 10])
    #expect(
      recorder.reports.suffix(10).map { $0.decision.origin.request.resource.uid.id.string }
        == (0..<10).map { "c\($0)" })
  }

  @Test("throws, denies or counts where nothing can be recorded")
  func modes() async throws {
    let engine = try Clinic.engine()
    let recorder = try MemoryRecorder()
    recorder.isBroken = true
    await #expect(throws: MemoryRecorder.Refusal.self) {
      try await engine.recording(to: recorder).decide(Clinic.request())
    }
    #expect(recorder.unrecorded == 0)
    let denied = try await engine.recording(to: recorder, mode: .deny).decide(Clinic.request())
    #expect(!denied.isAllowed && denied.decision.cause == .failed && denied.id == nil)
    #expect(denied.decision.errors.map(\.code) == [.auditUnavailable])
    let open = try await engine.recording(to: recorder, mode: .open).decide(Clinic.request())
    #expect(open.isAllowed && open.id == nil)
    #expect(recorder.unrecorded == 2)
    #expect(recorder.records.isEmpty)
  }

  @Test("puts the decision's name into the ledger, and the entry into the record")
  func performs() async throws {
    let engine = try Clinic.engine()
    let recorder = try MemoryRecorder()
    let recorded = engine.recording(to: recorder)
    let first = try await recorded.perform(Clinic.request("sign"), key: "k")
    #expect(first.isAllowed)
    let entry = try #require(engine.ledger.index.all.first)
    #expect(entry.decision == first.id)
    #expect(recorder.last?["performed"]?.elements?.first?["entry"]?.number == 1)
    // Sent again: another decision, the same entry, which names the first.
    let again = try await recorded.perform(Clinic.request("sign"), key: "k")
    #expect(again.isAllowed && again.id != first.id)
    #expect(
      recorder.last?["performed"]?.elements?.first?["decision"]?.text == first.id?.string)
    let denied = try await recorded.perform(Clinic.request("seal"))
    #expect(denied.decision.cause == .separated)
    #expect(recorder.last?["performed"]?.elements?.isEmpty == true)
    #expect(recorder.last?["ledger"]?.number == 1)
  }

  @Test("performs nothing where the recorder cannot record")
  func performsNothing() async throws {
    let engine = try Clinic.engine()
    let recorder = try MemoryRecorder()
    recorder.isBroken = true
    await #expect(throws: MemoryRecorder.Refusal.self) {
      try await engine.recording(to: recorder).perform(Clinic.request("sign"))
    }
    let denied = try await engine.recording(to: recorder, mode: .deny).perform(
      Clinic.request("sign"))
    #expect(!denied.isAllowed)
    #expect(engine.ledger.index.all.isEmpty)
  }

  @Test("needs no recorder where nothing is to be recorded, and such an answer has no name")
  func keepsNothing() async throws {
    let engine = try Clinic.engine()
    let recorder = try MemoryRecorder(RecordingRules(level: .none))
    for isBroken in [false, true] {
      recorder.isBroken = isBroken
      for mode in RecordingMode.allCases {
        let answer = try await engine.recording(to: recorder, mode: mode).decide(Clinic.request())
        #expect(answer.isAllowed && answer.id == nil)
      }
    }
    #expect(recorder.records.isEmpty && recorder.unrecorded == 0)
    // A deny is recorded all the same.
    let both = [Clinic.request(), Clinic.request(tags: ["pinned"])]
    let denied = try await engine.recording(to: recorder, mode: .deny).decide(both)
    #expect(denied.map(\.isAllowed) == [true, false])
    #expect(denied.last?.decision.cause == .failed && recorder.unrecorded == 1)
    await #expect(throws: MemoryRecorder.Refusal.self) {
      try await engine.recording(to: recorder).decide(both)
    }
    recorder.isBroken = false
    let answers = try await engine.recording(to: recorder).decide(both)
    #expect(answers.first?.id == nil)
    #expect(recorder.records.map { Text($0.id.description) } == [answers.last?.id])
  }
}
