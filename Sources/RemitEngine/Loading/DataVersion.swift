import RemitCompiler
import RemitModel

/// The version of the data: a digest of entities and data grants that does not depend on their
/// order, on files, on how they came about, or on the numbers that this process gives them.
struct DataVersion {
  private let schema: Schema
  private let pool: ValuePool
  private let rows: [UInt32]
  private let attributes: [Slot]
  private let parents: [CandidateRun]
  private let parentIDs: [UInt32]
  /// By type: its columns in the order of their names.
  private let columns: [[Int]]

  init(
    _ schema: Schema, _ pool: ValuePool, rows: [UInt32], attributes: [Slot],
    parents: [CandidateRun], parentIDs: [UInt32]
  ) {
    self.schema = schema
    self.pool = pool
    self.rows = rows
    self.attributes = attributes
    self.parents = parents
    self.parentIDs = parentIDs
    columns = schema.entityTypes.map { type in
      let declared = type.attributes.attributes
      return declared.indices.sorted { Text(declared[$0].name) < Text(declared[$1].name) }
    }
  }

  /// The digest of entities and that of grants in one.
  static func version(_ entities: SHA256.Digest, _ grants: SHA256.Digest) -> String {
    var hash = SHA256()
    hash.update("remit-data")
    hash.update(entities)
    hash.update(grants)
    return "sha256:" + hash.finished().hexadecimal
  }

  /// O(n log n) in the size of the entities.
  func digest(of stored: [UInt32]) -> SHA256.Digest {
    var text = CanonicalText()
    let wires = schema.entityTypes.indices.sorted {
      schema.entityTypes[$0].wire < schema.entityTypes[$1].wire
    }
    var byType = [[UInt32]](repeating: [], count: schema.entityTypes.count)
    for entity in stored { byType[Int(pool.entity(entity).type)].append(entity) }
    for type in wires {
      for entity in byType[type].sorted(by: isOrdered) { write(entity, type, &text) }
    }
    return text.rawDigest()
  }

  private func isOrdered(_ a: UInt32, _ b: UInt32) -> Bool {
    pool.withString(pool.entity(a).id) { x in
      pool.withString(pool.entity(b).id) { y in x.lexicographicallyPrecedes(y) }
    }
  }

  private func write(parent: UInt32, _ text: inout CanonicalText) {
    let pooled = pool.entity(parent)
    text.list("in") { text in
      text.text(schema[EntityTypeID(Int(pooled.type))].wire)
      pool.withString(pooled.id) { text.bytes($0) }
    }
  }

  private func write(_ entity: UInt32, _ type: Int, _ text: inout CanonicalText) {
    let declared = schema.entityTypes[type]
    text.list("entity") { text in
      text.text(declared.wire)
      pool.withString(pool.entity(entity).id) { text.bytes($0) }
      let row = Int(rows[Int(entity)])
      for column in columns[type] {
        guard let value = pool.value(attributes[row + column], in: schema) else { continue }
        text.name(declared.attributes.attributes[column].name)
        text.value(value, schema)
      }
      let run = parents[Int(entity)]
      guard run.count != 1 else { return write(parent: parentIDs[Int(run.first)], &text) }
      let above = Set(parentIDs[Int(run.first)..<Int(run.first + run.count)])
      for parent in above.map({ (id: $0, uid: pool.uid($0, in: schema)) })
        .sorted(by: { $0.uid < $1.uid })
      {
        write(parent: parent.id, &text)
      }
    }
  }
}
