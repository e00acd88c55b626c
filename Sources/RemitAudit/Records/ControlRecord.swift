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
