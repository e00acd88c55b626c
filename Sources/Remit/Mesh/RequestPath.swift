public import RemitModel

/// What a path is changed by before policies see it. Whatever is chosen, a path that is still not
/// the one spelling of itself (`PathNormalForm`) is refused.
///
/// Choose what the servers behind the proxy do. The names are those of Istio's settings.
public enum PathNormalising: Hashable, Sendable, CaseIterable {
  /// Nothing: what is not in normal form is refused.
  case none
  /// `\` becomes `/`; percent encodings are written in upper case, those of letters, digits and
  /// `-._~` are decoded; `.` and `..` are resolved (RFC 3986, sections 5.2.4 and 6.2.2).
  case base
  /// That, and slashes that follow each other become one.
  case mergeSlashes
  /// That, and before it `%2F` and `%5C` are decoded.
  case decodeAndMergeSlashes
}

/// The path that a request asks for, and its query.
///
/// Refused in every mode: `..` above the root or behind `//`, `..;x`, `%00`, and any byte that no
/// path has. A doubly encoded path, `%252e`, is taken as it is written: a server that decodes twice
/// is not one that a proxy can speak for.
public struct RequestPath: Hashable, Sendable {
  /// As it was sent, without query and fragment.
  public let raw: String
  /// In normal form.
  public let path: String
  /// As it was sent, without its `?`; nil where there was none.
  public let query: String?
  /// As it was sent, without its `#`; nil where there was none. Policies do not see it.
  public let fragment: String?
  /// What the query says, decoded: each parameter with all its values. `+` is a blank, a parameter
  /// without `=` has the value `""`.
  public let parameters: [Text: Set<Text>]

  /// Reads the bytes of `:path`, or of a request's target in origin form.
  ///
  /// - Throws: the first fault; for a path that cannot be brought into normal form, why.
  /// - Complexity: O(bytes), at most 8,192.
  public init(
    bytes: some Collection<UInt8>, normalising: PathNormalising = .none
  ) throws(MeshInputError) {
    guard bytes.count <= MeshLimits.targetBytesMax else {
      throw MeshInputError(.path, .tooLong(max: MeshLimits.targetBytesMax))
    }
    let bytes = Array(bytes)
    for (offset, byte) in bytes.enumerated() where !(0x21...0x7E).contains(byte) {
      throw MeshInputError(.path, .badByte(byte), at: offset)
    }
    let fragmentMark = bytes.firstIndex(of: UInt8(ascii: "#")) ?? bytes.count
    let queryMark = bytes[..<fragmentMark].firstIndex(of: UInt8(ascii: "?")) ?? fragmentMark
    func text(behind mark: Int, until end: Int) -> String? {
      mark < end ? String(decoding: bytes[(mark + 1)..<end], as: UTF8.self) : nil
    }
    raw = String(decoding: bytes[..<queryMark], as: UTF8.self)
    query = text(behind: queryMark, until: fragmentMark)
    fragment = text(behind: fragmentMark, until: bytes.count)
    parameters = try QueryReader.parameters(of: bytes, in: queryMark..<fragmentMark)
    var path = PathNormaliser(bytes: Array(bytes[..<queryMark]))
    path = try path.normalised(normalising)
    try path.check()
    self.path = String(decoding: path.bytes, as: UTF8.self)
  }

  /// Reads a text.
  public init(
    _ text: String, normalising: PathNormalising = .none
  ) throws(MeshInputError) {
    try self.init(bytes: text.utf8, normalising: normalising)
  }
}
