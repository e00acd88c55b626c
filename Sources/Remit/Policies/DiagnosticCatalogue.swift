import RemitChecker
package import RemitSource
import RemitSyntax

/// Everything that `remit check` can say about a policy.
package enum DiagnosticCatalogue {
  /// Sorted by code; every code once.
  package static let all: [DiagnosticKind] =
    (SyntaxProblem.all + CheckProblem.all).sorted { $0.code < $1.code }

  /// The heading of a kind in docs/diagnostics.md as the anchor that web pages make of it:
  /// `rmt2006-unknown-action`.
  package static func anchor(of kind: DiagnosticKind) -> String {
    var anchor = ""
    for byte in "\(kind.code): \(kind.title)".utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "_"):
        anchor.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        anchor.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
      case UInt8(ascii: " "): anchor += "-"
      default: continue
      }
    }
    return anchor
  }
}
