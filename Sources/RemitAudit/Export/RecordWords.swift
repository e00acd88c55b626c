import RemitModel
import RemitSource

extension StoredRecord {
  /// The record for a person: a paragraph, each of its lines indented but the first.
  ///
  /// - Parameter keys: of sealed fields; what cannot be opened is said to be erased.
  package func words(keys: SubjectKeyStore? = nil) -> String {
    let lines = isDecision ? decisionWords(keys) : controlWords()
    return lines.map(visible).joined(separator: "\n    ")
  }

  private func controlWords() -> [String] {
    let said = fields.map { "\($0.key) \(Self.short($0.value))" }
    let sentence = StoredRecord.sentences[kind] ?? kind
    return ["#\(index)  \(time)  \(sentence)", "\(kind), id \(id)"]
      + (said.isEmpty ? [] : [said.joined(separator: ", ")])
  }

  private static let sentences: [String: String] = [
    "trail.opened": "the trail was opened for writing",
    "trail.closed": "the trail was closed",
    "trail.truncated": "a torn end of the journal was cut; nothing of it had been acknowledged",
    "trail.gap": "answers went out that are not recorded",
    "trail.pruned": "old records were removed",
    "shard.opened": "a new shard was begun",
    "shard.closed": "the shard was closed",
    "policy.loaded": "a policy was loaded",
    "policy.rejected": "a policy was rejected; the one before stays",
    "data.loaded": "entities and grants were loaded",
    "config.changed": "what is recorded was changed",
    "key.rotated": "the signing key was changed",
    "admin.call": "an administrator acted",
    "auth.failed": "a caller could not be authenticated",
    "audit.read": "the trail was read",
    "subject.erased": "the keys of a subject were destroyed",
    "clock.jump": "the clock was set back",
    "note": "a note",
  ]

  private func decisionWords(_ keys: SubjectKeyStore?) -> [String] {
    if let digest = text("line_digest") {
      return [
        "#\(index)  \(time)  what was sent was no request: \(effect), \(cause)", "id \(id)",
        "\(tree["line_bytes"]?.number ?? 0) bytes, \(digest)",
      ] + answerWords() + [originWords()]
    }
    let verb = tree["performed"] == nil ? "asked to" : "asked to perform"
    var first =
      "#\(index)  \(time)  \(principal.type)::\(quoted(principal.id)) \(verb) \(action) "
      + "on \(resource.type)::\(quoted(resource.id)): \(effect), \(cause)"
    if !determining.isEmpty { first += " by " + determining.joined(separator: ", ") }
    var lines = [first, "id \(id), level \(text("level") ?? "?")"]
    if !roles.isEmpty { lines.append("roles " + roles.joined(separator: ", ")) }
    if let sent = tree["roles_sent"]?.elements {
      lines.append("asked with the roles " + sent.map { Self.short($0) }.joined(separator: ", "))
    }
    lines += inputWords(keys)
    lines += answerWords()
    lines.append(
      "policy \(policy), data \(text("data") ?? "?"), "
        + (tree["ledger"]?.number.map { "ledger at \($0), " } ?? "no ledger, ")
        + "now \(text("now") ?? "?"), time zones \(text("zones") ?? "?")")
    lines.append(originWords())
    for (name, word) in [
      ("masked", "masked"), ("erased", "taken out"), ("pseudonyms", "pseudonyms"),
      ("left_out", "too long, kept by length and digest"),
    ] {
      if let list = tree[name] {
        let names = list.elements?.compactMap(\.text).joined(separator: ", ")
        lines.append("\(word): " + (names ?? Self.short(list)))
      }
    }
    if let explanation = text("explanation") {
      lines += explanation.split(separator: "\n").map { "| " + $0 }
    }
    return lines
  }

  private func originWords() -> String {
    var parts: [String] = []
    if let remote = text("request", "remote") { parts.append("from \(remote)") }
    if let caller = text("caller") { parts.append("by \(quoted(caller))") }
    if let id = text("request", "id") { parts.append("request \(quoted(id))") }
    if let trace = text("request", "trace_id") { parts.append("trace \(quoted(trace))") }
    var answered = "answered by \(text("instance", "host") ?? "?")"
    if let process = tree[JSONPointer(["instance", "pid"])]?.number {
      answered += " (process \(process), remit \(text("instance", "release") ?? "?"))"
    }
    if let nanoseconds = tree["duration_ns"]?.number { answered += " in \(nanoseconds) ns" }
    return (parts + [answered]).joined(separator: ", ")
  }

  private func inputWords(_ keys: SubjectKeyStore?) -> [String] {
    guard let input = tree["input"] else {
      return tree["input_bytes"]?.number.map { ["what was sent besides is not kept (\($0) bytes)"] }
        ?? []
    }
    let sealed = Dictionary(
      (tree["sealed"]?.elements ?? []).compactMap { one in
        one["pointer"]?.text.flatMap { JSONPointer($0) }.map { ($0, one["key"]?.text ?? "") }
      }, uniquingKeysWith: { first, _ in first })
    var lines: [String] = []
    for path in [["context"], ["principal", "attrs"], ["resource", "attrs"]] {
      let place = JSONPointer(["input"] + path)
      guard let members = tree[place]?.members else { continue }
      let said = members.map { member in
        let pointer = place.appending(member.key)
        guard let key = sealed[pointer], let text = member.value.text else {
          return "\(member.key) \(Self.short(member.value))"
        }
        let opened = keys?.open(text, key: key, record: id, pointer: pointer)
        let isErased = keys.map { !$0.has(key: key) } ?? false
        return "\(member.key) "
          + (opened.map { Self.short($0) + " (sealed)" } ?? (isErased ? "erased" : "sealed"))
      }
      lines.append("sent \(path.joined(separator: " ")): " + said.joined(separator: ", "))
    }
    for name in ["principal", "resource"] {
      if let parents = tree[JSONPointer(["input", name, "parents"])] {
        lines.append("sent parents of the \(name): \(Self.short(parents))")
      }
    }
    return lines.isEmpty ? ["sent \(Self.short(input))"] : lines
  }

  private func answerWords() -> [String] {
    var lines: [String] = []
    for one in tree["obligations"]?.elements ?? [] {
      let record = one["record"].map { " " + Self.short($0) } ?? ""
      lines.append("obliges to \(one["name"]?.text ?? "?")\(record)")
    }
    for one in tree["errors"]?.elements ?? [] {
      var line = "error " + (one["code"]?.text ?? "?")
      if let name = one["name"]?.text { line += " in \(name)" }
      if let path = one["path"]?.text { line += " at \(path)" }
      if let message = one["message"]?.text { line += ": \(message)" }
      lines.append(line)
    }
    for one in ["obligations", "errors"] where tree[one]?.elements == nil {
      if let part = tree[one] { lines.append("\(one) \(Self.short(part))") }
    }
    if let waivers = tree["waivers"]?.elements {
      lines.append("waived: " + waivers.compactMap(\.text).joined(separator: ", "))
    }
    for one in tree["performed"]?.elements ?? [] {
      var line = "performed \(one["duty"]?.text ?? "?"), entry \(one["entry"]?.number ?? 0)"
      if let decision = one["decision"]?.text { line += ", recorded by decision \(decision)" }
      lines.append(line)
    }
    return lines
  }

  private static func short(_ value: RecordTree) -> String {
    let text = value.text.map { quoted($0) } ?? String(decoding: value.bytes, as: UTF8.self)
    let start = text.unicodeScalars.prefix(401)
    return start.count <= 400
      ? text : String(String.UnicodeScalarView(start.prefix(400))) + "…"
  }
}
