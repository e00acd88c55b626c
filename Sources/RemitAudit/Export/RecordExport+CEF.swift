import RemitModel
import RemitSource

extension StoredRecord {
  /// `CEF:0|Remit|remit|0.1.0|decision|Authorization decision|3|rt=… suser=…`
  func cef() -> String {
    let isDenied = isDecision && effect != "allow"
    let header = [
      "CEF:0", "Remit", "remit", text("instance", "release") ?? RemitRelease.version, kind,
      isDecision ? "Authorization decision" : "Trail " + kind, isDenied ? "5" : "3",
    ]
    let head = header.prefix(1) + header.dropFirst().map(Self.headerText)
    let extensions = isDecision ? cefDecision() : cefControl()
    return head.joined(separator: "|") + "|"
      + extensions.map { "\($0.0)=\(Self.extensionText($0.1))" }.joined(separator: " ")
  }

  private func cefDecision() -> [(String, String)] {
    var fields = [
      ("rt", String(milliseconds)), ("externalId", id.description),
      ("cat", "authorization"), ("suser", principal.id), ("act", action),
      ("outcome", effect == "allow" ? "success" : "failure"), ("reason", cause),
    ]
    if !roles.isEmpty { fields.append(("spriv", roles.joined(separator: ", "))) }
    if let remote {
      // `src` is an IPv4 address and nothing else.
      if case .success(let address)? = Optional(IPAddress.parse(remote.address)),
        !address.description.contains(":")
      {
        fields.append(("src", address.description))
      } else {
        fields.append(("shost", remote.address))
      }
      if let port = remote.port { fields.append(("spt", String(port))) }
    }
    if let host = text("instance", "host") { fields.append(("dvchost", host)) }
    if let process = tree[JSONPointer(["instance", "pid"])]?.number {
      fields.append(("dvcpid", String(process)))
    }
    fields += [
      ("cs1Label", "policy"), ("cs1", policy),
      ("cs2Label", "determining"), ("cs2", determining.joined(separator: ", ")),
      ("cs3Label", "resource"), ("cs3", "\(resource.type)::\(quoted(resource.id))"),
      ("cs4Label", "principalType"), ("cs4", principal.type),
      ("cs5Label", "trace"), ("cs5", text("request", "trace_id") ?? ""),
      ("cs6Label", "log"), ("cs6", origin),
      ("cn1Label", "index"), ("cn1", String(index)),
    ]
    return fields
  }

  private func cefControl() -> [(String, String)] {
    [
      ("rt", String(milliseconds)), ("externalId", id.description), ("cat", "trail"),
      ("act", kind), ("msg", String(decoding: RecordTree.object(fields).bytes, as: UTF8.self)),
      ("cs6Label", "log"), ("cs6", origin), ("cn1Label", "index"), ("cn1", String(index)),
    ]
  }

  /// In the header `|` separates, and no line may end.
  private static func headerText(_ text: String) -> String {
    escaped(text) { $0 == "\\" || $0 == "|" }
  }

  /// In the extension `=` separates.
  private static func extensionText(_ text: String) -> String {
    escaped(text) { $0 == "\\" || $0 == "=" }
  }

  /// What hides or ends a line is shown by its code.
  private static func escaped(_ text: String, _ isSpecial: (Unicode.Scalar) -> Bool) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      if isSpecial(scalar) {
        out += "\\" + String(scalar)
      } else if scalar == "\t" {
        out += " "
      } else {
        let shown = visible(scalar)
        out += shown.unicodeScalars.count == 1 ? shown : "\\" + shown
      }
    }
    return out
  }
}
