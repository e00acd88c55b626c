import Crypto
import Foundation
import RemitModel

/// Takes out of a record what a trail must not hold, before anything of it is hashed or stored.
struct Withholding {
  /// What stands in the place of a masked value.
  static let mask = RecordTree.string("***")

  let rules: CheckedRules
  let keys: (any SubjectKeys)?
  let id: RecordID
  let principal: EntityUID
  let resource: EntityUID

  private(set) var masked: [JSONPointer] = []
  private(set) var erased: [JSONPointer] = []
  private(set) var pseudonyms: [JSONPointer] = []
  private(set) var sealed: [(pointer: JSONPointer, key: String)] = []
  /// Texts and numbers that were taken out; where they come back, in what a rule demands, they go
  /// too.
  private var hidden: Set<[UInt8]> = []

  init(
    rules: CheckedRules, keys: (any SubjectKeys)?, id: RecordID, principal: EntityUID,
    resource: EntityUID
  ) {
    self.rules = rules
    self.keys = keys
    self.id = id
    self.principal = principal
    self.resource = resource
  }

  var isEmpty: Bool {
    masked.isEmpty && erased.isEmpty && pseudonyms.isEmpty && sealed.isEmpty
  }

  /// - Throws: where a key is needed and cannot be had: then nothing may be recorded in clear.
  mutating func apply(to tree: inout RecordTree) throws(SubjectKeyError) {
    // Sealing comes last: what must not be kept is not kept for the owner of a key either.
    for pointer in rules.erased where tree[pointer] != nil {
      hide(tree[pointer])
      tree.change(pointer) { _ in nil }
      erased.append(pointer)
    }
    for pointer in rules.masked where tree[pointer] != nil { replace(pointer, in: &tree) }
    // In one walk each: a caller may send very many of them.
    let secrets = rules.secrets
    mask(["input", "obligations"], of: &tree) { key, value in
      secrets.match(key) && Self.canBeSecret(value)
    }
    for pointer in rules.pseudonyms { try pseudonymise(pointer, in: &tree) }
    for pointer in rules.sealed { try seal(pointer.pointer, pointer.subject, in: &tree) }
    guard !isEmpty else { return }
    hideAgain(in: &tree)
    withholdWords(in: &tree)
  }

  private mutating func replace(_ pointer: JSONPointer, in tree: inout RecordTree) {
    hide(tree[pointer])
    tree.change(pointer) { _ in Self.mask }
    masked.append(pointer)
  }

  /// Masks every value below some members of the record that is chosen, by its key and itself;
  /// elements of arrays have no key.
  private mutating func mask(
    _ roots: [String], of tree: inout RecordTree, where isChosen: (String, RecordTree) -> Bool
  ) {
    guard case .object(var members) = tree else { return }
    var found = MaskedValues(known: masked, sealed: rules.sealed.map(\.pointer))
    for index in members.indices where roots.contains(members[index].key) {
      found.mask(&members[index].value, at: [members[index].key], where: isChosen)
    }
    if found.values.isEmpty { return }
    tree = .object(members)
    masked = found.pointers
    for value in found.values { hide(value) }
  }

  // MARK: Secrets

  private static func canBeSecret(_ tree: RecordTree) -> Bool {
    switch tree {
    case .bool, .null: false
    case .string(let text): !text.isEmpty && text != "***"
    case .object, .array, .int: true
    }
  }

  // MARK: Values that come back

  private mutating func hide(_ tree: RecordTree?) {
    switch tree {
    case .string?, .int?:
      if let bytes = tree?.bytes, bytes != Self.mask.bytes { hidden.insert(bytes) }
    case .object(let members)?: for member in members { hide(member.value) }
    case .array(let elements)?: for element in elements { hide(element) }
    case .bool?, .null?, nil: break
    }
  }

  private mutating func hideAgain(in tree: inout RecordTree) {
    let hidden = hidden
    guard !hidden.isEmpty else { return }
    for root in ["input", "obligations"] {
      mask([root], of: &tree) { key, value in
        switch value {
        case .string, .int:
          (root == "input" || key != "name") && hidden.contains(value.bytes)
        case .object, .array, .bool, .null: false
        }
      }
    }
  }

  /// What is said in words may quote what was taken out: of errors there stay the code and the
  /// name, of an explanation nothing.
  private mutating func withholdWords(in tree: inout RecordTree) {
    for (index, error) in (tree["errors"]?.elements ?? []).enumerated() {
      for name in ["path", "message"] where error[name] != nil {
        let place = JSONPointer(["errors", String(index), name])
        tree.change(place) { _ in nil }
        erased.append(place)
      }
    }
    let explanation = JSONPointer(["explanation"])
    if tree.change(explanation, { _ in nil }) { erased.append(explanation) }
  }

  // MARK: Keyed

  private mutating func pseudonymise(
    _ pointer: JSONPointer, in tree: inout RecordTree
  ) throws(SubjectKeyError) {
    guard case .string(let text)? = tree[pointer] else {
      // What is no text is not kept either.
      if tree[pointer] != nil { replace(pointer, in: &tree) }
      return
    }
    guard let keys else { throw SubjectKeyError("pseudonyms need a store of keys") }
    let digest = try keys.digest(of: Array(text.utf8))
    hide(.string(text))
    tree.change(pointer) { _ in .string("pseudonym:" + digest) }
    pseudonyms.append(pointer)
  }

  private mutating func seal(
    _ pointer: JSONPointer, _ subject: RecordingRules.Sealing.Subject, in tree: inout RecordTree
  ) throws(SubjectKeyError) {
    guard let value = tree[pointer], value.bytes != Self.mask.bytes else { return }
    guard let keys else { throw SubjectKeyError("sealed fields need a store of keys") }
    let owner = subject == .principal ? principal : resource
    let key = try keys.key(of: owner)
    let box = try SealedField.seal(value, key: key.key, record: id, pointer: pointer)
    hide(value)
    tree.change(pointer) { _ in .string(box) }
    sealed.append((pointer: pointer, key: key.id))
  }
}

/// What a walk through a record has masked.
private struct MaskedValues {
  /// A pointer that is longer stands for itself by what it stands in, so that a few bytes of a
  /// request cannot become many of a record.
  private static let pointerBytesMax = 160

  private(set) var pointers: [JSONPointer]
  private(set) var values: [RecordTree] = []
  private var seen: Set<JSONPointer>
  private let sealed: [JSONPointer]

  init(known: [JSONPointer], sealed: [JSONPointer]) {
    pointers = known
    seen = Set(known)
    self.sealed = sealed
  }

  mutating func mask(
    _ tree: inout RecordTree, at tokens: [String], where isChosen: (String, RecordTree) -> Bool
  ) {
    switch tree {
    case .object(var members):
      for index in members.indices {
        let place = tokens + [members[index].key]
        if isChosen(members[index].key, members[index].value), !isSealed(place) {
          take(&members[index].value, at: place)
        } else {
          mask(&members[index].value, at: place, where: isChosen)
        }
      }
      tree = .object(members)
    case .array(var elements):
      for index in elements.indices {
        let place = tokens + [String(index)]
        if isChosen("", elements[index]), !isSealed(place) {
          take(&elements[index], at: place)
        } else {
          mask(&elements[index], at: place, where: isChosen)
        }
      }
      tree = .array(elements)
    case .string, .int, .bool, .null: break
    }
  }

  /// Whether a field is sealed as a whole, whatever its name; what stands in it is looked at.
  private func isSealed(_ tokens: [String]) -> Bool { sealed.contains(JSONPointer(tokens)) }

  private mutating func take(_ value: inout RecordTree, at tokens: [String]) {
    if case .string(let text) = value, text == "***" { return }
    values.append(value)
    value = Withholding.mask
    var pointer = JSONPointer(tokens)
    var length = tokens.reduce(0) { $0 + $1.utf8.count + 1 }
    while length > Self.pointerBytesMax, let last = pointer.tokens.last, pointer.tokens.count > 1 {
      length -= last.utf8.count + 1
      pointer = JSONPointer(Array(pointer.tokens.dropLast()))
    }
    if seen.insert(pointer).inserted { pointers.append(pointer) }
  }
}

/// A field that only who has its subject's key can read.
///
/// ChaCha20-Poly1305 (RFC 8439) with a random nonce over the field's JSON, padded with spaces to a
/// multiple of 32 bytes so that its length says little; bound to the record and the field's place.
package enum SealedField {
  static let prefix = "sealed:"
  private static let blockBytes = 32

  static func seal(
    _ value: RecordTree, key: SymmetricKey, record: RecordID, pointer: JSONPointer
  ) throws(SubjectKeyError) -> String {
    var plain = value.bytes
    let padding = (blockBytes - plain.count % blockBytes) % blockBytes
    plain += [UInt8](repeating: 0x20, count: padding)
    do {
      let box = try ChaChaPoly.seal(
        plain, using: key, authenticating: context(record: record, pointer: pointer))
      return prefix + box.combined.base64EncodedString()
    } catch {
      throw SubjectKeyError("a field could not be sealed: \(error)")
    }
  }

  /// - Returns: `nil` where the text is no sealed field, or not of this key, record and place.
  static func open(
    _ text: String, key: SymmetricKey, record: RecordID, pointer: JSONPointer
  ) -> RecordTree? {
    guard text.hasPrefix(prefix), let combined = Data(base64Encoded: String(text.dropFirst(7))),
      let box = try? ChaChaPoly.SealedBox(combined: combined),
      let plain = try? ChaChaPoly.open(
        box, using: key, authenticating: context(record: record, pointer: pointer))
    else { return nil }
    return RecordTree(reading: Array(plain))
  }

  private static func context(record: RecordID, pointer: JSONPointer) -> Data {
    Data("remit/sealed/v1\n\(record)\n\(pointer)".utf8)
  }
}
