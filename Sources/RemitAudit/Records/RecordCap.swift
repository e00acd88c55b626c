import Crypto
import RemitModel

/// Brings a record below its largest size: what is long is replaced by how long it was and its
/// SHA-256, the least important first, and listed under `left_out`.
///
/// What was decided for whom is always there: an id that is too long stands there by its beginning,
/// its length and its digest.
struct RecordCap {
  /// Of a decision, in bytes; the trail itself takes four times as many.
  static let bytesMax = 16 << 10
  /// What determined the decision may take so much where the record is too large.
  private static let namesBytesMax = 3 << 10
  /// A pointer that is longer is not listed; what it leads to goes together with what it stands in.
  private static let pointerBytesMax = 160
  private static let startScalarsMax = 48
  /// How large a stand-in is about, and its pointer's place in the list.
  private static let standInBytes = 110

  private(set) var leftOut: [JSONPointer]
  private var size: Int

  /// - Parameter tooDeep: places of what was left out before.
  init(size: Int, tooDeep: [JSONPointer]) {
    // By the members that a caller sent: there may be many within one.
    var seen: Set<JSONPointer> = []
    leftOut = tooDeep.map { JSONPointer(Array($0.tokens.prefix($0.tokens.count > 48 ? 4 : 48))) }
      .filter { seen.insert($0).inserted }
    self.size = size + leftOut.reduce(0) { $0 + Self.listed($1) }
  }

  private var isTooLarge: Bool { size > Self.bytesMax }

  /// - Parameter tree: a record of `size` bytes, its head counted.
  mutating func apply(to tree: inout RecordTree) {
    guard isTooLarge else { return }
    leaveOut([JSONPointer(["explanation"])], of: &tree)
    leaveOut(details(of: tree), of: &tree)
    leaveOut(
      ["input", "typed", "obligations", "errors", "waivers", "performed", "roles_sent", "roles"]
        .map { JSONPointer([$0]) }, of: &tree)
    leaveOut(
      ["masked", "erased", "pseudonyms", "sealed"].map { JSONPointer([$0]) }, of: &tree)
    guard isTooLarge else { return }
    shortenNames(of: &tree)
    for path in Self.texts { shorten(JSONPointer(path), of: &tree) }
  }

  private static let texts = [
    ["caller"], ["request", "id"], ["request", "trace_id"], ["request", "span_id"],
    ["request", "remote"], ["instance", "host"], ["instance", "release"], ["action"],
    ["resource", "id"], ["resource", "type"], ["principal", "id"], ["principal", "type"],
  ]

  /// Parts of the input, of obligations and of errors, the longest first.
  private func details(of tree: RecordTree) -> [JSONPointer] {
    var found: [(pointer: JSONPointer, bytes: Int)] = []
    func add(_ pointer: JSONPointer, _ part: RecordTree? = nil) {
      guard let bytes = (part ?? tree[pointer])?.bytes.count, bytes > 2 * Self.standInBytes else {
        return
      }
      found.append((pointer, bytes))
    }
    for path in [
      ["input", "context"], ["input", "principal", "attrs"], ["input", "resource", "attrs"],
    ] {
      let place = JSONPointer(path)
      for member in tree[place]?.members ?? [] {
        add(place.appending(member.key), member.value)
      }
    }
    add(JSONPointer(["input", "principal", "parents"]))
    add(JSONPointer(["input", "resource", "parents"]))
    for (index, one) in (tree["obligations"]?.elements ?? []).enumerated() {
      if let part = one["record"] {
        add(JSONPointer(["obligations", String(index), "record"]), part)
      }
    }
    for (index, one) in (tree["errors"]?.elements ?? []).enumerated() {
      for name in ["message", "path"] {
        if let part = one[name] { add(JSONPointer(["errors", String(index), name]), part) }
      }
    }
    return found.sorted { $0.bytes > $1.bytes }.map(\.pointer)
  }

  private mutating func leaveOut(_ pointers: [JSONPointer], of tree: inout RecordTree) {
    for pointer in pointers {
      guard isTooLarge else { return }
      guard let part = tree[pointer],
        pointer.tokens.reduce(0, { $0 + $1.utf8.count + 1 }) <= Self.pointerBytesMax
      else {
        continue
      }
      let bytes = part.bytes
      guard bytes.count > Self.standInBytes else { continue }
      replace(pointer, in: &tree, bytes: bytes.count, with: Self.standIn(for: part, bytes))
    }
  }

  private mutating func replace(
    _ pointer: JSONPointer, in tree: inout RecordTree, bytes: Int, with standIn: RecordTree
  ) {
    // What stood in it and was left out before goes with it.
    let inner = leftOut.filter { $0.begins(with: pointer) }
    leftOut.removeAll { $0.begins(with: pointer) }
    size -= inner.reduce(0) { $0 + Self.listed($1) }
    tree.change(pointer) { _ in standIn }
    leftOut.append(pointer)
    size += standIn.bytes.count - bytes + Self.listed(pointer)
  }

  private static func listed(_ pointer: JSONPointer) -> Int {
    RecordTree.string(pointer.description).bytes.count + 1
  }

  /// Keeps the first names, by bytes, and says how many there were.
  private mutating func shortenNames(of tree: inout RecordTree) {
    guard let names = tree["determining"]?.elements else { return }
    var kept: [RecordTree] = []
    var bytes = 0
    for name in names {
      bytes += name.bytes.count + 1
      if bytes > Self.namesBytesMax { break }
      kept.append(name)
    }
    guard kept.count < names.count else { return }
    let all = RecordTree.array(names).bytes
    guard case .object(var members) = Self.standIn(for: .array(names), all) else { return }
    members.append(RecordTree.Member("count", .int(Int64(names.count))))
    members.append(RecordTree.Member("first", .array(kept)))
    replace(
      JSONPointer(["determining"]), in: &tree, bytes: all.count, with: .object(members))
  }

  private mutating func shorten(_ pointer: JSONPointer, of tree: inout RecordTree) {
    guard isTooLarge, let part = tree[pointer], case .string(let text) = part else { return }
    let bytes = part.bytes
    let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.startScalarsMax)))
    guard case .object(var members) = Self.standIn(for: part, bytes), start.utf8.count < bytes.count
    else { return }
    members.append(RecordTree.Member("starts", .string(start)))
    let standIn = RecordTree.object(members)
    guard standIn.bytes.count < bytes.count else { return }
    replace(pointer, in: &tree, bytes: bytes.count, with: standIn)
  }

  /// `{"bytes":…,"sha256":"…"}`: of a text its UTF-8 bytes, of anything else its JSON as it would
  /// have been stored.
  static func standIn(for tree: RecordTree, _ json: [UInt8]) -> RecordTree {
    let bytes = tree.text.map { Array($0.utf8) } ?? json
    return .object([
      RecordTree.Member("bytes", .int(Int64(bytes.count))),
      RecordTree.Member("sha256", .string(Crypto.SHA256.hash(data: bytes).hex)),
    ])
  }
}

extension Sequence where Element == UInt8 {
  /// Two hexadecimal digits for each byte.
  var hex: String {
    var out: [UInt8] = []
    for byte in self {
      for digit in [byte >> 4, byte & 15] { out.append(digit < 10 ? 0x30 + digit : 0x57 + digit) }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
