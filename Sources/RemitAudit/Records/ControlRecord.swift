import RemitSource

/// What happened to the trail or to what decides, as distinct from a decision.
package struct ControlRecord: Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case trailOpened = "trail.opened"
    case trailClosed = "trail.closed"
    /// A torn end of the journal was cut; nothing of it had been acknowledged.
    case trailTruncated = "trail.truncated"
    /// Decisions were answered without being recorded.
    case gap = "trail.gap"
    case shardOpened = "shard.opened"
    case shardClosed = "shard.closed"
    case pruned = "trail.pruned"
    case policyLoaded = "policy.loaded"
    case policyRejected = "policy.rejected"
    case dataLoaded = "data.loaded"
    case configurationChanged = "config.changed"
    case keyRotated = "key.rotated"
    case administrationCalled = "admin.call"
    case authenticationFailed = "auth.failed"
    case trailRead = "audit.read"
    case subjectErased = "subject.erased"
    case clockJumped = "clock.jump"
    /// What a program wants kept beside its decisions, in its own words.
    case note
  }

  package enum Field: Hashable, Sendable {
    case text(String)
    case number(Int64)
    case flag(Bool)
  }

  package let kind: Kind
  package let fields: [(name: String, value: Field)]

  package init(_ kind: Kind, _ fields: [(name: String, value: Field)] = []) {
    self.kind = kind
    self.fields = fields
  }
}

extension ControlRecord {
  /// The bytes of a text that a record keeps: what stands in a field comes from outside too, and a
  /// record that is too large could not be kept at all.
  private static let textBytesMax = 4_096
  /// Past so many bytes no field is begun; one has at most 24 KiB of escapes.
  private static let bytesMax = 32 << 10

  /// The record as it is stored: compact JSON, the fields in the order given, after the head.
  ///
  /// A text of more than 4,096 bytes is cut at a character, ended with `…`; fields that would begin
  /// past 32 KiB are left out. So it always fits.
  package func encoded(_ stamp: RecordStamp) -> TrailRecord {
    var json = JSONWriter(isCompact: true)
    json.object { json in
      RecordHead.write(kind: kind.rawValue, stamp, to: &json)
      for field in fields where json.bytes.count < Self.bytesMax {
        json.member(Self.cut(field.name, bytesMax: 64)) { json in
          switch field.value {
          case .text(let text): json.string(Self.cut(text, bytesMax: Self.textBytesMax))
          case .number(let number): json.int(number)
          case .flag(let flag): json.bool(flag)
          }
        }
      }
    }
    return TrailRecord(id: stamp.id, bytes: json.bytes)
  }

  private static func cut(_ text: String, bytesMax: Int) -> String {
    guard text.utf8.count > bytesMax else { return text }
    var end = text.utf8.index(text.utf8.startIndex, offsetBy: bytesMax)
    while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
      end = text.utf8.index(before: end)
    }
    return String(text[..<end]) + "…"
  }
}
