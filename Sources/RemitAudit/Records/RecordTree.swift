import RemitModel
import RemitSource

/// A record while it is made or after it was read: JSON, its members in order.
///
/// Numbers are whole, as in everything that Remit reads.
package indirect enum RecordTree: Sendable {
  case object([Member])
  case array([RecordTree])
  case string(String)
  case int(Int64)
  case bool(Bool)
  case null

  package struct Member: Sendable {
    package let key: String
    package var value: RecordTree

    package init(_ key: String, _ value: RecordTree) {
      self.key = key
      self.value = value
    }
  }

  /// Names that compare by bytes.
  static func strings(_ texts: some Sequence<String>) -> RecordTree {
    .array(texts.map { .string($0) })
  }

  // MARK: Writing

  package var bytes: [UInt8] {
    var json = JSONWriter(isCompact: true)
    write(to: &json)
    return json.bytes
  }

  func write(to json: inout JSONWriter) {
    switch self {
    case .object(let members):
      json.object { json in
        for member in members { json.member(member.key) { member.value.write(to: &$0) } }
      }
    case .array(let elements): json.array(elements) { $1.write(to: &$0) }
    case .string(let text): json.string(text)
    case .int(let number): json.int(number)
    case .bool(let flag): json.bool(flag)
    case .null: json.null()
    }
  }

  // MARK: Members

  /// The member with a key; keys compare by bytes.
  package subscript(key: String) -> RecordTree? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
  }

  package var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  package var number: Int64? {
    if case .int(let number) = self { number } else { nil }
  }

  package var elements: [RecordTree]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  package var members: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// The texts of an array; what is none is left out.
  package var texts: [String] { elements?.compactMap(\.text) ?? [] }

  // MARK: Pointers

  /// What a pointer leads to.
  package subscript(pointer: JSONPointer) -> RecordTree? { self[pointer.tokens[...]] }

  private subscript(tokens: ArraySlice<String>) -> RecordTree? {
    guard let token = tokens.first else { return self }
    switch self {
    case .object: return self[token]?[tokens.dropFirst()]
    case .array(let elements):
      guard let index = JSONPointer.index(token), elements.indices.contains(index) else {
        return nil
      }
      return elements[index][tokens.dropFirst()]
    case .string, .int, .bool, .null: return nil
    }
  }

  /// Changes what a pointer leads to; `nil` from `change` takes it away.
  ///
  /// - Returns: whether it leads anywhere.
  @discardableResult
  mutating func change(
    _ pointer: JSONPointer, _ change: (RecordTree) -> RecordTree?
  ) -> Bool {
    self.change(pointer.tokens[...], change)
  }

  private mutating func change(
    _ tokens: ArraySlice<String>, _ change: (RecordTree) -> RecordTree?
  ) -> Bool {
    guard let token = tokens.first else { return false }
    let rest = tokens.dropFirst()
    switch self {
    case .object(var members):
      guard let place = members.firstIndex(where: { $0.key.utf8.elementsEqual(token.utf8) }) else {
        return false
      }
      if rest.isEmpty {
        if let value = change(members[place].value) {
          members[place].value = value
        } else {
          members.remove(at: place)
        }
      } else if !members[place].value.change(rest, change) {
        return false
      }
      self = .object(members)
      return true
    case .array(var elements):
      guard let place = JSONPointer.index(token), elements.indices.contains(place) else {
        return false
      }
      if rest.isEmpty {
        // The other elements keep their places.
        elements[place] = change(elements[place]) ?? .null
      } else if !elements[place].change(rest, change) {
        return false
      }
      self = .array(elements)
      return true
    case .string, .int, .bool, .null: return false
    }
  }
}

/// Where something stands in a JSON document (RFC 6901): `/input/context/card`.
package struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
  package let tokens: [String]

  package init(_ tokens: [String]) {
    self.tokens = tokens
  }

  /// `nil` where a text is no pointer, or the empty one, which stands for the whole.
  package init?(_ text: String) {
    guard text.utf8.first == UInt8(ascii: "/") else { return nil }
    var tokens: [String] = []
    for part in text.unicodeScalars.dropFirst().split(
      separator: "/", omittingEmptySubsequences: false)
    {
      var token = ""
      var isEscape = false
      for scalar in part {
        switch (isEscape, scalar) {
        case (true, "0"): token += "~"
        case (true, "1"): token += "/"
        case (true, _): return nil
        case (false, "~"):
          isEscape = true
          continue
        case (false, _): token.unicodeScalars.append(scalar)
        }
        isEscape = false
      }
      if isEscape { return nil }
      tokens.append(token)
    }
    self.tokens = tokens
  }

  package var description: String {
    tokens.map { token in
      var out = "/"
      for scalar in token.unicodeScalars {
        switch scalar {
        case "~": out += "~0"
        case "/": out += "~1"
        default: out.unicodeScalars.append(scalar)
        }
      }
      return out
    }.joined()
  }

  package static func == (a: JSONPointer, b: JSONPointer) -> Bool {
    a.tokens.count == b.tokens.count && a.begins(with: b)
  }

  package func hash(into hasher: inout Hasher) {
    for token in tokens { hasher.combine(Text(token)) }
  }

  func appending(_ token: String) -> JSONPointer { JSONPointer(tokens + [token]) }

  package func begins(with other: JSONPointer) -> Bool {
    tokens.count >= other.tokens.count
      && zip(tokens, other.tokens).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
  }

  /// An array's index as a token: digits, no leading zero.
  static func index(_ token: String) -> Int? {
    guard token.utf8.count <= 9, token.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      token.utf8.count == 1 || token.utf8.first != UInt8(ascii: "0")
    else { return nil }
    return Int(token)
  }
}
