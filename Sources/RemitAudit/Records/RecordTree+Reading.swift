import RemitData
import RemitModel

extension RecordTree {
  /// Reads the bytes of a record, as strictly as all JSON is read here.
  ///
  /// - Returns: `nil` where they are no JSON document, or hold a number that is not whole.
  package init?(reading bytes: [UInt8]) {
    let read: RecordTree? = bytes.withUnsafeBufferPointer { buffer in
      var reader = JSONReader(buffer, root: "")
      guard let tree = try? reader.tree(), (try? reader.end()) != nil, reader.problems.isEmpty
      else { return nil }
      return tree
    }
    guard let read else { return nil }
    self = read
  }
}

extension JSONReader {
  /// Reads any value and keeps the order of members.
  mutating func tree() throws(JSONSyntaxError) -> RecordTree {
    switch try kind() {
    case .object:
      var members: [RecordTree.Member] = []
      try object { (reader, key) throws(JSONSyntaxError) in
        members.append(RecordTree.Member(key.string, try reader.tree()))
      }
      return .object(members)
    case .array:
      var elements: [RecordTree] = []
      try array { (reader) throws(JSONSyntaxError) in elements.append(try reader.tree()) }
      return .array(elements)
    case .string: return .string(try string().string)
    case .number: return try integer().map { .int($0) } ?? .null
    case .bool: return .bool(try bool())
    case .null:
      try null()
      return .null
    }
  }
}
