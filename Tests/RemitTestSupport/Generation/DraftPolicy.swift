/// A generated policy: its declarations, how they are spread over files, and the names in them that
/// requests and data may use.
package struct DraftPolicy: Sendable {
  package struct File: Sendable {
    package var path: String
    var module: String?
    var uses: [String]
    package var declarations: DraftList

    package var text: String {
      let head = [module.map { "module \($0)" }].compactMap { $0 } + uses.map { "use \($0)" }
      return head.map { $0 + "\n" }.joined() + "\n" + Draft.list(declarations).text + "\n"
    }
  }

  package var files: [File]
  let schema: DraftSchema
  /// Short names.
  var roles: [String]
  /// The module of the rules and roles, and of the schema where that is another one.
  let module: String?

  package var text: String {
    files.map { "// file: \($0.path)\n\($0.text)" }.joined(separator: "\n")
  }

  /// Every policy that is smaller by one cut.
  package var cuts: [DraftPolicy] {
    files.indices.flatMap { index in
      Draft.list(files[index].declarations).cuts.compactMap { cut in
        guard case .list(let declarations) = cut else { return nil }
        var smaller = self
        smaller.files[index].declarations = declarations
        return smaller
      }
    }
  }

  /// The same policy with its declarations and files in another order.
  package func shuffled(_ random: inout SplitMix64) -> DraftPolicy {
    var other = self
    for index in other.files.indices {
      other.files[index].declarations.items = random.shuffled(files[index].declarations.items)
    }
    // Declarations of one module may also stand in another of its files.
    let last = other.files.count - 1
    for index in other.files.indices where index != last {
      if other.files[index].module == other.files[last].module, random.chance(50),
        let moved = other.files[index].declarations.items.popLast()
      {
        other.files[last].declarations.items.append(moved)
      }
    }
    other.files = random.shuffled(other.files)
    return other
  }
}
