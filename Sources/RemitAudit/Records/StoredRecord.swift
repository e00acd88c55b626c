import RemitModel

/// A record as it was read from a trail, taken apart.
package struct StoredRecord: Sendable {
  package let bytes: [UInt8]
  package let tree: RecordTree
  package let kind: String
  package let id: RecordID
  /// As it stands there, RFC 3339 with nanoseconds.
  package let time: String
  /// The number of its shard, from 1.
  package let shard: UInt32
  /// Its number in its shard.
  package let index: UInt64
  /// The shard's origin.
  package let origin: String

  /// - Returns: `nil` where the bytes are no record of this version.
  package init?(_ bytes: [UInt8], shard: UInt32 = 1, index: UInt64, origin: String) {
    // Nothing that ends a line may come back out of a trail, whoever wrote it.
    guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }),
      let tree = RecordTree(reading: bytes), tree["v"]?.number == Int64(RecordHead.version),
      let kind = tree["kind"]?.text, let id = tree["id"]?.text.flatMap({ RecordID($0) }),
      let time = tree["time"]?.text
    else { return nil }
    self.bytes = bytes
    self.tree = tree
    self.kind = kind
    self.id = id
    self.time = time
    self.shard = shard
    self.index = index
    self.origin = origin
  }

  package var isDecision: Bool { kind == DecisionEncoder.kind }

  /// Milliseconds since 1970; 0 where the time cannot be read.
  var milliseconds: Int64 {
    // An instant has milliseconds, a record nanoseconds.
    guard time.utf8.count == 30, let instant = try? Instant.parse(time.prefix(23) + "Z").get()
    else { return 0 }
    return instant.milliseconds
  }

  /// A text of the record; where it was too long, its beginning and how long it was.
  func text(_ path: String...) -> String? { shown(JSONPointer(path)) }

  private func shown(_ pointer: JSONPointer) -> String? {
    guard let value = tree[pointer] else { return nil }
    if let text = value.text { return text }
    guard let bytes = value["bytes"]?.number, let digest = value["sha256"]?.text else { return nil }
    return (value["starts"]?.text ?? "") + "… (\(bytes) bytes, sha256 \(digest))"
  }

  package var principal: (type: String, id: String) {
    (text("principal", "type") ?? "", text("principal", "id") ?? "")
  }

  package var resource: (type: String, id: String) {
    (text("resource", "type") ?? "", text("resource", "id") ?? "")
  }

  package var action: String { text("action") ?? "" }
  package var effect: String { text("effect") ?? "" }
  package var cause: String { text("cause") ?? "" }
  package var roles: [String] { tree["roles"]?.texts ?? [] }
  package var policy: String { text("policy") ?? "" }

  /// Names of what determined it; of very many the first.
  package var determining: [String] {
    tree["determining"]?.elements.map { $0.compactMap(\.text) }
      ?? tree[JSONPointer(["determining", "first"])]?.texts ?? []
  }

  /// Members of a control record besides the head.
  var fields: [RecordTree.Member] {
    (tree.members ?? []).filter { !["v", "kind", "id", "time"].contains($0.key) }
  }

  /// `User::"ada" to read on Doc::"plan"`
  package var question: String {
    "\(principal.type)::\(quoted(principal.id)) to \(action) on "
      + "\(resource.type)::\(quoted(resource.id))"
  }

  /// Whether names are those that determined the decision; where there were too many to be kept,
  /// by their digest.
  package func isDetermined(by names: [String]) -> Bool {
    let list = RecordTree.strings(names)
    if let kept = tree["determining"]?.elements {
      if tree["reasons"]?.text == "one" {
        return kept.allSatisfy { one in
          names.contains { Text($0) == Text(one.text ?? "") }
        }
      }
      return RecordTree.array(kept).bytes == list.bytes
    }
    let standIn = RecordCap.standIn(for: list, list.bytes)
    return tree[JSONPointer(["determining", "sha256"])]?.text == standIn["sha256"]?.text
  }
}
