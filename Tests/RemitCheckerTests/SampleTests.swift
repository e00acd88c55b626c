import Foundation
import RemitChecker
import RemitModel
import RemitSource
import Testing

/// The first page of the language's design, against the vocabulary that it uses.
@Suite("The sample of the language")
struct SampleTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  private let sample = #"""
    module payments

    use pipeline

    let trusted-registries = ["registry.acme.example", "ghcr.io/acme"]

    condition hardened(image: Image) =
        image.signed and image.criticalFindings == 0 and image.registry in trusted-registries

    role viewer    { can read on Service, Change, Environment }
    role developer extends viewer {
        can author, review on Change
        can deploy on Service when context.environment.tier == staging
    }
    role releaser  extends viewer { can approve on Change  can deploy, rollback on Service }
    role auditor   extends viewer { can read on AuditTrail }

    grant developer to Group::"payments-dev" on Team::"payments"
    grant releaser as release-crew to Group::"payments-release" on Team::"payments"
        from 2026-10-01T00:00:00Z until 2027-03-31T00:00:00Z because "CHG-4312"
    grant auditor to Group::"risk" on everything

    /// Production runs signed, scanned images from our own registries.
    deny unhardened-image: anyone to deploy on Service
        when context.environment.tier == production
        unless context has image and hardened(context.image)
        because "production runs signed and scanned images only"
        oblige notify { channel: "#release-gate" }

    deny change-freeze: anyone to deploy on Service
        when weekday(now, "Europe/London") in [saturday, sunday]
        unless context has incident

    duty author  of Change = resource       by principal.person known as object.author.person
    duty approve of Change = resource       version object.headSha by principal.person
    duty deploy  of Change = context.change by principal.person when context.environment.tier == production

    separate duties four-eyes: author, approve, deploy because "nobody ships a change that they wrote"
    separate roles makers-and-checkers: releaser, auditor by principal.person
    separate active roles one-hat: developer, releaser

    deny two-person-review: anyone to deploy on Service
        when context.environment.tier == production
        unless (performed(approve, context.change) - performed(author, context.change)).count >= 2

    limit short-lived-release: grants of releaser expire within 183d
    limit no-lone-auditors:    grants of auditor to groups only

    test "the author cannot ship their own change" {
        entity Person::"ada"
        entity User::"ada" in Group::"payments-release" { person: Person::"ada" }
        entity Service::"ledger" in Team::"payments"
        entity Environment::"live" { tier: production }
        entity Change::"42" { author: User::"ada", headSha: "9f1c" }
        entity Image::"img" { signed: true, criticalFindings: 0, registry: "ghcr.io/acme" }
        at 2026-11-20T09:00:00Z
        performed approve of Change::"42" version "9f1c" by Person::"bob", Person::"cyd"

        expect deny by exactly four-eyes:
            User::"ada" to deploy on Service::"ledger" with {
                change: Change::"42", environment: Environment::"live", image: Image::"img"
            }
    }
    """#

  @Test("checks with nothing to say but notes")
  func sampleChecks() throws {
    let vocabulary = try Self.text("Sources/Remit/Vocabularies/pipeline.remit")
    let result = checked(sample, vocabularies: [vocabulary])
    #expect(result.diagnostics.allSatisfy { $0.severity == .note }, "\(result.diagnostics)")
    let policy = try #require(result.policy)
    #expect(policy.duties.map(\.wire) == ["author", "approve", "deploy"])
    #expect(policy.separations.count == 3 && policy.limits.count == 2)
    #expect(policy.tests.first?.performances.first?.persons.count == 2)
    #expect(policy.grants.map(\.name).contains("payments.release-crew"))
  }

  @Test("the vocabulary checks by itself, without a word")
  func vocabularyChecks() throws {
    let result = checked(try Self.text("Sources/Remit/Vocabularies/pipeline.remit"))
    #expect(result.diagnostics == [])
    #expect(result.policy != nil)
  }
}
