public import RemitModel

/// The header fields of a request, or the metadata of a call: each name in lower case with the set
/// of its values.
///
/// A field that comes several times has several values. Values are not taken apart at commas: only
/// the definition of a field says whether that may be done. White space around a value is no part
/// of it.
public struct HeaderFields: Hashable, Sendable {
  public let values: [Text: Set<Text>]

  /// Reads fields, in any order. Pseudo-headers (`:path`) are none.
  ///
  /// - Throws: the first fault from the front: a name that is no token of RFC 9110, a value with NUL
  ///   or a line end or that is not UTF-8, too many fields or bytes.
  /// - Complexity: O(bytes), at most 64 KB.
  public init(
    _ fields: some Sequence<(name: [UInt8], value: [UInt8])>
  ) throws(MeshInputError) {
    var values: [Text: Set<Text>] = [:]
    var bytes = 0
    for (index, field) in fields.enumerated() {
      guard index < MeshLimits.headerFieldsMax else {
        throw MeshInputError(.header, .tooMany(max: MeshLimits.headerFieldsMax))
      }
      bytes += field.name.count + field.value.count
      guard bytes <= MeshLimits.headerBytesMax else {
        throw MeshInputError(.header, .tooLong(max: MeshLimits.headerBytesMax))
      }
      let name = try readToken(field.name, .header, in: "name \(index)")
      let value = try Self.value(field.value, in: "value \(index)")
      values[Text(name.asciiLowercased), default: []].insert(value)
    }
    self.values = values
  }

  private static func value(
    _ bytes: [UInt8], in place: String
  ) throws(MeshInputError) -> Text {
    for (offset, byte) in bytes.enumerated() where byte == 0 || byte == 0x0A || byte == 0x0D {
      throw MeshInputError(.header, .badByte(byte), at: offset, in: place)
    }
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    var value = bytes.drop(while: isBlank)
    while let last = value.last, isBlank(last) { value.removeLast() }
    guard let text = String(validating: value, as: UTF8.self) else {
      throw MeshInputError(.header, .notUTF8, in: place)
    }
    return Text(text)
  }
}

/// Reads a token of RFC 9110, section 5.6.2: the name of a field or of a method.
func readToken(
  _ bytes: some Collection<UInt8>, _ part: MeshInputError.Part, in place: String = ""
) throws(MeshInputError) -> String {
  guard !bytes.isEmpty else { throw MeshInputError(part, .empty, in: place) }
  let signs = "!#$%&'*+-.^_`|~".utf8
  for (offset, byte) in bytes.enumerated() {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      continue
    default:
      guard signs.contains(byte) else {
        throw MeshInputError(part, .badByte(byte), at: offset, in: place)
      }
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}

extension String {
  /// `A` to `Z` made small, nothing else.
  fileprivate var asciiLowercased: String {
    String(decoding: utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self)
  }
}
