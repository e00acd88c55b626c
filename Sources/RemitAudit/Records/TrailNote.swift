import RemitSource

/// A record of a program's own: a backup that was made, an approval that came by telephone.
///
/// ```swift
/// let receipt = try await trail.append(TrailNote("backup.done", ["target": "vault-2"]))
/// ```
public struct TrailNote: Hashable, Sendable {
  /// What it is about.
  public let subject: String
  public let fields: [String: String]

  /// Makes a note; any text will do, the whole of it below 64 KiB.
  public init(_ subject: String, _ fields: [String: String] = [:]) {
    self.subject = subject
    self.fields = fields
  }

  /// The fields stand in an object of their own, in byte order of their names, so that none can pass
  /// for a member that readers know.
  package func encoded(_ stamp: RecordStamp) -> TrailRecord {
    var json = JSONWriter(isCompact: true)
    json.object { json in
      RecordHead.write(kind: ControlRecord.Kind.note.rawValue, stamp, to: &json)
      json.member("subject") { $0.string(subject) }
      json.member("fields") { json in
        json.object { json in
          let sorted = fields.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
          for (name, value) in sorted { json.member(name) { $0.string(value) } }
        }
      }
    }
    return TrailRecord(id: stamp.id, bytes: json.bytes)
  }
}

extension Trail {
  /// Keeps a note, and returns when it is durable.
  ///
  /// - Throws: as `append` of a record does; `tooLarge` where the note has more than 65,535 bytes as
  ///   JSON.
  @discardableResult
  public func append(_ note: TrailNote) async throws(TrailError) -> Receipt {
    try await append(note.encoded(stamp()))
  }
}
