import RemitData
import RemitModel

/// Reads what stands for an entity on a command line: `TYPE::id`, `TYPE::"id"`, or a JSON object.
///
/// Types and actions are known by their wire names first, then by their Remit names, full or short,
/// where only one fits.
struct NameResolver {
  let schema: Schema

  func entity(_ argument: String, option: String) throws(CommandFailure) -> RequestEntity {
    if argument.utf8.first(where: { $0 != 0x20 }) == UInt8(ascii: "{") {
      let reading = readRequestEntity(Array(argument.utf8))
      guard var entity = reading.value else {
        throw CommandFailure(
          reading.problems.map { "remit: \(option): \(place(of: $0))\($0.message)" })
      }
      entity.uid = EntityUID(type: wireType(entity.uid.type), id: entity.uid.id)
      return entity
    }
    if let uid = EntityUID.parse(quoted: Text(argument)) {
      return RequestEntity(EntityUID(type: wireType(uid.type), id: uid.id))
    }
    guard let (type, id) = split(argument), !id.string.utf8.starts(with: [UInt8(ascii: "\"")])
    else {
      throw CommandFailure(
        "\(option): \(quoted(argument)) is no entity; write TYPE::id, TYPE::\"id\" or a JSON object"
      )
    }
    return RequestEntity(EntityUID(type: wireType(type), id: id))
  }

  /// Splits `TYPE::id` after the longest declared type; an undeclared one ends at the first `::`.
  private func split(_ argument: String) -> (type: Text, id: Text)? {
    let bytes = Array(argument.utf8)
    let colon = UInt8(ascii: ":")
    var first: Int?
    var declared: Int?
    for index in bytes.indices.dropLast() where bytes[index] == colon && bytes[index + 1] == colon {
      guard index > 0 else { continue }
      first = first ?? index
      if isDeclared(text(bytes[..<index])) { declared = index }
    }
    guard let end = declared ?? first else { return nil }
    return (text(bytes[..<end]), text(bytes[(end + 2)...]))
  }

  private func text(_ bytes: ArraySlice<UInt8>) -> Text {
    Text(String(decoding: bytes, as: UTF8.self))
  }

  private func isDeclared(_ type: Text) -> Bool {
    schema.entityType(wire: wireType(type)) != nil
  }

  private func wireType(_ name: Text) -> Text {
    if schema.entityType(wire: name) != nil { return name }
    let fitting = schema.entityTypes.filter { Self.fits($0.name, name.string) }
    return fitting.count == 1 ? fitting[0].wire : name
  }

  func action(_ name: String) -> Text {
    let wire = Text(name)
    if schema.actionsByWire[wire] != nil { return wire }
    let fitting = Set(schema.actions.filter { Self.fits($0.name, name) }.map(\.wire))
    return fitting.count == 1 ? fitting.first ?? wire : wire
  }

  /// Whether a full Remit name is meant by a full or short one. Remit names are ASCII.
  private static func fits(_ full: String, _ name: String) -> Bool {
    full == name || full.split(separator: ".").last.map(String.init) == name
  }

  private func place(of problem: DataProblem) -> String {
    problem.path.isEmpty ? "" : problem.path + ": "
  }
}
