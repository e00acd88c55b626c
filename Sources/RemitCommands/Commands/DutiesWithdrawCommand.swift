import ArgumentParser
import Remit
import RemitLedger
import RemitModel

/// `remit duties withdraw`
struct DutiesWithdrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw",
    abstract: "Take an entry back. It stays in the ledger, and still counts for separations.",
    discussion: """
      Whoever may write the file may take an entry back. With --policy it is the policy that says \
      whether --principal may: by its rules for `remit.withdraw`, an action on what the duty was \
      performed on. A policy that does not name it lets nobody.

        remit duties withdraw 17 --ledger duties.db --because "reviewed by mistake"
        remit duties withdraw 17 --ledger duties.db --because "reviewed by mistake" \\
          --policy policies/release --entities entities.json --principal 'User::ada'

      Exit codes: 0 it is taken back; 1 there is no such entry, it was withdrawn before, or the \
      policy denies it; 2 it could not be done.
      """)

  @Argument(help: ArgumentHelp("The entry's number, as `list` shows it.", valueName: "id"))
  var entry: UInt64

  @Option(help: ArgumentHelp("The ledger.", valueName: "file"))
  var ledger: String

  @Option(help: ArgumentHelp("Why; kept in the ledger.", valueName: "reason"))
  var because: String

  @Option(help: ArgumentHelp("The policy that says who may.", valueName: "path"))
  var policy: String?

  @OptionGroup var data: DataOptions

  @Option(help: ArgumentHelp("Who asks, with --policy.", valueName: "entity"))
  var principal: String?

  func validate() throws {
    if because.allSatisfy(\.isWhitespace) { throw ValidationError("--because gives a reason") }
    if (policy == nil) != (principal == nil) {
      throw ValidationError("--policy and --principal come together")
    }
    if policy == nil, !data.isEmpty {
      throw ValidationError("--entities and --grants go with --policy")
    }
  }

  func run() throws {
    do {
      let position: UInt64?
      if let policy, let principal {
        position = try withdraw(under: policy, as: principal)
      } else {
        let ledger = try openLedger(ledger, .existing)
        position = try waiting { [entry, because] in
          try await ledger.withdraw(entry: entry, because: because)
        }
      }
      let by = position.map { ", by entry \($0)" } ?? ""
      try Output.writeLine("entry \(entry) is withdrawn\(by)")
    } catch let error as LedgerError {
      switch error {
      case .noSuchEntry, .withdrawnBefore:
        Output.writeError("remit: \(error)")
        throw ExitStatus.no
      case .unavailable, .unreadable, .keyOfAnotherRequest:
        throw CommandFailure("--ledger: \(error)")
      }
    }
  }

  /// - Returns: the position of the withdrawal.
  private func withdraw(under path: String, as principal: String) throws -> UInt64? {
    let policy = try loadPolicy(path)
    let data = try data.read()
    let ledger = try openLedger(ledger, .existing)
    let engine = try makeEngine(policy, data, ledger: ledger, path: path)
    let asker = try NameResolver(schema: policy.typed.schema).entity(
      principal, option: "--principal")
    let decision = try waiting { [entry, because] in
      try await engine.withdraw(entry: entry, by: asker, because: because)
    }
    guard decision.isAllowed else {
      Output.writeError("remit: the policy does not let \(asker.uid) take entry \(entry) back")
      Output.writeError(decision.explanation.description)
      throw ExitStatus.no
    }
    return ledger.index.entry(at: entry)?.withdrawnAt
  }
}
