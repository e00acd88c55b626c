import Foundation
import Remit
import RemitLedger
import RemitModel
import RemitTestSupport

/// A policy in which nobody pays what they have ordered, and a folder for its ledger.
struct Desk {
  let folder: TemporaryFolder
  var ledgerPath: String { folder.path + "/duties.db" }
  var policyPath: String { folder.path + "/desk.remit" }

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(Self.text, to: "desk.remit")
  }

  static let text = """
    module desk

    entity User
    entity Bill
    action order, pay on Bill by User

    allow work: User to order, pay on Bill

    duty order of Bill = resource by principal
    duty pay of Bill = resource by principal

    separate duties apart: order, pay
    """

  static func policy() throws -> Policy { try Policy(source: text) }

  static func request(_ user: String, _ action: Text, _ bill: String) -> Request {
    Request(
      principal: RequestEntity(EntityUID(type: "User", id: Text(user))), action: action,
      resource: RequestEntity(EntityUID(type: "Bill", id: Text(bill))), context: [:], roles: nil,
      now: nil)
  }

  static func line(_ user: String, _ action: String, _ bill: String) -> String {
    #"{"principal": {"type": "User", "id": "\#(user)"}, "action": "\#(action)", "#
      + #""resource": {"type": "Bill", "id": "\#(bill)"}}"# + "\n"
  }

  /// Entities are not stored: whoever asks is known by name alone.
  static func engine(_ ledger: any Ledger) throws -> Engine {
    try Engine(try policy(), ledger: ledger)
  }
}
