import ArgumentParser

/// `remit audit`
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Verify the trail of decisions, read it, prove what is in it, decide again.",
    discussion: """
      A trail is a folder in which every decision is kept before it is answered, as `remit decide \
      --trail` does. Anybody who has its verifier key can check it offline. Reading needs no lock, \
      and may go on beside whoever writes; the last second may then be missing.

        remit audit keygen --origin audit.example.com/prod-1 --out prod-1.key
        remit audit verify /var/lib/remit/trail --key @prod-1.vkey
        remit audit prove /var/lib/remit/trail 0190163d-8694-739b-aea5-966c26f8ad91
        remit audit show /var/lib/remit/trail --last 3
        remit audit replay /var/lib/remit/trail --entities entities.json

      Exit codes: 0 fine; 1 damage, a trail that was put back or rewritten, a proof that does not \
      hold, a difference; 2 it could not be done.
      """,
    subcommands: [
      AuditKeygenCommand.self, AuditVerifyCommand.self, AuditProveCommand.self,
      AuditShowCommand.self, AuditSearchCommand.self, AuditExportCommand.self,
      AuditReplayCommand.self, AuditEraseCommand.self, AuditPruneCommand.self,
    ])
}
