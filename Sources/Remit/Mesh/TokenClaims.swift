import RemitData
import RemitModel

/// The claims of a token's payload, as they are read.
struct TokenClaims {
  var issuer: Text?
  var subject: Text?
  var audiences: Set<Text> = []
  var presenter: Text?
  var expiresAt: Instant?
  var others: [Text: Set<Text>] = [:]
  private var valueCount = 0

  /// The last second of the year 9999.
  private static let lastSecond: Int64 = 253_402_300_799

  init(reading payload: [UInt8]) throws(MeshInputError) {
    var claims = TokenClaims()
    let problem = payload.withUnsafeBufferPointer { buffer -> DataProblem? in
      var reader = JSONReader(buffer, root: "")
      var failure: JSONSyntaxError?
      do throws(JSONSyntaxError) {
        if try reader.expect(.object, "an object of claims") { try claims.read(from: &reader) }
        try reader.end()
      } catch {
        failure = error
      }
      // What was wrong first stands first.
      reader.finish(failure) { "byte \($0)" }
      return reader.problems.first
    }
    if let problem {
      throw MeshInputError(.token, .json(problem.message), in: problem.path)
    }
    guard claims.valueCount <= MeshLimits.claimValuesMax else {
      throw MeshInputError(.token, .tooMany(max: MeshLimits.claimValuesMax))
    }
    self = claims
  }

  private init() {}

  private mutating func read(from reader: inout JSONReader) throws(JSONSyntaxError) {
    try reader.object { (reader, name) throws(JSONSyntaxError) in
      if try reader.takeNull() { return }
      switch name {
      case "iss":
        issuer = try Self.text(from: &reader)
        if issuer?.string.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) == true {
          reader.report(.wrongType, "an issuer has no blanks and controls")
        }
      case "sub": subject = try Self.text(from: &reader)
      case "aud": try readAudiences(from: &reader)
      case "azp": presenter = try Self.text(from: &reader)
      case "exp": expiresAt = try Self.instant(from: &reader)
      case "scope" where try reader.kind() == .string:
        keep(name)
        for word in try reader.string().string.split(separator: " ") {
          add(Text(String(word)), to: name)
        }
      default:
        let isPlain = !name.string.utf8.starts(with: "/".utf8)
        let pointer = Self.step(name)
        try readOther(isPlain ? name : Text(pointer), pointer: pointer, from: &reader)
      }
    }
  }

  /// A text that is not empty.
  private static func text(from reader: inout JSONReader) throws(JSONSyntaxError) -> Text? {
    guard try reader.expect(.string, "a string") else { return nil }
    let text = try reader.string()
    guard !text.string.isEmpty else {
      reader.report(.wrongType, "expected a string that is not empty")
      return nil
    }
    return text
  }

  private mutating func readAudiences(from reader: inout JSONReader) throws(JSONSyntaxError) {
    guard try reader.kind() == .array else {
      if let audience = try Self.text(from: &reader) { addAudience(audience) }
      return
    }
    try reader.array { (reader) throws(JSONSyntaxError) in
      if let audience = try Self.text(from: &reader) { addAudience(audience) }
    }
  }

  private mutating func addAudience(_ audience: Text) {
    valueCount += 1
    guard valueCount <= MeshLimits.claimValuesMax else { return }
    audiences.insert(audience)
  }

  private static func instant(from reader: inout JSONReader) throws(JSONSyntaxError) -> Instant? {
    guard try reader.expect(.number, "a number of seconds"), let seconds = try reader.integer()
    else { return nil }
    guard (0...lastSecond).contains(seconds) else {
      reader.report(.wrongType, "expected a number of seconds from 1970 to the year 9999")
      return nil
    }
    return Instant(milliseconds: seconds * 1_000)
  }

  /// - Parameters:
  ///   - key: what the claim goes by.
  ///   - pointer: its JSON pointer, for what lies in it.
  private mutating func readOther(
    _ key: Text, pointer: String, from reader: inout JSONReader
  ) throws(JSONSyntaxError) {
    switch try reader.kind() {
    case .object:
      try reader.object { (reader, name) throws(JSONSyntaxError) in
        if try reader.takeNull() { return }
        let inner = pointer + Self.step(name)
        try readOther(Text(inner), pointer: inner, from: &reader)
      }
    case .array:
      // A claim that is there and has no values is not one that is absent.
      keep(key)
      var index = 0
      try reader.array { (reader) throws(JSONSyntaxError) in
        let inner = pointer + "/\(index)"
        index += 1
        switch try reader.kind() {
        case .object, .array: try readOther(Text(inner), pointer: inner, from: &reader)
        case .string, .number, .bool, .null: try readScalar(key, from: &reader)
        }
      }
    case .string, .number, .bool, .null:
      try readScalar(key, from: &reader)
    }
  }

  private mutating func readScalar(
    _ key: Text, from reader: inout JSONReader
  ) throws(JSONSyntaxError) {
    switch try reader.kind() {
    case .string: add(try reader.string(), to: key)
    case .number:
      if let number = try reader.integer() { add(Text(String(number)), to: key) }
    case .bool: add(Text(String(try reader.bool())), to: key)
    case .null, .object, .array:
      reader.report(.wrongType, "expected a string, a number, true or false")
      try reader.skip()
    }
  }

  private mutating func keep(_ key: Text) {
    valueCount += 1
    guard valueCount <= MeshLimits.claimValuesMax, others[key] == nil else { return }
    others[key] = []
  }

  private mutating func add(_ value: Text, to key: Text) {
    valueCount += 1
    guard valueCount <= MeshLimits.claimValuesMax else { return }
    others[key, default: []].insert(value)
  }

  /// One step of a JSON pointer (RFC 6901): `~` is written `~0`, `/` is written `~1`.
  private static func step(_ name: Text) -> String {
    var out = Array("/".utf8)
    for byte in name.string.utf8 {
      switch byte {
      case UInt8(ascii: "~"): out += Array("~0".utf8)
      case UInt8(ascii: "/"): out += Array("~1".utf8)
      default: out.append(byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
