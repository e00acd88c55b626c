import RemitData
import RemitModel

/// What a record's first bytes say, which stand in one order.
package struct ReadRecordHead: Hashable, Sendable {
  package let kind: String
  package let id: RecordID
  /// As it is written: RFC 3339, UTC, with nine digits.
  package let time: String

  /// Reads the head of a record.
  ///
  /// - Throws: where it does not start as records do; the error says how.
  package init(_ record: UnsafeBufferPointer<UInt8>) throws(RecordProblem) {
    var head = HeadCursor(record)
    guard head.take("{\"v\":") else { throw RecordProblem(0, "a record starts with `{\"v\":1`") }
    guard head.take("1,\"kind\":\"") else {
      throw RecordProblem(head.offset, "the record is of another version than 1")
    }
    guard let kind = head.text(upTo: 64), head.take(",\"id\":\"") else {
      throw RecordProblem(head.offset, "`kind` and `id` follow the version of a record")
    }
    guard let idText = head.text(upTo: 36), let id = RecordID(idText) else {
      throw RecordProblem(head.offset, "the record's `id` is no UUID")
    }
    guard head.take(",\"time\":\""), let time = head.text(upTo: 30), Self.isTime(time) else {
      throw RecordProblem(
        head.offset, "a record's `time` follows its `id`, as in `2026-11-21T18:20:00.123456789Z`")
    }
    self.kind = kind
    self.id = id
    self.time = time
  }

  package static let knownKinds: Set<String> = Set(
    ControlRecord.Kind.allCases.map(\.rawValue) + ["decision"])

  private static func isTime(_ text: String) -> Bool {
    let form = Array("0000-00-00T00:00:00.000000000Z".utf8)
    guard text.utf8.count == form.count else { return false }
    return zip(text.utf8, form).allSatisfy { byte, expected in
      expected == 0x30 ? (0x30...0x39).contains(byte) : byte == expected
    }
  }
}

/// What is wrong with a record.
package struct RecordProblem: Error, Hashable, Sendable {
  /// In the record, in bytes.
  package let offset: Int
  package let words: String

  init(_ offset: Int, _ words: String) {
    self.offset = offset
    self.words = words
  }
}

private struct HeadCursor {
  let bytes: UnsafeBufferPointer<UInt8>
  var offset = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  mutating func take(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard bytes.count - offset >= count else { return false }
    for place in 0..<count where bytes[offset + place] != text.utf8Start[place] { return false }
    offset += count
    return true
  }

  /// A plain text without escapes up to its closing quote, which is read too.
  mutating func text(upTo bytesMax: Int) -> String? {
    var end = offset
    while end < bytes.count, end - offset <= bytesMax {
      let byte = bytes[end]
      if byte == UInt8(ascii: "\"") {
        defer { offset = end + 1 }
        return String(decoding: bytes[offset..<end], as: UTF8.self)
      }
      guard byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "\\") else { return nil }
      end += 1
    }
    return nil
  }
}

extension ReadRecordHead {
  /// Reads a whole record: its head, and that all of it is one JSON object on one line.
  ///
  /// - Throws: what is wrong with it first.
  /// - Complexity: O(bytes), without memory for a record that Remit wrote.
  package init(checking record: UnsafeBufferPointer<UInt8>) throws(RecordProblem) {
    try self.init(record)
    guard Self.knownKinds.contains(kind) else {
      throw RecordProblem(7, "there are no records of the kind `\(kind)`")
    }
    if PlainJSON.isObject(record) { return }
    if let place = record.firstIndex(where: { $0 < 0x20 }) {
      throw RecordProblem(place, "a record stands on one line, without control characters")
    }
    // It starts with a brace, as its head was read.
    var reader = JSONReader(record, root: "")
    do throws(JSONSyntaxError) {
      try reader.skip()
      try reader.end()
    } catch {
      throw RecordProblem(error.offset, error.message)
    }
  }
}
