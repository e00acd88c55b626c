import ArgumentParser
import Remit
import RemitData
import RemitSource
import RemitSyntax

/// `remit vocabulary`
struct VocabularyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vocabulary",
    abstract: "List the built-in vocabularies, or print one.",
    discussion: """
      A vocabulary is a module of types and actions, written in Remit; a policy takes it with `use`.

        remit vocabulary                     what there is
        remit vocabulary pipeline            the source of `pipeline`
        remit vocabulary pipeline | grep '^action'
      """)

  @Argument(help: ArgumentHelp("The vocabulary to print.", valueName: "name"))
  var name: String?

  @Option(help: "For people or for programs.")
  var format: OutputFormat = .text

  func run() throws {
    guard let name else { return try list() }
    guard let vocabulary = Vocabulary.builtIn.first(where: { $0.name == name }) else {
      let known = Vocabulary.builtIn.map(\.name)
      let hint = nearest(name, in: known).map { "; did you mean `\($0)`?" } ?? ""
      throw CommandFailure("there is no vocabulary `\(name)`\(hint)")
    }
    switch format {
    case .text:
      let source = vocabulary.source
      try Output.write(Output.outputHasColour ? coloured(source) : source)
    case .json:
      var json = JSONWriter()
      json.object { json in
        json.member("name") { $0.string(vocabulary.name) }
        json.member("source") { $0.string(vocabulary.source) }
      }
      try Output.writeLine(json.text)
    }
  }

  private func coloured(_ source: String) -> String {
    RemitSyntax.ansi(
      RemitSyntax.parse(SourceFile(path: "vocabulary", text: source), as: SourceFileID(0)))
  }

  private func list() throws {
    switch format {
    case .text:
      let width = Vocabulary.builtIn.map(\.name.count).max() ?? 0
      for vocabulary in Vocabulary.builtIn {
        let padding = String(repeating: " ", count: width - vocabulary.name.count)
        try Output.writeLine("\(vocabulary.name)\(padding)  \(vocabulary.summary)")
      }
    case .json:
      var json = JSONWriter()
      json.object { json in
        json.member("vocabularies") { json in
          json.array(Vocabulary.builtIn) { json, vocabulary in
            json.object { json in
              json.member("name") { $0.string(vocabulary.name) }
              json.member("summary") { $0.string(vocabulary.summary) }
            }
          }
        }
      }
      try Output.writeLine(json.text)
    }
  }
}
