import RemitTestSupport
import Testing

@Suite("Duties in the command")
struct DutiesCommandTests {
  private let folder: TemporaryFolder
  private let policy: String
  private let requests: String
  private var ledger: String { folder.path + "/duties.db" }

  private static let text = """
    module desk
    open entity User
    open entity Bill
    action order, pay on Bill by User
    allow work: User to order, pay on Bill

    """
  private static let duties = """
    duty order of Bill = resource by principal
    duty pay of Bill = resource by principal
    separate duties apart: order, pay

    """

  init() throws {
    folder = try TemporaryFolder()
    policy = try folder.write(Self.text + Self.duties, to: "desk.remit")
    let lines = ["order", "pay"].map {
      #"{"principal": {"type": "User", "id": "ada"}, "action": "\#($0)", "#
        + #""resource": {"type": "Bill", "id": "b1"}, "now": "1999-01-01T00:00:00Z"}"# + "\n"
    }
    requests = try folder.write(lines.joined(), to: "requests.jsonl")
  }

  private func perform() throws -> RemitProcess {
    try RemitProcess.run(
      "decide", policy, "--requests", requests, "--ledger", ledger, "--perform")
  }

  @Test("fail closed without a ledger, and with one that is not there")
  func failsClosed() throws {
    let without = try RemitProcess.run("decide", policy, "--requests", requests)
    #expect(without.status == 0)
    #expect(without.lines.allSatisfy { $0.contains("ledger-unavailable") && $0.contains("failed") })
    let missing = try RemitProcess.run(
      "decide", policy, "--requests", requests, "--ledger", ledger)
    #expect(missing.status == 2)
    #expect(missing.errors.contains("there is no file"))
    #expect(try RemitProcess.run("decide", policy, "--requests", requests, "--perform").status == 2)
  }

  @Test("are performed in order by the ledger's clock, and a refusal is an answer")
  func performs() throws {
    let result = try perform()
    #expect(result.status == 0)
    #expect(result.lines.map { $0.contains(#""decision": true"#) } == [true, false])
    #expect(result.output.contains(#""cause": "separated""#))
    let list = try RemitProcess.run("duties", "list", "--ledger", ledger)
    #expect(list.status == 0)
    #expect(list.output.contains(#"order of Bill::"b1" by User::"ada""#))
    #expect(!list.output.contains("1999"))
    let asked = try RemitProcess.run(
      "decide", policy, "--requests", requests, "--ledger", ledger)
    #expect(asked.lines.map { $0.contains(#""decision": true"#) } == [true, false])
  }

  @Test("are withdrawn by whom the policy lets, and by nobody where it says nothing")
  func withdrawsByPolicy() throws {
    _ = try perform()
    func withdraw(as principal: String, _ policy: String) throws -> RemitProcess {
      try RemitProcess.run(
        "duties", "withdraw", "1", "--ledger", ledger, "--because", "by mistake",
        "--policy", policy, "--principal", principal)
    }
    let silent = try withdraw(as: "User::ada", policy)
    #expect(silent.status == 1)
    #expect(silent.errors.contains("does not let"))
    let lenient = try folder.write(
      Self.text + Self.duties + """
        allow undo: User to remit.withdraw on Bill
            when context.duty == "order" and principal in performed(order, resource)
        """, to: "lenient.remit")
    let other = try withdraw(as: "User::bob", lenient)
    #expect(other.status == 1)
    let own = try withdraw(as: "User::ada", lenient)
    #expect(own.status == 0)
    #expect(own.output == "entry 1 is withdrawn, by entry 2\n")
    #expect(try withdraw(as: "User::ada", lenient).status == 1)
    #expect(
      try RemitProcess.run(
        "duties", "withdraw", "1", "--ledger", ledger, "--because", "x",
        "--policy", policy
      ).status == 2)
  }

  @Test("data that violates a separation is refused with the way to each role, line by line")
  func refusesViolation() throws {
    let policy = try folder.write(
      """
      open entity User
      entity Bill
      action order, pay on Bill by User
      role maker { can order on Bill }
      role checker { can pay on Bill }
      separate roles s: maker, checker
      """, to: "roles.remit")
    let grant = #"{"role": "ROLE", "to": {"type": "User", "id": "ada"}, "on": "everything"}"#
    let both = ["maker", "checker"].map { grant.replacing("ROLE", with: $0) }
    let grants = try folder.write("[\(both.joined(separator: ","))]", to: "grants.json")
    let result = try RemitProcess.run(
      "decide", policy, "--grants", grants, "--principal", "User::ada", "--action", "pay",
      "--resource", "Bill::b")
    #expect(result.status == 2)
    let lines = result.errors.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0] == #"remit: User::"ada": more than 1 of what `s` keeps apart"#)
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("  ") && !$0.contains("\\u") })
  }

  @Test("are listed by duty, object and person, and withdrawn once")
  func listsAndWithdraws() throws {
    _ = try perform()
    for (filter, count) in [
      (["--duty", "order"], 1), (["--duty", "pay"], 0), (["--object", "Bill::b1"], 1),
      (["--object", "Bill::b2"], 0), (["--person", #"User::"ada""#], 1),
      (["--person", "User::bob"], 0),
    ] {
      let list = try RemitProcess.run(
        arguments: ["duties", "list", "--ledger", ledger, "--format", "json"] + filter)
      #expect(list.lines.count == count, "\(filter)")
    }
    let withdraw = ["duties", "withdraw", "1", "--ledger", ledger, "--because", "by mistake"]
    #expect(try RemitProcess.run(arguments: withdraw).status == 0)
    #expect(try RemitProcess.run(arguments: withdraw).status == 1)
    #expect(try RemitProcess.run("duties", "list", "--ledger", policy).status == 2)
    let list = try RemitProcess.run("duties", "list", "--ledger", ledger)
    #expect(list.output.contains(#"because "by mistake""#))
  }

  @Test("that a policy does not name are reported by check, and keep decide from deciding")
  func unknownDuties() throws {
    _ = try perform()
    let other = try folder.write(Self.text, to: "other.remit")
    let check = try RemitProcess.run("check", other, "--ledger", ledger)
    #expect(check.status == 1)
    #expect(check.output.contains(#"1 entry of the duty "order""#))
    #expect(try RemitProcess.run("check", policy, "--ledger", ledger).status == 0)
    let decide = try RemitProcess.run("decide", other, "--requests", requests, "--ledger", ledger)
    #expect(decide.status == 2)
    #expect(decide.output.isEmpty)
  }
}
