import Crypto
import RemitModel
import RemitSource

/// Makes records of decisions: chooses the level, takes out what must not be kept, brings them
/// below 16 KiB.
struct DecisionEncoder: Sendable {
  let rules: CheckedRules
  let instance: RecordInstance
  let keys: (any SubjectKeys)?

  static let kind = "decision"

  /// Whether the rules want a record.
  func wantsRecord(of report: DecisionReport) -> Bool { rules.level(for: report) != .none }

  /// The record of a decision; `nil` where the rules want none.
  ///
  /// - Throws: where a key is needed that cannot be had.
  /// - Complexity: O(bytes of request and decision); at level `full` that of an explanation.
  func record(
    of report: DecisionReport, _ stamp: RecordStamp
  ) throws(SubjectKeyError) -> TrailRecord? {
    let level = rules.level(for: report)
    if level == .none { return nil }
    let made = DecisionRecord(report, instance: instance, level: level)
    var tree = made.tree
    let request = report.decision.origin.request
    var withholding = Withholding(
      rules: rules, keys: keys, id: stamp.id, principal: request.principal.uid,
      resource: request.resource.uid)
    try withholding.apply(to: &tree)
    try digestInput(of: &tree, level)
    list(withholding, in: &tree)
    var cap = RecordCap(size: bytes(of: tree, [], stamp).count, tooDeep: made.tooDeep)
    cap.apply(to: &tree)
    return TrailRecord(
      id: stamp.id, bytes: bytes(of: tree, cap.leftOut, stamp))
  }

  /// Adds the digest of what was sent, and takes it away where it is not to be kept. The digest of
  /// what is not kept is keyed: else whoever guesses the input could make sure.
  private func digestInput(
    of tree: inout RecordTree, _ level: RecordLevel
  ) throws(SubjectKeyError) {
    guard case .object(var members) = tree, let input = tree["input"] else { return }
    if level >= .input {
      members.append(
        RecordTree.Member(
          "input_digest", .string("sha256:" + Crypto.SHA256.hash(data: input.bytes).hex)))
    } else {
      members.removeAll { $0.key == "input" || $0.key == "typed" }
      if let keys {
        let digest = try keys.digest(of: input.bytes)
        members.append(RecordTree.Member("input_digest", .string("hmac-sha256:" + digest)))
      }
      members.append(RecordTree.Member("input_bytes", .int(Int64(input.bytes.count))))
    }
    tree = .object(members)
  }

  private func list(_ withholding: Withholding, in tree: inout RecordTree) {
    guard case .object(var members) = tree else { return }
    for (name, pointers) in [
      ("masked", withholding.masked), ("erased", withholding.erased),
      ("pseudonyms", withholding.pseudonyms),
    ] {
      // What the level leaves out needs no list.
      let here = pointers.filter { $0.tokens.first != "input" || tree["input"] != nil }
      if !here.isEmpty {
        members.append(RecordTree.Member(name, .strings(here.map(\.description))))
      }
    }
    let sealed = withholding.sealed.filter {
      $0.pointer.tokens.first != "input" || tree["input"] != nil
    }
    if !sealed.isEmpty {
      members.append(
        RecordTree.Member(
          "sealed",
          .array(
            sealed.map {
              .object([
                RecordTree.Member("pointer", .string($0.pointer.description)),
                RecordTree.Member("key", .string($0.key)),
              ])
            })))
    }
    tree = .object(members)
  }

  func bytes(
    of tree: RecordTree, _ leftOut: [JSONPointer], _ stamp: RecordStamp
  ) -> [UInt8] {
    var json = JSONWriter(isCompact: true)
    json.object { json in
      RecordHead.write(kind: Self.kind, stamp, to: &json)
      for member in tree.members ?? [] {
        json.member(member.key) { member.value.write(to: &$0) }
      }
      if !leftOut.isEmpty { json.member("left_out") { $0.strings(leftOut.map(\.description)) } }
    }
    return json.bytes
  }
}

extension DecisionEncoder {
  /// The record of what was no request: its digest, and never what it said.
  func invalid(
    _ line: [UInt8], codes: [String], inputs: DecisionInputs, context: RecordContext,
    _ stamp: RecordStamp
  ) -> TrailRecord {
    let origin = DecisionRecord.origin(context, instance: instance, nanoseconds: nil)
    var tree = RecordTree.object(
      origin + [
        RecordTree.Member("effect", .string(Effect.deny.rawValue)),
        RecordTree.Member("cause", .string(Decision.Cause.invalid.rawValue)),
        RecordTree.Member("determining", .array([])),
        RecordTree.Member(
          "errors",
          .array(
            codes.prefix(20).map { .object([RecordTree.Member("code", .string($0))]) })),
        RecordTree.Member("policy", .string(inputs.policyDigest)),
        RecordTree.Member("data", .string(inputs.dataVersion)),
        RecordTree.Member("now", .string(inputs.now.description)),
        RecordTree.Member("zones", .string(inputs.timeZoneDataVersion)),
        RecordTree.Member("level", .string(RecordLevel.metadata.rawValue)),
        RecordTree.Member(
          "line_digest", .string("sha256:" + Crypto.SHA256.hash(data: line).hex)),
        RecordTree.Member("line_bytes", .int(Int64(line.count))),
      ])
    var cap = RecordCap(size: bytes(of: tree, [], stamp).count, tooDeep: [])
    cap.apply(to: &tree)
    return TrailRecord(id: stamp.id, bytes: bytes(of: tree, cap.leftOut, stamp))
  }
}
