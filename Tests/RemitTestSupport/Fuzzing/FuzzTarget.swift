/// A part of Remit with what must hold of it for every sequence of bytes.
///
/// libFuzzer looks for bytes that break it (`make fuzz`, docs/fuzzing.md); a test holds it for the
/// bytes that are kept in `Fuzzing/`.
package enum FuzzTarget: String, CaseIterable, Sendable {
  /// A text as tokens.
  case lexer
  /// A text as a tree with diagnostics.
  case parser
  /// A text in the canonical style.
  case formatter
  /// Texts, cut by `FuzzInput.cut`, as the files of one policy.
  case checker
  /// A JSON document, read as everything that Remit reads.
  case json
  /// A pattern, a line feed, and what it is compared with.
  case patterns
  /// A policy, entities, grants and requests, cut by `FuzzInput.cut`.
  case decide
  /// What a verifier of a trail reads: notes, keys, proofs, paths, bundles, records.
  case trail

  /// Runs everything that must hold of one input.
  ///
  /// - Returns: what does not hold, in one sentence; `nil` if all does.
  package func brokenProperty(in bytes: [UInt8]) -> String? {
    do throws(BrokenProperty) {
      switch self {
      case .lexer: try LexerProperties.check(bytes)
      case .parser: try ParserProperties.check(bytes)
      case .formatter: try FormatterProperties.check(bytes)
      case .checker: try CheckerProperties.check(FuzzInput.parts(of: bytes, atMost: 4))
      case .json: try JSONProperties.check(bytes)
      case .patterns: try PatternProperties.check(bytes)
      case .decide: try DecisionProperties.check(FuzzInput.parts(of: bytes, atMost: 4))
      case .trail: try TrailProperties.check(bytes)
      }
      return nil
    } catch {
      return error.description
    }
  }

  /// Bytes that an input may have: long enough to be interesting, short enough to be fast.
  package var lengthMax: Int {
    switch self {
    case .lexer, .parser, .formatter, .json, .trail: 8_192
    case .checker, .decide: 16_384
    case .patterns: 1_024
    }
  }

  /// What its inputs are made of.
  package var tokens: [String] {
    switch self {
    case .lexer, .parser, .formatter: Mutator.policyTokens
    case .checker: Mutator.policyTokens + [FuzzInput.cut]
    case .json, .trail: Mutator.jsonTokens
    case .patterns: Mutator.patternTokens
    case .decide: Mutator.policyTokens + Mutator.jsonTokens + [FuzzInput.cut]
    }
  }
}

/// Something that must hold and does not.
package struct BrokenProperty: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

/// - Throws: the description, if the condition is false.
func hold(
  _ condition: Bool, _ description: @autoclosure () -> String
) throws(BrokenProperty) {
  if !condition { throw BrokenProperty(description()) }
}

/// How one input holds several texts.
package enum FuzzInput {
  /// The line between two texts.
  package static let cut = "\n=====\n"

  /// The texts, the last one with whatever cuts are left.
  package static func parts(of bytes: [UInt8], atMost count: Int) -> [[UInt8]] {
    let cut = Array(Self.cut.utf8)
    var parts: [[UInt8]] = []
    var start = 0
    var index = 0
    while parts.count < count - 1, index + cut.count <= bytes.count {
      if bytes[index..<(index + cut.count)].elementsEqual(cut) {
        parts.append(Array(bytes[start..<index]))
        index += cut.count
        start = index
      } else {
        index += 1
      }
    }
    return parts + [Array(bytes[start...])]
  }
}
