import Foundation
import Remit
import RemitEngine
import RemitTestSupport
import Testing

private let source = """
  module m
  entity Group
  entity User in Group { level: Int }
  entity Doc { owner: User }
  action read, write on Doc by User
  role reader { can read on Doc }
  allow owner: User to read, write on Doc when resource.owner == principal
  """

private func entities() -> Entities {
  Entities([
    EntityRecord(EntityUID("User", "ada"), attributes: ["level": 1]),
    EntityRecord(EntityUID("User", "bob"), attributes: ["level": 2]),
    EntityRecord(
      EntityUID("Doc", "d"), attributes: ["owner": .entity(EntityUID("User", "ada"))]),
  ])
}

private func request(_ user: String, _ action: Text) -> Request {
  Request(
    principal: RequestEntity(EntityUID("User", user)), action: action,
    resource: RequestEntity(EntityUID("Doc", "d")))
}

@Suite("An engine")
struct EngineTests {
  @Test("decides by the policy and the data it was built from, and says from which")
  func decides() throws {
    let policy = try Policy(source: source)
    let engine = try Engine(policy, entities: entities())
    let decision = engine.decide(request("ada", "write"))
    #expect(decision.isAllowed)
    #expect(decision.determining == ["m.owner"])
    #expect(decision.inputs.policyDigest == policy.digest)
    #expect(policy.digest.hasPrefix("sha256:"))
    #expect(policy.digest.utf8.count == 71)
    #expect(!engine.decide(request("bob", "write")).isAllowed)
  }

  @Test("names one reason where no more are wanted, and decides the same")
  func namesOneReason() throws {
    let ada = EntityUID("User", "ada")
    let grants = Grants([GrantRecord(id: "g", role: "reader", to: [ada], on: .everything)])
    let engine = try Engine(try Policy(source: source), entities: entities(), grants: grants)
    let complete = engine.decide(request("ada", "read"), reasons: .complete)
    #expect(complete.determining == ["g", "m.owner", "m.reader"])
    let short = engine.decide(request("ada", "read"), reasons: .none)
    // Whichever was found first.
    #expect(short.determining == ["m.owner"])
    #expect(short.cause == complete.cause)
  }

  @Test("frees what a new policy replaces itself, once those who decide by it are done")
  func freesOldSnapshot() throws {
    let policy = try Policy(source: source)
    func snapshot() throws -> EngineSnapshot {
      try Engine(policy, entities: entities()).snapshot
    }
    let places = DecisionPlaces(try snapshot())
    var held: EngineSnapshot? = places.snapshot
    weak let old = held
    var pauses = 0
    places.update(try snapshot(), freesOld: true) {
      pauses += 1
      if pauses == 3 { held = nil }
    }
    #expect(old == nil && pauses == 3)
    // Whoever keeps it does not hold an update up.
    held = places.snapshot
    places.update(try snapshot(), freesOld: true) { pauses += 1 }
    #expect(held != nil && pauses < 100)
  }

  @Test("takes a new policy at once, and keeps the old one where the new does not fit the data")
  func updatesPolicy() throws {
    let engine = try Engine(try Policy(source: source), entities: entities())
    try engine.update(
      policy: Policy(source: source + "\ndeny none: anyone to anything on anything"))
    #expect(engine.decide(request("ada", "write")).cause == .forbidden)
    let other = try Policy(source: "module m\nentity User\naction read on User by User")
    #expect(throws: EngineErrors.self) { try engine.update(policy: other) }
    #expect(engine.decide(request("ada", "write")).cause == .forbidden)
    try engine.update(policy: Policy(source: source))
    #expect(engine.decide(request("ada", "write")).isAllowed)
  }

  @Test("takes new data at once, and keeps the old where the new does not fit")
  func updatesData() throws {
    let engine = try Engine(try Policy(source: source), entities: entities())
    let bob = EntityUID("User", "bob")
    let grants = Grants([GrantRecord(id: "g", role: "reader", to: [bob], on: .everything)])
    #expect(!engine.decide(request("bob", "read")).isAllowed)
    let before = engine.decide(request("bob", "read")).inputs.dataVersion
    try engine.update(entities: entities(), grants: grants)
    let decision = engine.decide(request("bob", "read"))
    #expect(decision.determining == ["g", "m.reader"])
    #expect(decision.inputs.dataVersion != before)
    let bad = Entities([EntityRecord(EntityUID("User", "ada"), attributes: ["level": "high"])])
    #expect(throws: EngineErrors.self) { try engine.update(entities: bad, grants: Grants()) }
    #expect(engine.decide(request("bob", "read")).isAllowed)
  }

  @Test("refuses data in which somebody has more than a separation lets one have, or suspends them")
  func separates() throws {
    let policy = try Policy(
      source: source + """

        role writer { can write on Doc }
        separate roles apart: reader, writer
        """)
    let ada = EntityUID("User", "ada")
    let one = GrantRecord(id: "g", role: "reader", to: [ada], on: .everything)
    let two = GrantRecord(id: "h", role: "writer", to: [ada], on: .everything)
    let engine = try Engine(policy, entities: entities(), grants: Grants([one]))
    #expect(engine.decide(request("ada", "read")).isAllowed)
    #expect(throws: EngineErrors.self) {
      try engine.update(entities: entities(), grants: Grants([one, two]))
    }
    try engine.update(entities: entities(), grants: Grants([one, two]), onViolation: .suspend)
    #expect(engine.violations.map(\.person) == [ada])
    let decision = engine.decide(request("ada", "read"))
    #expect(decision.cause == .separated && decision.determining == ["m.apart"])
    // What was there before keeps nothing from being loaded.
    try engine.update(entities: entities(), grants: Grants([one, two]))
    try engine.update(entities: entities(), grants: Grants([two]))
    #expect(engine.violations.isEmpty && engine.decide(request("ada", "write")).isAllowed)
  }

  @Test("warns of references to nowhere")
  func warns() throws {
    let lost = Entities([
      EntityRecord(EntityUID("Doc", "d"), attributes: ["owner": .entity(EntityUID("User", "x"))])
    ])
    let engine = try Engine(try Policy(source: source), entities: lost)
    #expect(engine.warnings.map(\.isWarning) == [true])
  }

  @Test("gives each of many threads a decision from one version while another thread updates")
  func isAskedWhileUpdated() async throws {
    let allowing = try Policy(source: source)
    let denying = try Policy(source: source + "\ndeny none: anyone to anything on anything")
    let engine = try Engine(allowing, entities: entities())
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<4 {
        group.addTask {
          (0..<500).allSatisfy { _ in
            let decision = engine.decide(request("ada", "write"))
            let isAllowing = decision.inputs.policyDigest == allowing.digest
            return decision.isAllowed == isAllowing
              && decision.determining == [isAllowing ? "m.owner" : "m.none"]
          }
        }
      }
      group.addTask {
        (0..<20).allSatisfy { round in
          (try? engine.update(policy: round.isMultiple(of: 2) ? denying : allowing)) != nil
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }
}

@Suite("A policy")
struct LoadedPolicyTests {
  @Test("with errors is refused with all of them, rendered for people")
  func refusesErrors() {
    do throws(PolicyErrors) {
      _ = try Policy(source: "module m\nallow a: V to x on W\nallow b: V to y on W\n")
      Issue.record("the policy was taken")
    } catch {
      #expect(error.diagnostics.count > 1)
      #expect(error.description.contains("policy.remit:2:10: error[RMT"))
      #expect(error.description.contains("policy.remit:3:10: error[RMT"))
    }
  }

  @Test("is the same whatever the order of its files and the layout of its text")
  func orderDoesNotMatter() throws {
    let one = SourceFile(path: "a.remit", text: "module m\nentity User\naction x on User by User")
    let two = SourceFile(path: "b.remit", text: "module m\nallow a: User to x on User")
    let tidy = SourceFile(path: "b.remit", text: "// who\nmodule m\n\nallow a :User to x on User")
    let digest = try Policy(sources: [one, two]).digest
    #expect(try Policy(sources: [two, one]).digest == digest)
    #expect(try Policy(sources: [one, tidy]).digest == digest)
    let other = SourceFile(path: "b.remit", text: "module m\nallow b: User to x on User")
    #expect(try Policy(sources: [one, other]).digest != digest)
  }

  @Test("is read from a folder")
  func readsFolder() throws {
    let folder = try TemporaryFolder()
    try folder.write("module m\nuse pipeline\n", to: "a.remit")
    let policy = try Policy(contentsOf: URL(filePath: folder.path))
    #expect(policy.schema.entityType(wire: "User") != nil)
    #expect(throws: FileProblem.self) {
      try Policy(contentsOf: URL(filePath: folder.path + "/none"))
    }
  }
}
