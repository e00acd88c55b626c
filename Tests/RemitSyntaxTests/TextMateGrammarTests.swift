import CPCRE2
import Foundation
import RemitSyntax
import RemitTestSupport
import Testing

/// What the grammar says of a text is tested by `make check-grammar`, in a TextMate engine.
@Suite("The TextMate grammar")
struct TextMateGrammarTests {
  @Test("is kept as the tables give it")
  func isCurrent() throws {
    try Golden.expect(TextMateGrammar.text, at: "editors/textmate/remit.tmLanguage.json")
    // The extension for Visual Studio Code must be whole in its folder.
    try Golden.expect(TextMateGrammar.text, at: "editors/vscode/remit.tmLanguage.json")
  }

  @Test("is JSON with a scope, a type of file and rules")
  func isWellFormed() throws {
    let whole = try JSONSerialization.jsonObject(with: Data(TextMateGrammar.text.utf8))
    let grammar = try #require(whole as? [String: Any])
    #expect(grammar["scopeName"] as? String == "source.remit")
    #expect(grammar["fileTypes"] as? [String] == ["remit"])
    #expect((grammar["patterns"] as? [Any])?.isEmpty == false)
  }

  @Test("has expressions that PCRE2 accepts and that take something or look at something")
  func expressionsCompile() {
    #expect(TextMateGrammar.expressions.count > 80)
    for expression in TextMateGrammar.expressions {
      var code: Int32 = 0
      var offset = 0
      let bytes = Array(expression.utf8)
      let compiled = bytes.withUnsafeBufferPointer {
        pcre2_compile_8($0.baseAddress, $0.count, 0, &code, &offset, nil)
      }
      #expect(compiled != nil, "\(expression): error \(code) at \(offset)")
      pcre2_code_free_8(compiled)
    }
  }

  @Test("keeps to what Oniguruma and PCRE2 read alike")
  func expressionsArePlain() {
    for expression in TextMateGrammar.expressions {
      // Classes by letter, atomic groups, possessive repetition, named groups, back references.
      #expect(!expression.contains(/\\[A-Za-mo-sv-z]/), "\(expression)")
      #expect(!expression.contains(/\(\?[^:=!<]|\(\?<[^=!]|[*+?]\+|\\[0-9]/), "\(expression)")
    }
  }

  @Test("has every keyword of the lexer", arguments: TextMateGrammar.keywords)
  func coversKeywords(word: String) throws {
    let whole = try Regex("(^|[^A-Za-z])\(word)($|[^A-Za-z])")
    #expect(TextMateGrammar.expressions.contains { $0.contains(whole) })
  }

  @Test("and the extension name the same scope, file type and brackets")
  func extensionFits() throws {
    func object(_ path: String) throws -> [String: Any] {
      let data = try Data(contentsOf: Golden.root.appending(path: "editors/vscode/\(path)"))
      return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
    let contributes = try #require(try object("package.json")["contributes"] as? [String: Any])
    let language = try #require((contributes["languages"] as? [[String: Any]])?.first)
    let grammar = try #require((contributes["grammars"] as? [[String: Any]])?.first)
    #expect(language["extensions"] as? [String] == [".remit"])
    #expect(grammar["scopeName"] as? String == TextMateGrammar.scope)
    #expect(grammar["language"] as? String == language["id"] as? String)
    for path in [grammar["path"], language["configuration"]] {
      let name = try #require(path as? String)
      _ = try object(String(name.dropFirst(2)))
    }
    let configuration = try object("language-configuration.json")
    #expect((configuration["comments"] as? [String: String])?["lineComment"] == "//")
    for rules in ["indentationRules", "folding"] {
      _ = try #require(configuration[rules] as? [String: Any])
    }
  }
}
