import RemitModel
import RemitSource

/// A form in which other programs take records.
package enum ExportForm: String, Sendable, CaseIterable {
  /// The stored bytes.
  case ndjson
  /// Open Cybersecurity Schema Framework 1.4: API Activity (6003) with the profile Security Control.
  /// Its class Authorize Session is about privileges given at a login, not about one request.
  case ocsf
  /// Elastic Common Schema 8.
  case ecs
  /// ArcSight Common Event Format, version 0.
  case cef
}

extension StoredRecord {
  /// One line for the record, with its line end.
  ///
  /// Nothing in it ends a line but its end, whatever the record holds: JSON is compact, with every
  /// control character escaped, and so is CEF.
  package func exported(as form: ExportForm) -> [UInt8] {
    let line: [UInt8] =
      switch form {
      case .ndjson: bytes
      case .ocsf: (isDecision ? ocsfDecision() : ocsfControl()).bytes
      case .ecs: (isDecision ? ecsDecision() : ecsControl()).bytes
      case .cef: Array(cef().utf8)
      }
    return line + [0x0A]
  }

  /// An object without the members that there is nothing for.
  static func object(_ members: [(String, RecordTree?)]) -> RecordTree {
    .object(members.compactMap { key, value in value.map { RecordTree.Member(key, $0) } })
  }

  /// The address and the port of `192.0.2.7:50344` or `[2001:db8::1]:443`.
  var remote: (address: String, port: Int64?)? {
    guard let text = text("request", "remote") else { return nil }
    guard let colon = text.lastIndex(of: ":"),
      let port = Int64(text[text.index(after: colon)...]), (0...65_535).contains(port)
    else { return (text, nil) }
    var address = text[..<colon]
    if address.hasPrefix("["), address.hasSuffix("]") {
      address = address.dropFirst().dropLast()
    } else if address.contains(":") {
      return (text, nil)
    }
    return (String(address), port)
  }

  private var fieldsObject: RecordTree? { fields.isEmpty ? nil : .object(fields) }

  // MARK: OCSF

  private var ocsfMetadata: RecordTree {
    Self.object([
      ("version", .string("1.4.0")), ("uid", .string(id.description)),
      ("correlation_uid", text("request", "trace_id").map { .string($0) }),
      ("log_name", .string(origin)), ("sequence", .int(Int64(clamping: index))),
      ("profiles", isDecision ? .strings(["security_control"]) : nil),
      (
        "product",
        Self.object([
          ("name", .string("Remit")), ("vendor_name", .string("Remit")),
          ("version", text("instance", "release").map { .string($0) }),
        ])
      ),
    ])
  }

  private func ocsfDecision() -> RecordTree {
    let isAllowed = effect == "allow"
    let remote = remote
    let endpoint = Self.object([
      ("ip", remote.map { .string($0.address) }), ("port", remote?.port.map { .int($0) }),
      // The class wants an end point; nobody has told of one.
      ("name", remote == nil ? .string("unknown") : nil),
    ])
    let user = Self.object([
      ("uid", .string(principal.id)), ("type", .string(principal.type)), ("type_id", .int(99)),
      (
        "groups",
        roles.isEmpty
          ? nil
          : .array(roles.map { Self.object([("name", .string($0)), ("type", .string("role"))]) })
      ),
    ])
    let authorization = Self.object([
      ("decision", .string(isAllowed ? "allowed" : "denied")),
      (
        "policy",
        Self.object([
          ("name", .string(determining.joined(separator: ", "))), ("uid", .string(policy)),
        ])
      ),
    ])
    return Self.object([
      ("category_uid", .int(6)), ("category_name", .string("Application Activity")),
      ("class_uid", .int(6003)), ("class_name", .string("API Activity")),
      ("activity_id", .int(99)), ("activity_name", .string(action)),
      ("type_uid", .int(600_399)), ("type_name", .string("API Activity: Other")),
      ("time", .int(milliseconds)), ("severity_id", .int(isAllowed ? 1 : 2)),
      ("severity", .string(isAllowed ? "Informational" : "Low")),
      ("status_id", .int(1)), ("status", .string("Success")), ("status_detail", .string(cause)),
      ("action_id", .int(isAllowed ? 1 : 2)),
      ("action", .string(isAllowed ? "Allowed" : "Denied")),
      ("disposition_id", .int(isAllowed ? 1 : 2)),
      ("disposition", .string(isAllowed ? "Allowed" : "Blocked")),
      ("actor", Self.object([("user", user), ("authorizations", .array([authorization]))])),
      (
        "api",
        Self.object([
          ("operation", .string(action)),
          (
            "request",
            text("request", "id").map { Self.object([("uid", .string($0))]) }
          ),
        ])
      ),
      (
        "resources",
        .array([
          Self.object([("uid", .string(resource.id)), ("type", .string(resource.type))])
        ])
      ),
      ("src_endpoint", endpoint), ("metadata", ocsfMetadata), ("unmapped", fieldsObject),
    ])
  }

  private func ocsfControl() -> RecordTree {
    Self.object([
      ("category_uid", .int(0)), ("category_name", .string("Uncategorized")),
      ("class_uid", .int(0)), ("class_name", .string("Base Event")),
      ("activity_id", .int(99)), ("activity_name", .string(kind)), ("type_uid", .int(99)),
      ("time", .int(milliseconds)), ("severity_id", .int(1)),
      ("severity", .string("Informational")), ("message", .string(kind)),
      ("metadata", ocsfMetadata), ("unmapped", fieldsObject),
    ])
  }

  // MARK: ECS

  private func ecs(_ event: [(String, RecordTree?)], _ rest: [(String, RecordTree?)]) -> RecordTree
  {
    let common: [(String, RecordTree?)] = [
      ("id", .string(id.description)), ("kind", .string("event")),
      ("sequence", .int(Int64(clamping: index))), ("provider", .string("remit")),
      ("dataset", .string("remit.trail")),
    ]
    return Self.object(
      [
        ("@timestamp", .string(time)), ("ecs", Self.object([("version", .string("8.11.0"))])),
        ("event", Self.object(common + event)),
      ] + rest + [("remit", fieldsObject)])
  }

  private func ecsDecision() -> RecordTree {
    let isAllowed = effect == "allow"
    let remote = remote
    return ecs(
      [
        ("category", .strings(["iam", "api"])),
        ("type", .strings(["access", isAllowed ? "allowed" : "denied"])),
        ("action", .string(action)), ("outcome", .string(isAllowed ? "success" : "failure")),
        ("reason", .string(cause)), ("duration", tree["duration_ns"]),
      ],
      [
        (
          "user",
          Self.object([
            ("id", .string(principal.id)), ("domain", .string(principal.type)),
            ("roles", roles.isEmpty ? nil : .strings(roles)),
          ])
        ),
        (
          "rule",
          Self.object([
            ("id", determining.isEmpty ? nil : .strings(determining)),
            ("ruleset", .string(policy)),
          ])
        ),
        (
          "source",
          remote.map {
            Self.object([("address", .string($0.address)), ("port", $0.port.map { .int($0) })])
          }
        ),
        ("trace", text("request", "trace_id").map { Self.object([("id", .string($0))]) }),
        ("span", text("request", "span_id").map { Self.object([("id", .string($0))]) }),
        (
          "http",
          text("request", "id").map {
            Self.object([("request", Self.object([("id", .string($0))]))])
          }
        ),
        ("host", text("instance", "host").map { Self.object([("hostname", .string($0))]) }),
        (
          "process",
          tree[JSONPointer(["instance", "pid"])].map { Self.object([("pid", $0)]) }
        ),
      ])
  }

  private func ecsControl() -> RecordTree {
    ecs(
      [
        ("category", .strings(["configuration"])), ("type", .strings(["info"])),
        ("action", .string(kind)),
      ], [])
  }
}
