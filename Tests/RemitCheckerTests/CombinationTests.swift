import RemitChecker
import RemitModel
import RemitSource
import Testing

private let world = """
  enum Tier { low, high }
  enum Risk { low, severe }
  entity Group in Group
  entity User in Group { level: Tier, boss?: User }
  entity Bot { level: Risk, owner: User }
  entity Doc { size: Int, title: String, author: User }
  entity Image { size: Int, layers: Set<String>, level: Tier }
  entity Folder
  action read on Doc, Image by User, Bot { reason?: String, level: Tier }
  action write on Doc by User { reason: String }
  action push on Image by Bot
  action list on Folder by User
  actions all-but-list = read, write, push
  """

private func rule(_ rule: String) -> [Int] {
  codes(world + "\n" + rule).filter { $0 != 7013 }
}

@Suite("One check for each combination of types")
struct CombinationTests {
  @Test(
    "accepts what holds wherever it is reached",
    arguments: [
      "allow a: anyone to read on anything when resource.size > 1",
      "allow a: anyone to read on anything when resource is Doc and resource.title == \"x\"",
      "allow a: anyone to read on anything when resource is Image or resource.title == \"x\"",
      "allow a: anyone to read on anything when not (resource is Image) and resource.title == \"x\"",
      "allow a: anyone to read on anything when resource has layers and \"x\" in resource.layers",
      "allow a: anyone to read on anything when resource has title when resource.title == \"x\"",
      "allow a: anyone to read on anything unless resource is Image when resource.title == \"x\"",
      "allow a: anyone to all-but-list on anything when context has reason and context.reason == \"x\"",
      "allow a: anyone to all-but-list on anything when context has level and context.level == low",
      "allow a: anyone to read on anything when principal is User and principal.level == low"
        + " or principal is Bot and principal.level == severe",
      "allow a: anyone to read on anything when if principal is User then principal.level == high"
        + " else principal.owner.level == high",
      "allow a: anyone to read on anything when principal == User::\"x\" and principal.level == high",
      "allow a: User, Bot to read on Doc when principal in Group::\"x\" or resource.size > 1",
      "allow a: anyone to push on anything when principal.owner == principal.owner",
      "allow a: User to anything on anything when context has reason or resource is Folder",
    ])
  func accepted(text: String) {
    #expect(rule(text) == [], "\(said(world + "\n" + text))")
  }

  @Test(
    "refuses what does not",
    arguments: [
      ("allow a: anyone to read on anything when resource.title == \"x\"", [3002]),
      (
        "allow a: anyone to read on anything when resource has title or resource.title == \"x\"",
        [3002]
      ),
      ("allow a: anyone to all-but-list on anything when context.reason == \"x\"", [3004]),
      ("allow a: anyone to read, write on Doc when context.level == low", [3002]),
      ("allow a: anyone to read on Image when resource has titel", [3002]),
      ("allow a: User to read on Image when resource has title", [3002]),
      ("allow a: anyone to read on anything when principal.level == low", [3014]),
      ("allow a: anyone to read on anything when principal.level == severe", [3011]),
      ("allow a: anyone to anything on anything when resource.size > 1", [3002]),
    ])
  func refused(text: String, expected: [Int]) {
    #expect(rule(text) == expected, "\(said(world + "\n" + text))")
  }

  @Test(
    "warns where all combinations agree, and only there",
    arguments: [
      ("allow a: User to read on Doc when principal is User", [7010]),
      ("allow a: User to read on Doc when principal is Bot", [7011]),
      ("allow a: anyone to read on Doc when principal is Bot", []),
      ("allow a: User to read on Doc when resource has size", [7010]),
      ("allow a: User to read on Doc when resource.author has level", []),
      ("allow a: User to read on Doc when context has level", [7010]),
      ("allow a: User to read on Doc when principal == resource", [7011]),
      ("allow a: User to read on Doc when principal != resource", [7010]),
      ("allow a: anyone to read on Doc when principal == User::\"x\"", []),
      ("allow a: Bot to read on Doc when principal in Group::\"x\"", [7011]),
      ("allow a: User to read on Doc when true", [7010]),
      ("allow a: User to read on Doc unless false", [7011]),
      ("allow a: User to read on Doc when principal is Bot and resource.size > 1", [7011, 7014]),
      ("allow a: Bot to read on Doc when principal in Group::\"x\" and resource.size > 1", [7011]),
      ("allow a: User to read on Doc when resource has size or resource.size > 1", [7010, 7014]),
      ("allow a: User to read on Doc when principal is Bot when resource.size > 1", [7011, 7014]),
      (
        "allow a: User to read on Doc when if principal is Bot then resource.size > 1 else true",
        [7011, 7014]
      ),
      ("allow a: User to push on anything", [7001]),
      ("allow a: User to read on Folder when resource.size > 1", [7001]),
      ("allow a: Bot in Group::\"x\" to read on Doc", [7001, 7003]),
      ("allow a: (User, Bot) in Group::\"x\" to read on Doc", [7003]),
    ])
  func warned(text: String, expected: [Int]) {
    #expect(rule(text).sorted() == expected.sorted(), "\(said(world + "\n" + text))")
  }

  @Test("says for which combination a problem holds that not all have")
  func combinationIsNamed() throws {
    let found = checked(
      world + "\nallow a: anyone to read on anything when resource.title == \"x\"")
    let problem = try #require(found.diagnostics.first { $0.code.number == 3002 })
    #expect(problem.notes.map(\.message).contains("this is so for on `Image`") == false)
    #expect(problem.notes.map(\.message).contains("this is so where the resource is `Image`"))
  }
}

@Suite("What is emitted")
struct EmissionTests {
  private func clauses(_ rule: String) throws -> [Clause] {
    let policy = try #require(checked(world + "\n" + rule).policy, "\(said(world + "\n" + rule))")
    return try #require(policy.rules.first).clauses
  }

  @Test("parts that nothing reaches are left out")
  func unreached() throws {
    let text = "allow a: User to read on Doc when principal is Bot and resource.size > 1"
    let clause = try #require(try clauses(text).first)
    guard case .isType = clause.expression.form else {
      Issue.record("\(clause)")
      return
    }
  }

  @Test("a rule that nothing meets stands for false")
  func unmet() throws {
    let clause = try #require(
      try clauses("allow a: User to read on Folder when resource.size > 1").first)
    guard case .literal(.bool(false)) = clause.expression.form, !clause.isUnless else {
      Issue.record("\(clause)")
      return
    }
  }

  @Test("constants are folded, sites are in preorder")
  func folding() throws {
    let text = """
      let day = 24h
      allow a: User to read on Doc
          when resource.size in [1, 2 + 3, -4] and now - day > now or day + day == 48h
      """
    let expression = try #require(try clauses(text).first).expression
    guard case .or(let operands) = expression.form, case .and(let inner) = operands[0].form,
      case .contained(let size, let set) = inner[0].form,
      case .literal(let value) = set.form, case .equal(let sum, _) = operands[1].form
    else {
      Issue.record("\(expression)")
      return
    }
    #expect(value == .set([.int(1), .int(5), .int(-4)]))
    #expect(expression.site < operands[0].site && operands[0].site < inner[0].site)
    #expect(inner[0].site < size.site && size.site < set.site && set.site < inner[1].site)
    guard case .literal(.duration(let two)) = sum.form else {
      Issue.record("\(sum)")
      return
    }
    #expect(two == Milliseconds(172_800_000))
  }
}
