package import RemitModel

/// A canonical text under way to its digest: words in parentheses, each string behind its length,
/// so that no content can look like structure.
package struct CanonicalText {
  private var hash = SHA256()
  private var buffer: [UInt8] = []
  private let keepsAll: Bool
  /// Whether it goes into another text as a whole.
  private let isPart: Bool
  /// The whole text, where it is kept.
  private(set) var kept = ""

  package init(keepsAll: Bool = false) {
    self.keepsAll = keepsAll
    isPart = false
  }

  private init(isPart: Bool) {
    keepsAll = false
    self.isPart = isPart
  }

  /// `sha256:` and 64 hex digits.
  package mutating func digest() -> String { "sha256:" + rawDigest().hexadecimal }

  package mutating func rawDigest() -> SHA256.Digest {
    flush()
    return hash.finished()
  }

  private mutating func flush() {
    hash.update(buffer)
    if keepsAll { kept += String(decoding: buffer, as: UTF8.self) }
    buffer.removeAll(keepingCapacity: true)
  }

  /// `(word …)`
  package mutating func list(_ word: String, _ body: (inout CanonicalText) -> Void) {
    buffer.append(UInt8(ascii: "("))
    buffer.append(contentsOf: word.utf8)
    body(&self)
    buffer.append(UInt8(ascii: ")"))
    if buffer.count > 1 << 16 || keepsAll, !isPart { flush() }
  }

  /// ` word`: one of ours, never from outside.
  package mutating func word(_ word: String) {
    buffer.append(UInt8(ascii: " "))
    buffer.append(contentsOf: word.utf8)
  }

  package mutating func number(_ number: some BinaryInteger) {
    // Lengths of strings, which are most of all numbers.
    if number >= 0, number < 100 {
      let small = UInt8(truncatingIfNeeded: number)
      buffer.append(UInt8(ascii: " "))
      if small >= 10 { buffer.append(UInt8(ascii: "0") + small / 10) }
      buffer.append(UInt8(ascii: "0") + small % 10)
    } else {
      word(String(number))
    }
  }

  /// ` 5:hello`
  package mutating func name(_ name: String) {
    number(name.utf8.count)
    buffer.append(UInt8(ascii: ":"))
    buffer.append(contentsOf: name.utf8)
  }

  package mutating func text(_ text: Text) {
    name(text.string)
  }

  /// The same of bytes that are UTF-8 already.
  package mutating func bytes(_ bytes: UnsafeBufferPointer<UInt8>) {
    number(bytes.count)
    buffer.append(UInt8(ascii: ":"))
    buffer.append(contentsOf: bytes)
  }

  package mutating func uid(_ uid: EntityUID) {
    text(uid.type)
    text(uid.id)
  }

  /// Things in an order of their own text, for sets.
  mutating func sorted<Thing>(
    _ things: some Collection<Thing>, _ write: (inout CanonicalText, Thing) -> Void
  ) {
    if things.count == 1, let only = things.first { return write(&self, only) }
    let texts = things.map { thing in
      var text = CanonicalText(isPart: true)
      write(&text, thing)
      return text.buffer
    }
    for text in texts.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      buffer.append(contentsOf: text)
    }
  }

  package mutating func value(_ value: Value, _ schema: Schema) {
    switch value {
    case .bool(let flag): word(flag ? "true" : "false")
    case .int(let number): list("int") { $0.number(number) }
    case .string(let text): list("string") { $0.text(text) }
    case .instant(let instant): list("instant") { $0.number(instant.milliseconds) }
    case .duration(let duration): list("duration") { $0.number(duration.count) }
    case .ip(let address): list("ip") { $0.address(address) }
    case .ipRange(let range):
      list("range") { text in
        text.address(range.base)
        text.number(range.prefixLength)
      }
    case .enumCase(let enumCase):
      list("case") { text in
        text.name(schema[enumCase.type].name)
        text.number(enumCase.ordinal)
      }
    case .entity(let uid): list("entity") { $0.uid(uid) }
    case .set(let values):
      let ordered = values.sorted(by: Value.isOrdered)
      list("set") { text in
        for element in ordered { text.value(element, schema) }
      }
    case .record(let entries): list("record") { $0.entries(entries, schema) }
    case .map(let entries): list("map") { $0.entries(entries, schema) }
    }
  }

  private mutating func address(_ address: IPAddress) {
    word(address.isV4 ? "4" : "6")
    number(address.high)
    number(address.low)
  }

  private mutating func entries(_ entries: [Text: Value], _ schema: Schema) {
    for (key, value) in entries.sorted(by: { $0.key < $1.key }) {
      text(key)
      self.value(value, schema)
    }
  }
}
