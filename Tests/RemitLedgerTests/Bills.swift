import Remit
import RemitModel
import RemitTestSupport

/// The rules of a desk at one time: what a random history changes between two requests.
struct BillRules: Equatable {
  /// What is said of the duty whose name on the wire is "order".
  enum Ordering: CaseIterable {
    case named
    /// The action is called otherwise now, and the ledger's name stays.
    case renamed
    case retired
    /// Not a word of it.
    case forgotten
  }

  var ordering = Ordering.named
  var most = 1
  /// In hours.
  var within: Int?

  static func random(_ random: inout SplitMix64) -> BillRules {
    var rules = BillRules(ordering: random.pick(Ordering.allCases))
    if rules.hasOrder, random.chance(40) { rules.most = 2 }
    if random.chance(40) { rules.within = random.pick([1, 3]) }
    return rules
  }

  var hasOrder: Bool { ordering == .named || ordering == .renamed }

  /// The action that performs a duty.
  func action(for duty: String) -> String {
    duty == "order" && ordering == .renamed ? "purchase" : duty
  }

  var text: String {
    let order = action(for: "order")
    var lines = [
      "module desk", "entity Person", "entity User { person?: Person }", "open entity Bill",
      "action \(order), approve, pay on Bill by User",
      "allow work: User to \(order), approve, pay on Bill",
      "deny unapproved: anyone to pay on Bill unless performed(approve, resource).count >= 1",
      "duty approve of Bill = resource by principal.person",
      "duty pay of Bill = resource by principal.person",
    ]
    let clauses =
      (most > 1 ? " at most \(most)" : "") + (within.map { " within \($0)h" } ?? "")
    let members = hasOrder ? "\(order), approve, pay" : "approve, pay"
    lines.append("separate duties apart: \(members)\(clauses)")
    switch ordering {
    case .named: lines.append("duty order of Bill = resource by principal.person")
    case .renamed:
      lines.append("duty purchase as \"order\" of Bill = resource by principal.person")
    case .retired: lines.append("retire duty \"order\" because \"not kept apart any more\"")
    case .forgotten: break
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// The plainest ledger and the plainest reading of the rules above: a list, read whole each time.
struct BillModel {
  struct Entry: Equatable {
    var position: UInt64
    var duty: String
    var bill: String
    var person: String
    var account: String
    var action: String
    var time: Int64
    var withdrawnAt: UInt64?
  }

  var rules = BillRules()
  /// Accounts without one are nobody known.
  var persons: [String: String] = [:]
  var entries: [Entry] = []
  var position: UInt64 = 0
  /// In milliseconds; may be set back.
  var clock: Int64 = 1_793_800_000_000
  /// The last time that anybody read.
  var latest: Int64 = .min

  /// The ledger's clock does not go back.
  mutating func now() -> Int64 {
    latest = max(latest, clock)
    return latest
  }

  func cause(_ account: String, _ duty: String, _ bill: String, at now: Int64) -> Decision.Cause {
    let about = entries.filter { $0.bill == bill }
    let isApproved = about.contains { $0.duty == "approve" && $0.withdrawnAt == nil }
    if duty == "pay", !isApproved { return .forbidden }
    let members = (rules.hasOrder ? ["order"] : []) + ["approve", "pay"]
    guard members.contains(duty) else { return .permitted }
    guard let person = persons[account] else { return .separated }
    let had = members.filter { member in
      member == duty
        || about.contains { entry in
          entry.duty == member && (entry.person == person || persons[entry.account] == person)
            && rules.within.map { entry.time > now - Int64($0) * 3_600_000 } ?? true
        }
    }
    return had.count > rules.most ? .separated : .permitted
  }

  mutating func perform(_ account: String, _ duty: String, _ bill: String) -> Decision.Cause {
    let now = now()
    let cause = cause(account, duty, bill, at: now)
    let isRecorded = duty != "order" || rules.hasOrder
    if cause == .permitted, isRecorded, let person = persons[account] {
      position += 1
      entries.append(
        Entry(
          position: position, duty: duty, bill: bill, person: person, account: account,
          action: rules.action(for: duty), time: now))
    }
    return cause
  }

  mutating func withdraw(_ entry: UInt64) -> LedgerError? {
    guard let index = entries.firstIndex(where: { $0.position == entry }) else {
      return .noSuchEntry(entry)
    }
    if entries[index].withdrawnAt != nil { return .withdrawnBefore(entry) }
    position += 1
    entries[index].withdrawnAt = position
    return nil
  }

  /// Whether rules would forget an entry.
  func forgets(_ rules: BillRules) -> Bool {
    rules.ordering == .forgotten && entries.contains { $0.duty == "order" }
  }
}

extension BillModel.Entry {
  init(_ entry: LedgerEntry) {
    self.init(
      position: entry.position, duty: entry.duty.string, bill: entry.object.id.string,
      person: entry.person.id.string, account: entry.principal.id.string,
      action: entry.action.string, time: entry.time.milliseconds, withdrawnAt: entry.withdrawnAt)
  }
}
