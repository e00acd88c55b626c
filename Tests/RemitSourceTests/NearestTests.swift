import RemitSource
import Testing

@Suite("did you mean")
struct NearestTests {
  @Test(
    "a small slip finds its name",
    arguments: [
      ("permission", "permision"), ("grant", "garnt"), ("grant", "grants"), ("User", "user"),
      ("criticalFindings", "critcalFindngs"), ("four-eyes", "foureyes"), ("role", "roll"),
    ])
  func slip(_ pair: (String, String)) {
    let names = ["permission", "grant", "User", "criticalFindings", "four-eyes", "role"]
    #expect(nearest(pair.1, in: names) == pair.0)
  }

  @Test(
    "what is not close is not suggested",
    arguments: ["x", "to", "completely", "", "permissionpermission"])
  func noSuggestion(_ name: String) {
    #expect(nearest(name, in: ["permission", "grant", "on", "by"]) == nil)
  }

  @Test("the name itself is not a suggestion for it")
  func itself() {
    #expect(nearest("deploy", in: ["deploy"]) == nil)
    #expect(nearest("deploy", in: ["Deploy"]) == "Deploy")
  }

  @Test("a tie goes to the first in byte order, whatever the order of the candidates")
  func tie() {
    #expect(nearest("roleX", in: ["roleB", "roleA"]) == "roleA")
    #expect(nearest("roleX", in: ["roleA", "roleB"]) == "roleA")
  }

  @Test("names over 64 bytes take no part")
  func long() {
    let name = String(repeating: "a", count: 64)
    #expect(nearest(name, in: [name + "b"]) == nil)
    #expect(nearest(String(name.dropLast()), in: [name]) == name)
  }
}
