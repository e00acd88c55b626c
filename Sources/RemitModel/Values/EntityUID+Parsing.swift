extension EntityUID {
  /// Reads `Type::"id"`, the id with the escapes of the language (`\n \t \" \\ \u{…}`).
  ///
  /// The type is everything before the first `::"`. Returns `nil` where the text is not of that
  /// form. O(length).
  package static func parse(quoted text: Text) -> EntityUID? {
    let scalars = Array(text.string.unicodeScalars)
    guard scalars.count >= 5, scalars.last == "\"" else { return nil }
    guard
      let split = scalars.indices.dropLast(2).first(where: {
        scalars[$0] == ":" && scalars[$0 + 1] == ":" && scalars[$0 + 2] == "\""
      }), split > 0, split + 3 <= scalars.count - 1
    else { return nil }
    var type = String.UnicodeScalarView()
    type.append(contentsOf: scalars[..<split])
    guard let id = unescape(scalars[(split + 3)..<(scalars.count - 1)]) else { return nil }
    return EntityUID(type: Text(String(type)), id: Text(id))
  }

  private static func unescape(_ scalars: ArraySlice<Unicode.Scalar>) -> String? {
    var out = String.UnicodeScalarView()
    var rest = scalars
    while let scalar = rest.popFirst() {
      if scalar == "\"" { return nil }
      guard scalar == "\\" else {
        out.append(scalar)
        continue
      }
      switch rest.popFirst() {
      case "n": out.append("\n")
      case "t": out.append("\t")
      case "\"": out.append("\"")
      case "\\": out.append("\\")
      case "u":
        guard rest.popFirst() == "{", let close = rest.firstIndex(of: "}") else { return nil }
        let digits = rest[rest.startIndex..<close]
        rest = rest[(close + 1)...]
        var text = String.UnicodeScalarView()
        text.append(contentsOf: digits)
        guard (1...6).contains(digits.count), let value = UInt32(String(text), radix: 16),
          let unescaped = Unicode.Scalar(value)
        else { return nil }
        out.append(unescaped)
      default: return nil
      }
    }
    return String(out)
  }
}
