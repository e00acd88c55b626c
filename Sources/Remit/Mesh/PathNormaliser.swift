import RemitModel

/// Brings a path into normal form, in the order in which Envoy does it: escaped slashes, then
/// encodings and dot segments, then repeated slashes.
struct PathNormaliser {
  private(set) var bytes: [UInt8]

  private static let slash = UInt8(ascii: "/")
  private static let backslash = UInt8(ascii: "\\")
  private static let percent = UInt8(ascii: "%")

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  func normalised(_ mode: PathNormalising) throws(MeshInputError) -> PathNormaliser {
    guard mode != .none, bytes.first == Self.slash || bytes.first == Self.backslash else {
      return self
    }
    var out = self
    if mode == .decodeAndMergeSlashes { out.bytes = out.slashesDecoded() }
    out.bytes = try out.encodingsNormalised()
    out.bytes = try out.dotSegmentsResolved(mergingSlashes: mode != .base)
    return out
  }

  /// Whether it is in normal form, and no segment is one that some servers read as dots.
  func check() throws(MeshInputError) {
    guard !bytes.isEmpty else { throw MeshInputError(.path, .empty) }
    if let fault = bytes.withUnsafeBufferPointer({ PathNormalForm.fault(in: $0) }) {
      throw MeshInputError(.path, .notNormal(fault))
    }
    for segment in bytes.split(separator: Self.slash) {
      let name = segment.prefix { $0 != UInt8(ascii: ";") }
      if name.count < segment.count, Self.isDots(name) {
        throw MeshInputError(.path, .dotSegmentWithParameter, at: segment.startIndex)
      }
    }
  }

  private func slashesDecoded() -> [UInt8] {
    var out: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if let byte = encodedByte(at: index), byte == Self.slash || byte == Self.backslash {
        out.append(byte)
        index += 3
      } else {
        out.append(bytes[index])
        index += 1
      }
    }
    return out
  }

  /// Encodings in upper case, needless ones decoded, and every `\` a `/`.
  private func encodingsNormalised() throws(MeshInputError) -> [UInt8] {
    var out: [UInt8] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index] == Self.percent else {
        out.append(bytes[index] == Self.backslash ? Self.slash : bytes[index])
        index += 1
        continue
      }
      guard let byte = encodedByte(at: index) else {
        throw MeshInputError(.path, .badPercentEncoding, at: index)
      }
      if Self.isUnreserved(byte) {
        out.append(byte)
      } else {
        out += bytes[index..<(index + 3)].map { (0x61...0x66).contains($0) ? $0 - 0x20 : $0 }
      }
      index += 3
    }
    return out
  }

  /// The byte of the encoding that begins at a place; nil where none does.
  private func encodedByte(at index: Int) -> UInt8? {
    guard bytes[index] == Self.percent, index + 2 < bytes.count,
      let high = hexadecimalDigit(bytes[index + 1]), let low = hexadecimalDigit(bytes[index + 2])
    else { return nil }
    return high << 4 | low
  }

  private func dotSegmentsResolved(mergingSlashes: Bool) throws(MeshInputError) -> [UInt8] {
    let segments = bytes.dropFirst().split(
      separator: Self.slash, omittingEmptySubsequences: false)
    var kept: [ArraySlice<UInt8>] = []
    for (index, segment) in segments.enumerated() {
      guard Self.isDots(segment) else {
        kept.append(segment)
        continue
      }
      if segment.count == 2 {
        guard let removed = kept.popLast() else { throw MeshInputError(.path, .aboveRoot) }
        guard !removed.isEmpty else { throw MeshInputError(.path, .dotsBehindEmptySegment) }
      }
      if index == segments.count - 1 { kept.append([]) }
    }
    if mergingSlashes, let last = kept.popLast() {
      kept.removeAll(where: \.isEmpty)
      kept.append(last)
    }
    return [Self.slash] + kept.joined(separator: [Self.slash])
  }

  private static func isDots(_ segment: ArraySlice<UInt8>) -> Bool {
    (1...2).contains(segment.count) && segment.allSatisfy { $0 == UInt8(ascii: ".") }
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }
}

/// Reads the parameters of a query, as HTML forms write them.
enum QueryReader {
  /// - Parameter query: the `?` and what follows it, or nothing.
  static func parameters(
    of bytes: [UInt8], in query: Range<Int>
  ) throws(MeshInputError) -> [Text: Set<Text>] {
    var parameters: [Text: Set<Text>] = [:]
    var count = 0
    for piece in bytes[query].dropFirst().split(separator: UInt8(ascii: "&")) {
      count += 1
      guard count <= MeshLimits.queryParametersMax else {
        throw MeshInputError(.query, .tooMany(max: MeshLimits.queryParametersMax))
      }
      let equals = piece.firstIndex(of: UInt8(ascii: "=")) ?? piece.endIndex
      let name = try decoded(piece[..<equals])
      let value = try decoded(piece[equals...].dropFirst())
      parameters[name, default: []].insert(value)
    }
    return parameters
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>) throws(MeshInputError) -> Text {
    var out: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      guard bytes[index] == UInt8(ascii: "%") else {
        out.append(bytes[index] == UInt8(ascii: "+") ? UInt8(ascii: " ") : bytes[index])
        index += 1
        continue
      }
      guard index + 2 < bytes.endIndex, let high = hexadecimalDigit(bytes[index + 1]),
        let low = hexadecimalDigit(bytes[index + 2])
      else { throw MeshInputError(.query, .badPercentEncoding, at: index) }
      guard high << 4 | low != 0 else { throw MeshInputError(.query, .badByte(0), at: index) }
      out.append(high << 4 | low)
      index += 3
    }
    guard let text = String(validating: out, as: UTF8.self) else {
      throw MeshInputError(.query, .notUTF8, at: bytes.startIndex)
    }
    return Text(text)
  }
}
