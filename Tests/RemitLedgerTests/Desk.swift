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

  init(isInMemory: Bool = false) throws {
    folder = try TemporaryFolder(isInMemory: isInMemory)
    try folder.write(Self.text, to: "desk.remit")
  }

  static let text = """
    module desk

    open entity User { n?: Int }
    open entity Bill { n?: Int }
    action order, pay on Bill by User

    allow work: User to order, pay on Bill

    duty order of Bill = resource by principal
    duty pay of Bill = resource by principal

    separate duties apart: order, pay
    """

  static func policy() throws -> Policy { try Policy(source: text) }

  static func request(_ user: String, _ action: Text, _ bill: String) -> Request {
    Request(
      principal: RequestEntity(EntityUID(type: "User", id: Text(user)), attributes: ["n": .int(1)]),
      action: action,
      resource: RequestEntity(EntityUID(type: "Bill", id: Text(bill)), attributes: ["n": .int(1)]),
      context: [:], roles: nil, now: nil)
  }

  static func line(_ user: String, _ action: String, _ bill: String) -> String {
    #"{"principal": {"type": "User", "id": "\#(user)", "attrs": {"n": 1}}, "action": "\#(action)", "#
      + #""resource": {"type": "Bill", "id": "\#(bill)", "attrs": {"n": 1}}}"# + "\n"
  }

  /// Nothing is stored: requests bring their entities.
  static func engine(_ ledger: any Ledger) throws -> Engine {
    try Engine(try policy(), ledger: ledger)
  }
}
