import RemitChecker
import RemitCompiler
import RemitModel
import RemitSource
import RemitSyntax
import Testing

/// Checks and compiles a policy given as files.
func compiled(_ texts: String...) throws -> DecisionGraph {
  var files = SourceFiles()
  var trees: [SyntaxTree] = []
  for (number, text) in texts.enumerated() {
    let file = SourceFile(path: "p\(number).remit", text: text)
    trees.append(parse(file, as: files.add(file)))
  }
  let result = check(trees, files: files, vocabularies: [])
  let errors = (trees.flatMap(\.diagnostics) + result.diagnostics).filter { $0.severity == .error }
  #expect(errors.isEmpty)
  return try DecisionGraph.compile(try #require(result.policy))
}

@Suite("The policy digest")
struct DigestTests {
  private let types = "module m\nentity Group\nentity User in Group { level: Int }\nentity Doc\n"
  private let action = "action read on Doc by User\n"
  private let first = "allow a: User to read on Doc when principal.level > 3\n"
  private let second = "deny b: User in Group::\"out\" to read on Doc\n"

  @Test("does not depend on the order of declarations, on files, comments or layout")
  func orderIsFree() throws {
    let one = try compiled(types + action + first + second)
    let other = try compiled(
      "// a comment\n" + types + second + "\n\n" + action,
      "module m\n/// documented\nallow a:\n    User to read on Doc\n    when principal.level > 3\n")
    #expect(one.digest == other.digest)
    #expect(one.digest.hasPrefix("sha256:") && one.digest.utf8.count == 71)
  }

  @Test(
    "tells policies apart that decide differently",
    arguments: [
      "allow a: User to read on Doc when principal.level > 4\n",
      "allow a: User to read on Doc when principal.level >= 3\n",
      "allow c: User to read on Doc when principal.level > 3\n",
      "deny a: User to read on Doc when principal.level > 3\n",
      "allow a: User to read on Doc unless principal.level > 3\n",
      "allow a: User in Group::\"in\" to read on Doc when principal.level > 3\n",
      "allow a: User to read on Doc when principal.level > 3 oblige log\n",
      "allow a: User to read on Doc when principal.level > 3 because \"so\"\n",
    ])
  func meaningCounts(changed: String) throws {
    let base = try compiled(types + action + first + second)
    #expect(try compiled(types + action + changed + second).digest != base.digest)
  }

  @Test("covers the whole of parts that are longer than what is hashed at once")
  func longParts() throws {
    func digest(of text: String) throws -> String {
      let long = text + String(repeating: "x", count: 70_000)
      let role = """
        role r {
          can read on Doc when principal.name == "\(long)"
          can read on Doc when principal.name == "\(long)" and 1 < 2
        }

        """
      return try compiled(
        types.replacing("level: Int", with: "level: Int, name: String") + action + role
      ).digest
    }
    #expect(try digest(of: "a") == digest(of: "a"))
    #expect(try digest(of: "a") != digest(of: "b"))
  }

  @Test("is over a text in which names cannot pass for structure")
  func lengths() throws {
    let graph = try compiled(types + action + second)
    let text = PolicyDigest.canonicalText(of: graph.policy)
    #expect(text.contains("(deny 3:m.b(by(in(types 6:m.User) 5:Group 3:out))"))
  }
}

@Suite("The decision graph")
struct GraphTests {
  @Test("is the same, byte for byte, when a policy is compiled again")
  func deterministic() throws {
    let text = """
      module m
      entity Group
      entity User in Group { tags: Set<String>, kind: String }
      entity Doc { owner: User, tags: Set<String> }
      action read, write on Doc by User { where?: String }
      allow a: User in Group::"g" to anything on Doc
          when principal.kind in ["x", "y", "z"] and resource.tags.containsAny(["p", "q", "r"])
      allow b: User to read on Doc when resource.owner.kind == "x" and principal.kind == "y"
      deny c: anyone to write on anything unless context has where and context.where like "*a*"
      """
    let one = try compiled(text)
    let other = try compiled(text)
    #expect(one.dump == other.dump)
    #expect(one.checkInvariants().isEmpty)
  }

  @Test("shares equal conditions of different rules and remembers them")
  func sharing() throws {
    let graph = try compiled(
      """
      module m
      entity User { name: String }
      entity Doc { title: String }
      action read on Doc by User
      allow a: User to read on Doc when resource.title like "*x*"
      deny b: User to read on Doc when resource.title like "*x*" and principal.name == "eve"
      """)
    #expect(graph.nodes.count { $0.operation == .like } == 1)
    #expect(graph.nodes.count { $0.isMemoised } == 1)
  }

  @Test("has diagrams of single rules only where they are asked for")
  func singleRules() throws {
    let text = """
      module m
      entity User { n: Int }
      entity Doc
      action read on Doc by User
      action write on Doc by User
      allow a: User to read on Doc when principal.n > 1
      allow b: User to write on Doc when principal.n > 1
      allow c: User to write on Doc when principal.n > 1
      """
    let graph = try compiled(text)
    let whole = try DecisionGraph.compile(graph.policy, effectGraph: .whole)
    #expect(graph.effect.listRoots.count { $0 != EffectGraph.none } == 1)
    #expect(whole.effect.listRoots.count { $0 != EffectGraph.none } == 2)
    #expect(graph.checkInvariants().isEmpty && whole.checkInvariants().isEmpty)
    #expect(graph.digest == whole.digest)
  }

  @Test("counts the rules that every request looks at")
  func linearRules() throws {
    let graph = try compiled(
      """
      module m
      entity Group
      entity User in Group { n: Int }
      entity Doc in Group
      action read on Doc by User
      allow a: anyone to anything on anything when principal.n > 1
      allow b: User to read on Doc when principal.n > 2
      allow c: User in Group::"g" to read on Doc
      allow d: User to read on Doc::"d"
      """)
    #expect(graph.statistics.linearRulesMax == 2)
    #expect(graph.statistics.entries.map(\.candidates) == [4])
  }

  @Test("looks rules up by a constant that `when` asks for")
  func switches() throws {
    var text = """
      module m
      entity User
      entity Doc { kind: String }
      action read on Doc by User { tenant?: String }

      """
    for number in 0..<100 {
      text += "allow r\(number): User to read on Doc"
      text += " when context has tenant and context.tenant == \"t\(number)\"\n"
    }
    let graph = try compiled(text)
    #expect(graph.statistics.linearRulesMax == 0)
    #expect(graph.statistics.switches == 1)
    #expect(graph.checkInvariants().isEmpty)
  }
}
