import RemitAudit
import RemitReplay
import RemitSource

/// What a replay found, for people and for programs.
struct ReplayText {
  let report: ReplayReport
  let isCandidate: Bool

  // MARK: Words

  var words: String {
    var lines = [summary]
    if report.otherData > 0 {
      lines.append(
        "\(count(report.otherData, "decision")) had another version of entities and grants than "
          + "those given: a difference may come from there")
    }
    if report.otherZones > 0 {
      lines.append("\(count(report.otherZones, "decision")) had other time-zone data")
    }
    for (obstacle, found) in obstacles {
      lines.append(
        "\(count(found.count, "decision")) not decided again: \(obstacle.rawValue) "
          + "(the first is \(found.first))")
    }
    for (change, found) in report.effects.sorted(by: { $0.key < $1.key }) {
      lines.append("")
      lines.append("\(change.before) → \(change.after): \(count(found.count, "decision"))")
      lines += names(of: change).map { "  " + $0 }
      if let example = found.example { lines += words(for: example) }
    }
    if report.reasons.count > 0 {
      lines.append("")
      lines.append("the same effect for other reasons: \(count(report.reasons.count, "decision"))")
      for effect in Set(report.names.keys.map(\.effect)).sorted()
      where effect.before == effect.after {
        lines += names(of: effect).map { "  " + $0 }
      }
      if let example = report.reasons.example { lines += words(for: example) }
    }
    return lines.map(visible).joined(separator: "\n") + "\n"
  }

  private var summary: String {
    let all = count(report.decisions, "decision")
    let by = isCandidate ? "this policy" : "the recorded policy"
    if report.decisions == 0 { return "no decision is in this part of the trail" }
    if report.replayed == 0 { return "none of \(all) could be decided again" }
    let changed = report.replayed - report.same
    let said = changed == 0 ? "all the same" : "\(changed) not the same"
    return "\(report.replayed) of \(all) decided again by \(by): \(said)"
  }

  private var obstacles: [(key: ReplayObstacle, value: (count: Int, first: String))] {
    report.obstacles.map { ($0.key, ($0.value.count, $0.value.first.description)) }
      .sorted { $0.0.rawValue < $1.0.rawValue }
  }

  private func names(of effect: ReplayReport.EffectChange) -> [String] {
    report.names.filter { $0.key.effect == effect }.sorted { $0.key < $1.key }.map {
      change, found in
      "\(found.count) \(change.isNew ? "now" : "no longer") by \(change.name)"
    }
  }

  private func words(for example: ReplayReport.Difference) -> [String] {
    let explanation = example.explanation.split(separator: "\n").map { "    " + $0 }
    return [
      "  example \(example.id): \(example.question)", "    was \(example.before)",
      "    is \(example.after)",
    ] + explanation
  }

  // MARK: JSON

  var json: String {
    var json = JSONWriter()
    json.object { json in
      json.member("decisions") { $0.int(report.decisions) }
      json.member("replayed") { $0.int(report.replayed) }
      json.member("same") { $0.int(report.same) }
      json.member("other_data") { $0.int(report.otherData) }
      json.member("other_zones") { $0.int(report.otherZones) }
      json.member("effects") { json in
        json.array(report.effects.sorted { $0.key < $1.key }) { json, one in
          json.object { json in
            json.member("before") { $0.string(one.key.before) }
            json.member("after") { $0.string(one.key.after) }
            Self.write(one.value, to: &json)
          }
        }
      }
      json.member("reasons") { json in
        json.object { Self.write(report.reasons, to: &$0) }
      }
      json.member("names") { json in
        json.array(report.names.sorted { $0.key < $1.key }) { json, one in
          json.object { json in
            json.member("name") { $0.string(one.key.name) }
            json.member("determines") { $0.bool(one.key.isNew) }
            json.member("before") { $0.string(one.key.effect.before) }
            json.member("after") { $0.string(one.key.effect.after) }
            json.member("count") { $0.int(one.value.count) }
            if let id = one.value.example?.id { json.member("example") { $0.string("\(id)") } }
          }
        }
      }
      json.member("not_replayed") { json in
        json.array(obstacles) { json, one in
          json.object { json in
            json.member("reason") { $0.string(one.key.rawValue) }
            json.member("count") { $0.int(one.value.count) }
            json.member("first") { $0.string(one.value.first) }
          }
        }
      }
    }
    return json.text
  }

  private static func write(_ change: ReplayReport.Change, to json: inout JSONWriter) {
    json.member("count") { $0.int(change.count) }
    guard let example = change.example else { return }
    json.member("example") { json in
      json.object { json in
        json.member("id") { $0.string("\(example.id)") }
        json.member("question") { $0.string(example.question) }
        json.member("was") { $0.string(example.before) }
        json.member("is") { $0.string(example.after) }
        json.member("explanation") { $0.string(example.explanation) }
      }
    }
  }
}
