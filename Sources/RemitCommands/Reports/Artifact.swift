import Foundation
import RemitSource

/// A file that a report speaks of, named as programs on other machines know it.
struct Artifact: Hashable {
  /// The path from the folder in which the command runs where it is below it, else as given.
  let path: String
  /// The path as a URI reference, every byte percent-encoded that is not plain.
  let uri: String
  /// True where the URI is relative to the folder in which the command runs.
  let isRelative: Bool
  /// False for a vocabulary, which is part of Remit and stands in no file.
  let isFile: Bool

  init(_ file: SourceFile) {
    self.init(pathBytes: file.pathBytes)
  }

  init(vocabulary file: SourceFile) {
    path = file.path
    uri = "remit:vocabulary/" + Self.encoded(Array(file.path.prefix { $0 != " " }.utf8))
    isRelative = false
    isFile = false
  }

  init(pathBytes: [UInt8]) {
    let here = Array(FileManager.default.currentDirectoryPath.utf8) + [UInt8(ascii: "/")]
    var bytes = pathBytes.starts(with: here) ? Array(pathBytes.dropFirst(here.count)) : pathBytes
    while bytes.starts(with: Array("./".utf8)), bytes.count > 2 { bytes.removeFirst(2) }
    isFile = true
    isRelative = bytes.first != UInt8(ascii: "/")
    path = String(decoding: bytes, as: UTF8.self)
    uri = (isRelative ? "" : "file://") + Self.encoded(bytes)
  }

  /// Only what no reader of URIs can take for anything else stays.
  private static func encoded(_ bytes: [UInt8]) -> String {
    var out = ""
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
        out.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        out += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return out
  }
}
