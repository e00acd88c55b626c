// The examples of docs/embedding.md, compiled and run. What stands between `// example: NAME` and
// `// end` is, without its indentation, a block of the page.
//
// The imports of the page's program:
// example: imports
import Foundation
import Remit
// end
import RemitAudit
import RemitTestSupport
import Testing

@Suite("The examples of docs/embedding.md")
struct EmbeddingExamples {
  private let folder: URL

  init() {
    folder =
      URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/examples/documents").standardizedFileURL
  }

  @Test("load a policy and its data, and decide")
  func load() throws {
    let ada = RequestEntity(type: "User", id: "ada")
    // example: load
    let policy = try Policy(contentsOf: folder)
    let entities = try Entities(contentsOf: folder.appending(path: "entities.json"))
    let engine = try Engine(policy, entities: entities)

    let decision = engine.decide(
      Request(
        principal: ada, action: "edit", resource: RequestEntity(type: "Document", id: "plan")))
    // end
    #expect(decision.isAllowed)

    // example: decision
    print(decision.isAllowed)  // true
    print(decision.cause)  // permitted
    print(decision.determining)  // ["own"]
    print(decision.obligations)  // [], what the program must do besides
    print(decision.errors)  // [], what could not be evaluated
    print(decision.inputs.policyDigest)  // sha256:…
    // end
    #expect(decision.cause == .permitted)
    #expect(decision.determining == ["own"])
  }

  @Test("record every decision in a trail")
  func record() async throws {
    let engine = try Engine(
      Policy(contentsOf: folder),
      entities: Entities(contentsOf: folder.appending(path: "entities.json")))
    let request = Request(
      principal: RequestEntity(type: "User", id: "ada"), action: "edit",
      resource: RequestEntity(type: "Document", id: "plan"))
    let temporary = try TemporaryFolder()
    let trailFolder = temporary.path + "/trail"
    // example: record
    let key = try SigningKey.generate(origin: "audit.example.com/prod-1")
    let trail = try Trail.open(trailFolder, key: key)
    let rules = RecordingRules(
      levels: [.init(.metadata, actions: ["read"], isAllowed: true)],
      masked: ["/input/context/card"])
    let recorder = try TrailRecorder(trail, rules: rules)
    try await recorder.policyLoaded(
      digest: engine.policy.digest, sources: engine.policy.sources)
    let recorded = engine.recording(to: recorder)

    let answer = try await recorded.decide(request, context: RecordContext(requestID: "r-17"))
    print(answer.isAllowed, answer.id ?? "-")  // true, and the record's name
    try await trail.close()
    // end
    #expect(answer.isAllowed && answer.id != nil)
    let report = try TrailVerifier(keys: [key.verifierKey]).verify(trailFolder)
    #expect(report.isSound)
  }

  @Test("build a policy, data and requests in Swift")
  func build() throws {
    // example: build
    let policy = try Policy(
      source: """
        entity User { team: String }
        open entity Ticket { team: String, labels: Set<String> }
        action close on Ticket by User { reason?: String }

        allow own-team: anyone to close on Ticket when resource.team == principal.team
        deny pinned: anyone to close on Ticket when resource.labels.contains("pinned")
        """)
    let entities = Entities([
      EntityRecord(EntityUID("User", "ada"), attributes: ["team": "payments"])
    ])
    let engine = try Engine(policy, entities: entities)

    let request = Request(
      principal: RequestEntity(type: "User", id: "ada"),
      action: "close",
      resource: RequestEntity(
        EntityUID("Ticket", "T-7"), attributes: ["team": "payments", "labels": ["pinned"]]),
      context: ["reason": "done"])
    let decision = engine.decide(request)  // deny, by `pinned`
    // end
    #expect(decision.cause == .forbidden)
    #expect(decision.determining == ["pinned"])
  }

  @Test("say what is wrong with a policy, with data and with a request")
  func errors() throws {
    var said: [String] = []
    func show(_ line: String) { said.append(line) }
    // example: policy-errors
    do {
      _ = try Policy(source: "allow all: anyone to raed on Document")
    } catch {
      for diagnostic in error.diagnostics {
        show("\(diagnostic.code) \(diagnostic.message)")
      }
    }
    // end
    #expect(!said.isEmpty)

    let policy = try Policy(contentsOf: folder)
    let entities = try Entities(contentsOf: folder.appending(path: "entities.json"))
    let engine = try Engine(policy, entities: entities)
    said = []
    // example: invalid
    let decision = engine.decide(
      Request(
        principal: RequestEntity(type: "User", id: "ada"), action: "raed",
        resource: RequestEntity(type: "Document", id: "plan")))
    for error in decision.errors {
      show("\(error.code.rawValue) at \(error.path ?? "?"): \(error.message)")
    }
    // end
    #expect(decision.cause == .invalid)
    #expect(said.count == 1)
  }

  @Test("change policy and data while others ask")
  func update() throws {
    let engine = try Engine(try Policy(contentsOf: folder))
    let newPolicy = try Policy(contentsOf: folder)
    let newEntities = try Entities(contentsOf: folder.appending(path: "entities.json"))
    let newGrants = Grants()
    // example: update
    try engine.update(policy: newPolicy)
    try engine.update(entities: newEntities, grants: newGrants)
    // end
    let decision = engine.decide(
      Request(
        principal: RequestEntity(type: "User", id: "bob"), action: "read",
        resource: RequestEntity(type: "Document", id: "plan")))
    #expect(decision.isAllowed)
  }

  @Test("record what is performed, and ask who has performed what")
  func perform() async throws {
    let separation = folder.appending(path: "../separation").standardizedFileURL
    let policy = try Policy(contentsOf: separation.appending(path: "duties.remit"))
    let entities = Entities([
      EntityRecord(EntityUID("User", "ada"), attributes: [:]),
      EntityRecord(EntityUID("User", "bob"), attributes: ["person": person("bob")]),
      EntityRecord(EntityUID("User", "bob-2"), attributes: ["person": person("bob")]),
      EntityRecord(EntityUID("Service", "ledger"), attributes: [:]),
      EntityRecord(
        EntityUID("Change", "42"),
        attributes: ["author": .entity(EntityUID("User", "ada")), "headSha": "9f1c"]),
    ])
    // example: perform
    let engine = try Engine(policy, entities: entities, ledger: .inMemory)

    let approval = try await engine.perform(
      Request(
        principal: RequestEntity(type: "User", id: "bob"), action: "approve",
        resource: RequestEntity(type: "Change", id: "42")),
      key: "review-17")
    print(approval.isAllowed)  // true, and recorded

    let deployment = engine.decide(
      Request(
        principal: RequestEntity(type: "User", id: "bob-2"), action: "deploy",
        resource: RequestEntity(type: "Service", id: "ledger"),
        context: ["change": .entity(EntityUID("Change", "42"))]))
    print(deployment.determining)  // ["four-eyes", "two-approvers"]

    for entry in engine.ledger.index.all {
      print("\(entry.position): \(entry.duty) of \(entry.object) by \(entry.person)")
    }
    _ = try await engine.ledger.withdraw(entry: 1, because: "wrong change", by: nil)
    // end
    #expect(approval.isAllowed && approval.obligations.isEmpty)
    #expect(deployment.cause == .forbidden)
    #expect(deployment.determining == ["four-eyes", "two-approvers"])
    #expect(engine.ledger.index.all.map(\.person) == [EntityUID("Person", "bob")])
    #expect(engine.ledger.index.all.allSatisfy { $0.withdrawnAt != nil })
  }

  @Test("load data in which somebody has too much")
  func violations() throws {
    let separation = folder.appending(path: "../separation").standardizedFileURL
    let engine = try Engine(try Policy(contentsOf: separation.appending(path: "roles.remit")))
    let newEntities = try Entities(contentsOf: separation.appending(path: "people.json"))
    let newGrants = Grants()
    var said: [String] = []
    func show(_ line: String) { said.append(line) }
    #expect(throws: EngineErrors.self) {
      try engine.update(entities: newEntities, grants: newGrants)
    }
    // example: violations
    try engine.update(entities: newEntities, grants: newGrants, onViolation: .suspend)
    for violation in engine.violations {
      show("\(violation.person): \(violation)")
    }
    // end
    #expect(said.count == 2)
    let decision = engine.decide(
      Request(
        principal: RequestEntity(type: "User", id: "ada"), action: "create",
        resource: RequestEntity(type: "Payment", id: "p1")))
    #expect(decision.cause == .separated)
  }

  private func person(_ id: String) -> Value { .entity(EntityUID("Person", id)) }

  @Test("decide what a proxy sees, straight off the wire")
  func mesh() throws {
    let engine = try Engine(
      try Policy(
        source: """
          use mesh
          allow web: Workload in Namespace::"prod-eu/shop" to get on Service::"prod-eu/ledger"
              when context.mtls and context.path matches path("/orders/{*}")
          """),
      entities: Entities([
        EntityRecord(EntityUID("mesh.Service", "prod-eu/ledger"), attributes: ["labels": [:]])
      ]))
    var said: [String] = []
    func log(_ error: MeshInputError) { said.append(error.description) }
    // example: mesh
    func isAllowed(
      uriNames: [[UInt8]], method: [UInt8], target: [UInt8], authority: [UInt8],
      headers: [(name: [UInt8], value: [UInt8])]
    ) -> Bool {
      do throws(MeshInputError) {
        let workload = try MeshWorkload(
          SPIFFEID(uriNames: uriNames), namespacePrefixes: ["acme.example": "prod-eu/"])
        let connection = try MeshConnection(.inbound, port: PortNumber(8443), mtls: true)
        let call = try HTTPCall(
          method: method,
          path: RequestPath(bytes: target, normalising: .mergeSlashes),
          host: Authority(bytes: authority),
          headers: HeaderFields(headers))
        let request = try Request(
          .workload(workload), sending: call, over: connection, to: .service("prod-eu/ledger"))
        let decision = engine.decide(request)
        return decision.isAllowed && decision.obligations.isEmpty
      } catch {
        log(error)  // path: `..` goes up from the root
        return false
      }
    }
    // end
    func ask(_ target: String, by uri: String = "spiffe://acme.example/ns/shop/sa/web") -> Bool {
      isAllowed(
        uriNames: [Array(uri.utf8)], method: Array("GET".utf8),
        target: Array(target.utf8), authority: Array("Ledger.example:8443".utf8), headers: [])
    }
    #expect(ask("//orders/./42?x=1"))
    #expect(!ask("//orders/./42?x=1", by: "spiffe://other.example/ns/shop/sa/web"))
    #expect(!ask("/orders/42/items"))
    #expect(said.isEmpty)
    #expect(!ask("/orders/../../42"))
    #expect(said == ["path: `..` goes up from the root"])
  }

  @Test("add and remove grants while the engine decides")
  func grants() throws {
    let policy = try Policy(
      source: """
        entity Group
        entity User in Group
        entity Doc
        action read, publish on Doc by User
        role reader { can read on Doc }
        role publisher { can publish on Doc }
        separate roles apart: reader, publisher
        """)
    let ada = EntityUID("User", "ada")
    let entities = Entities([EntityRecord(ada), EntityRecord(EntityUID("Doc", "plan"))])
    let engine = try Engine(policy, entities: entities)
    var said: [String] = []
    func show(_ line: String) { said.append(line) }
    // example: grants
    try engine.add(Grants([GrantRecord(id: "g-1", role: "reader", to: [ada], on: .everything)]))

    let change = GrantChanges(
      added: [GrantRecord(role: "publisher", to: [ada], on: .everything)], removedIDs: ["g-1"])
    try engine.apply(change)  // all of it or nothing

    for grant in engine.grants.records {
      show("\(grant.id ?? "-"): \(grant.role) to \(grant.grantees)")  // publisher@1f6c…
    }
    try engine.removeGrants(withIDs: engine.grants.records.compactMap(\.id))
    // end
    #expect(said.count == 1 && said[0].hasPrefix("publisher@"))
    #expect(engine.grants.records.isEmpty)
  }
}
