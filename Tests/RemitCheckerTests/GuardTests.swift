import RemitChecker
import RemitSource
import Testing

private let world = """
  entity User { boss?: User, name: String, limits?: Set<Int>, mfa?: Bool, tags: Map<String> }
  entity Bot { mfa?: Bool }
  entity Doc { owner?: User, folder?: Folder, size: Int, box?: { a?: Int, b: Int }, keeper: User | Bot }
  entity Folder { size: Int, owner?: User }
  action read on Doc by User { image?: Doc, reason?: String, tags: Map<String> }
  condition owned(d: Doc) = d has owner
  condition ownerless(d: Doc) = not (d has owner)
  condition owned-by-boss(d: Doc) = owned(d) and d.owner has boss
  """

private func guarded(_ clauses: String) -> [Int] {
  errorCodes(world + "\nallow a: User to read on Doc\n" + clauses)
}

@Suite("Guards")
struct GuardTests {
  @Test(
    "let optional attributes be read",
    arguments: [
      "when resource has owner and resource.owner == principal",
      "when resource has owner when resource.owner == principal",
      "unless not (resource has owner) when resource.owner == principal",
      "unless not (resource has owner and resource.owner has boss) when resource.owner.boss == principal",
      "when not (resource has owner) or resource.owner == principal",
      "when not (not (resource has owner) or resource.owner != principal)",
      "when if resource has owner then resource.owner == principal else resource.size > 1",
      "when if not (resource has owner) then false else resource.owner == principal",
      "when resource has owner.boss and resource.owner.boss == principal and resource.owner has name",
      "when resource has owner and resource.owner has boss and resource.owner.boss == principal",
      "when (resource has owner and resource.size > 1) and resource.owner == principal",
      "when (resource has owner or false) and resource.owner == principal",
      "when (if resource.size > 1 then resource has owner else false) and resource.owner == principal",
      "when (if resource.size > 1 then resource has owner and resource has box else resource has owner)"
        + " and resource.owner == principal",
      "when (resource has owner and resource.size > 1 or resource has owner) and resource.owner == principal",
      "when owned(resource) and resource.owner == principal",
      "unless ownerless(resource) when resource.owner == principal",
      "when not ownerless(resource) and resource.owner == principal",
      "when owned-by-boss(resource) and resource.owner.boss == principal",
      "when context has image and owned(context.image) and context.image.owner == principal",
      "when context has image.owner.boss and context.image.owner.boss == principal",
      "when principal.tags has \"env\" and principal.tags[\"env\"] == \"x\"",
      "when context.tags has \"env\" when context.tags[\"env\"] == principal.name",
      "when resource has box.a and resource.box.a + resource.box.b > 2",
      "when resource has box and resource.box has a and resource.box.a > 2",
      "when principal has limits and (some x in principal.limits where x > 1)",
      "when principal has limits and (some x in [1] where x in principal.limits)",
      "when resource has owner and (some x in [1, 2] where resource.owner has boss"
        + " and resource.owner.boss == principal and x > 1)",
      "when resource.keeper has mfa and resource.keeper.mfa",
      "when resource.keeper is User and resource.keeper.name == \"x\"",
      "when not (resource.keeper is Bot) and resource.keeper.name == \"x\"",
      "when resource.keeper is Bot or resource.keeper.name == \"x\"",
      "when if resource.keeper is Bot then false else resource.keeper.name == \"x\"",
      "unless resource.keeper is Bot when resource.keeper.name == \"x\"",
      "when resource.keeper has boss and resource.keeper.name == \"x\"",
      "when resource.keeper == principal and resource.keeper.name == \"x\"",
    ])
  func accepted(clauses: String) {
    #expect(guarded(clauses) == [], "\(clauses)")
  }

  @Test(
    "are needed, on the way that leads to the reading",
    arguments: [
      ("when resource.owner == principal", [3004]),
      ("when resource.owner == principal and resource has owner", [3004]),
      ("when resource has owner or resource.owner == principal", [3004]),
      ("when not (resource has owner) and resource.owner == principal", [3004]),
      ("unless resource has owner when resource.owner == principal", [3004]),
      (
        "when if resource has owner then resource.size > 1 else resource.owner == principal", [3004]
      ),
      ("when (resource has owner or resource.size > 1) and resource.owner == principal", [3004]),
      (
        "when (if resource.size > 1 then resource has owner else true) and resource.owner == principal",
        [3004]
      ),
      ("when ownerless(resource) and resource.owner == principal", [3004]),
      ("when resource has owner and resource.owner.boss == principal", [3004]),
      ("when resource has folder and resource.owner == principal", [3004]),
      ("when context.image.size > 1", [3004]),
      ("when context has reason and context.image.size > 1", [3004]),
      ("when resource has box and resource.box.a > 2", [3004]),
      ("when principal.tags[\"env\"] == \"x\"", [3005]),
      ("when principal.tags has \"env\" and principal.tags[\"tier\"] == \"x\"", [3005]),
      ("when principal.tags has \"env\" and context.tags[\"env\"] == \"x\"", [3005]),
      ("when (some x in [principal] where x has boss) and principal.boss == principal", [3004]),
      (
        "when (some x in [principal] where x has boss) and (some y in [principal] where y.boss == y)",
        [3004]
      ),
      ("when (every x in [1] where resource has owner) and resource.owner == principal", [3004]),
      ("when resource.keeper.name == \"x\"", [3003]),
      ("when resource.keeper is Bot and resource.keeper.name == \"x\"", [3002]),
      (
        "when resource.keeper has mfa and resource.keeper has boss and resource.keeper.name == 1",
        [3060]
      ),
      ("when resource has ownr", [3002]),
      ("when resource has owner.bos", [3002]),
      ("when resource.size has a", [3010]),
    ])
  func refused(clauses: String, expected: [Int]) {
    #expect(guarded(clauses) == expected, "\(clauses)")
  }

  @Test("are suggested with the text of the place")
  func suggestion() throws {
    let found = checked(world + "\nallow a: User to read on Doc when context.image.size > 1")
    let problem = try #require(found.diagnostics.first { $0.code.number == 3004 })
    #expect(problem.notes.map(\.message) == ["ask first: `context has image and …`"])
  }
}
