import RemitAudit
import RemitModel
import RemitSource

/// What a verification found, for an auditor and for programs.
struct AuditReport {
  let report: TrailReport
  let folder: String
  let keys: [VerifierKey]
  /// The file beside the trail from which the key was taken, where nobody gave one.
  let besideTrail: String?
  /// Whether the trail was held against what somebody else remembers of it.
  let hasMemory: Bool

  // MARK: - Words

  func text(_ style: TextStyle) -> String {
    var lines = [headline(style)]
    for key in keys { lines.append(row("key", "\(key)")) }
    if let besideTrail {
      lines.append(
        row(
          "",
          "taken from \(besideTrail), beside the trail: it is the word of whoever can write there"
        ))
    }
    for shard in report.shards {
      let name = report.shards.count == 1 && shard.number == 1 ? "records" : "shard \(shard.number)"
      lines.append(row(name, count(shard.size, "record") + ", root \(shard.root)"))
      if let times = shard.times {
        lines.append(row("", "\(times.lowerBound) to \(times.upperBound), by the trail's clock"))
      }
      let kinds = shard.kinds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      if !kinds.isEmpty {
        lines.append(row("", kinds.map { "\($0.value) \($0.key)" }.joined(separator: ", ")))
      }
    }
    if let unsigned = report.unsigned, unsigned > 0 {
      lines.append(row("not yet", "\(count(unsigned, "record")) durable, but not signed yet"))
    }
    for size in report.pinnedSizes {
      lines.append(row("pinned", "it continues the checkpoint of \(count(size, "record"))"))
    }
    for one in report.witnessings {
      lines.append(
        row(
          "witness",
          "\(one.witness) saw \(count(one.size, "record")) of shard \(one.shard) at \(Self.time(one))"
        ))
    }
    for note in report.notes { lines.append(row("note", note)) }
    if report.isSound, !hasMemory {
      lines.append(
        row(
          "not seen",
          "whether the whole folder was put back or written anew: --pin and --witness show it"))
    }
    for damage in report.damages { lines.append(style.bad("damage") + visible("     \(damage)")) }
    if report.damagesLeftOut > 0 {
      lines.append(row("", "and \(report.damagesLeftOut) more"))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func headline(_ style: TextStyle) -> String {
    let name = visible(report.origin)
    guard report.isSound else {
      let findings = report.damages.count + report.damagesLeftOut
      return "\(name): \(style.bad("damaged")), \(count(UInt64(findings), "finding"))"
    }
    return "\(name): \(style.good("sound")), \(count(report.size, "record")) "
      + "bound to the signature"
  }

  private func row(_ name: String, _ text: String) -> String {
    visible(name + String(repeating: " ", count: max(1, 11 - name.count)) + text)
  }

  private func count(_ number: UInt64, _ thing: String) -> String {
    "\(number) \(thing)\(number == 1 ? "" : "s")"
  }

  private static func time(_ one: TrailReport.Witnessing) -> String {
    guard let seconds = Int64(exactly: one.time), seconds < 1 << 40 else { return "\(one.time)" }
    return Instant(milliseconds: seconds * 1_000).description
  }

  static func text(_ proved: RecordProof.Verified) -> String {
    let what = proved.isOfRecord ? "the record" : "a record with the hash \(proved.recordHash)"
    return visible(
      "\(proved.origin): \(what) stands at index \(proved.index) of the \(proved.size) that are signed"
    ) + "\n"
  }

  // MARK: - JSON

  var json: String {
    var json = JSONWriter()
    json.object { json in
      json.member("sound") { $0.bool(report.isSound) }
      json.member("origin") { $0.string(report.origin) }
      json.member("records") { $0.int(report.size) }
      if let unsigned = report.unsigned { json.member("unsigned") { $0.int(unsigned) } }
      json.member("keys") { $0.strings(keys.map(\.description)) }
      json.member("keyIsBesideTrail") { $0.bool(besideTrail != nil) }
      json.member("shards") { $0.array(report.shards) { Self.write($1, to: &$0) } }
      json.member("pinned") { json in
        json.array(report.pinnedSizes) { $0.int($1) }
      }
      json.member("witnesses") { json in
        json.array(report.witnessings) { json, one in
          json.object { json in
            json.member("witness") { $0.string(one.witness) }
            json.member("time") { $0.string(Self.time(one)) }
            json.member("shard") { $0.int(one.shard) }
            json.member("records") { $0.int(one.size) }
          }
        }
      }
      json.member("damages") { json in
        json.array(report.damages) { json, damage in
          json.object { json in
            json.member("file") { $0.string(damage.file) }
            json.member("offset") { $0.int(damage.offset) }
            if let index = damage.index { json.member("index") { $0.int(index) } }
            json.member("message") { $0.string(damage.words) }
          }
        }
      }
      json.member("damagesLeftOut") { $0.int(report.damagesLeftOut) }
      json.member("notes") { $0.strings(report.notes) }
    }
    return json.text
  }

  private static func write(_ shard: TrailReport.Shard, to json: inout JSONWriter) {
    json.object { json in
      json.member("shard") { $0.int(shard.number) }
      json.member("origin") { $0.string(shard.origin) }
      json.member("records") { $0.int(shard.size) }
      json.member("root") { $0.string(shard.root) }
      json.member("prunedBelow") { $0.int(shard.prunedBelow) }
      json.member("kinds") { json in
        json.object { json in
          for (kind, count) in shard.kinds.sorted(by: { $0.key < $1.key }) {
            json.member(kind) { $0.int(count) }
          }
        }
      }
      if let times = shard.times {
        json.member("from") { $0.string(times.lowerBound) }
        json.member("to") { $0.string(times.upperBound) }
      }
    }
  }

  static func json(_ proved: RecordProof.Verified) -> String {
    var json = JSONWriter()
    json.object { json in
      json.member("sound") { $0.bool(true) }
      json.member("origin") { $0.string(proved.origin) }
      json.member("index") { $0.int(proved.index) }
      json.member("records") { $0.int(proved.size) }
      json.member("recordHash") { $0.string(proved.recordHash) }
      json.member("recordGiven") { $0.bool(proved.isOfRecord) }
    }
    return json.text
  }

  static func json(notProved reason: String) -> String {
    var json = JSONWriter()
    json.object { json in
      json.member("sound") { $0.bool(false) }
      json.member("message") { $0.string(reason) }
    }
    return json.text
  }
}
