import RemitModel

/// Finds where in a document the values stand that paths such as `entities.json:$[3].attrs.owner`
/// name.
///
/// A path that leads to nothing, because a member is missing, has the place of the nearest value
/// around it; a document that is no JSON has the place where reading stopped.
package struct JSONPlaces {
  private var found: [String: Range<Int>] = [:]
  private let root: String

  /// Reads the document once and goes only into what the paths lead to. O(bytes).
  package init(of paths: some Sequence<String>, in bytes: [UInt8], root: String) {
    self.root = root
    var wanted: Set<String> = [root]
    for path in paths { wanted.formUnion(Self.prefixes(of: path)) }
    var found: [String: Range<Int>] = [:]
    bytes.withUnsafeBufferPointer { buffer in
      var reader = JSONReader(buffer, root: root)
      do throws(JSONSyntaxError) {
        try reader.locate(wanted, &found)
      } catch {
        let start = min(error.offset, buffer.count)
        found[reader.path] = start..<min(start + 1, buffer.count)
      }
    }
    self.found = found
  }

  /// The bytes of the value: the whole of it, or the opening bracket of an object or array.
  package func place(of path: String) -> Range<Int>? {
    for prefix in Self.prefixes(of: path) {
      if let place = found[prefix] { return place }
    }
    return found[root]
  }

  /// The path and every path that it goes through, the longest first; some that are none, where a
  /// key has a dot or a bracket.
  private static func prefixes(of path: String) -> [String] {
    let bytes = Array(path.utf8)
    let ends = bytes.indices.filter {
      bytes[$0] == UInt8(ascii: ".") || bytes[$0] == UInt8(ascii: "[")
    }
    return [path] + ends.reversed().map { String(decoding: bytes[..<$0], as: UTF8.self) }
  }
}

extension JSONReader {
  fileprivate mutating func locate(
    _ wanted: Set<String>, _ found: inout [String: Range<Int>]
  ) throws(JSONSyntaxError) {
    let kind = try kind()
    let start = offset
    let here = path
    guard wanted.contains(here) else { return try skip() }
    found[here] = start..<(start + 1)
    switch kind {
    case .array:
      try array { (reader) throws(JSONSyntaxError) in try reader.locate(wanted, &found) }
    case .object:
      try object { (reader, _) throws(JSONSyntaxError) in try reader.locate(wanted, &found) }
    case .string, .number, .bool, .null:
      try skip()
      found[here] = start..<offset
    }
  }
}
