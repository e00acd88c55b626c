import RemitCompiler
import RemitModel

/// Takes entity records into rows of slots, and checks everything about them that the policy
/// declares.
struct EntityLoader: GrantEntities {
  let schema: Schema
  let options: SnapshotOptions
  var pool: ValuePool
  var problems = ProblemList()
  /// By entity of the pool: where its row begins, or none.
  private(set) var rows: [UInt32] = []
  private(set) var attributes: [Slot] = []
  /// By entity: its parents, a run of `parentIDs`.
  private(set) var parents: [CandidateRun] = []
  private(set) var parentIDs: [UInt32] = []
  /// By stored record: the entity.
  private(set) var stored: [UInt32] = []
  /// By type: the names of its attributes, as texts.
  private let names: [[Text]]

  init(_ schema: Schema, _ options: SnapshotOptions, pool: ValuePool) {
    self.schema = schema
    self.options = options
    self.pool = pool
    names = schema.entityTypes.map { $0.attributes.attributes.map { Text($0.name) } }
  }

  /// O(size of the records).
  mutating func load(_ entities: Entities) {
    stored.reserveCapacity(entities.records.count)
    for record in entities.records { load(record) }
    coverPool()
    reportReferencesToNowhere(entities)
  }

  private mutating func load(_ record: EntityRecord) {
    guard let type = schema.entityType(wire: record.uid.type) else {
      problems.add(
        .undeclaredType, record.place,
        "the type `\(record.uid.type)` is not declared"
          + Conformer.suggestion(for: record.uid.type, among: schema.entityTypeByWire.keys))
      return
    }
    let id = pool.intern(record.uid, in: schema)
    coverPool()
    guard rows[Int(id)] == EntityRows.none else {
      problems.add(.wrongType, record.place, "\(record.uid) is given twice")
      return
    }
    rows[Int(id)] = UInt32(attributes.count)
    stored.append(id)
    takeAttributes(record, type)
    takeParents(record, id, type)
  }

  private mutating func takeAttributes(
    _ record: EntityRecord, _ type: EntityTypeID
  ) {
    let declared = schema[type].attributes
    if declared.attributes.isEmpty && record.attributes.isEmpty { return }
    var conformer = Conformer(schema)
    let exact = conformer.attributes(
      record.attributes, of: declared, at: record.place + ".attrs",
      requiresAll: !options.allowsIncomplete)
    for problem in conformer.problems { problems.add(problem) }
    for name in names[type.int] {
      attributes.append(exact?[name].map { pool.intern($0, in: schema) } ?? .absent)
    }
  }

  private mutating func takeParents(
    _ record: EntityRecord, _ id: UInt32, _ type: EntityTypeID
  ) {
    let first = UInt32(parentIDs.count)
    let allowed = schema[type].parents
    for (index, parent) in record.parents.enumerated() {
      guard let parentType = schema.entityType(wire: parent.type) else {
        problems.add(
          .undeclaredType, "\(record.place).parents[\(index)]",
          "the type `\(parent.type)` is not declared"
            + Conformer.suggestion(for: parent.type, among: schema.entityTypeByWire.keys))
        continue
      }
      guard allowed.contains(parentType) else {
        problems.add(
          .wrongType, "\(record.place).parents[\(index)]",
          "a parent of a `\(record.uid.type)` cannot be a `\(parent.type)`")
        continue
      }
      parentIDs.append(pool.intern(parent, in: schema))
    }
    coverPool()
    parents[Int(id)] = CandidateRun(first: first, count: UInt32(parentIDs.count) - first)
  }

  /// Gives every entity of the pool its place in the arrays that are indexed by entities.
  mutating func coverPool() {
    let missing = pool.entityCount - rows.count
    guard missing > 0 else { return }
    rows.append(contentsOf: repeatElement(EntityRows.none, count: missing))
    let none = CandidateRun(first: 0, count: 0)
    parents.append(contentsOf: repeatElement(none, count: missing))
  }

  mutating func intern(_ uid: EntityUID) -> UInt32 {
    let id = pool.intern(uid, in: schema)
    coverPool()
    return id
  }

  func isStored(_ entity: UInt32) -> Bool { rows[Int(entity)] != EntityRows.none }
}

// MARK: - References to nowhere

extension EntityLoader {
  /// Whether an entity may be missing from the data: requests bring entities of open types.
  func mayBeMissing(_ entity: UInt32) -> Bool {
    let type = pool.entity(entity).type
    return isStored(entity) || type >= 0 && schema[EntityTypeID(Int(type))].isOpen
  }

  mutating func reportMissing(_ entity: UInt32, at path: String) {
    problems.add(
      .unknownEntity, path, "\(pool.uid(entity, in: schema)) is not stored",
      isWarning: !options.strictReferences)
  }

  private mutating func reportReferencesToNowhere(_ entities: Entities) {
    // Most data has none: the slots say so fast, and only then are records walked for paths.
    var missing = Set<UInt32>()
    for id in parentIDs where !mayBeMissing(id) { missing.insert(id) }
    for slot in attributes { collectMissing(slot, &missing) }
    guard !missing.isEmpty else { return }
    for record in entities.records {
      guard let type = schema.entityType(wire: record.uid.type) else { continue }
      let id = pool.intern(record.uid, in: schema)
      let path = record.place
      let run = parents[Int(id)]
      for (index, parent) in parentIDs[Int(run.first)..<Int(run.first + run.count)].enumerated()
      where missing.contains(parent) {
        reportMissing(parent, at: "\(path).parents[\(index)]")
      }
      for (column, attribute) in schema[type].attributes.attributes.enumerated() {
        var found = Set<UInt32>()
        let row = Int(rows[Int(id)])
        guard row + column < attributes.count else { continue }
        collectMissing(attributes[row + column], &found)
        for entity in found.sorted() {
          reportMissing(entity, at: Conformer.join(path + ".attrs", attribute.wire))
        }
      }
    }
  }

  /// Recursion is bounded by the depth of the declared type.
  private func collectMissing(_ slot: Slot, _ missing: inout Set<UInt32>) {
    switch slot.kind {
    case .entity: if !mayBeMissing(slot.id) { missing.insert(slot.id) }
    case .set, .record, .map:
      for index in 0..<pool.elementCount(of: slot) {
        collectMissing(pool.element(index, of: slot), &missing)
      }
    case .absent, .error, .bool, .int, .string, .instant, .duration, .enumCase, .ip, .ipRange:
      return
    }
  }
}
