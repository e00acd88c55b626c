package import RemitModel

/// One question about one generated policy: what an agreement test decides, shrinks and prints.
package struct Case: Sendable {
  package var policy: DraftPolicy
  package var entities: Entities
  package var grants: Grants
  package var request: Request
  package var now: Instant

  package init(
    policy: DraftPolicy, entities: Entities, grants: Grants, request: Request, now: Instant
  ) {
    self.policy = policy
    self.entities = entities
    self.grants = grants
    self.request = request
    self.now = now
  }

  /// Everything that a person needs to do it again by hand.
  package var text: String {
    var lines = [policy.text, ""]
    lines += entities.records.map { "entity \($0.uid) in \($0.parents) \(written($0.attributes))" }
    lines += grants.records.map { grant in
      "grant \(grant.id?.string ?? "-") \(grant.role) to \(grant.grantees) on \(show(grant.scope))"
        + " from \(show(grant.from)) until \(show(grant.until))"
    }
    lines.append("request \(show(request.principal)) to \(request.action)")
    lines.append("  on \(show(request.resource)) with \(written(request.context))")
    lines.append("  as \(request.roles.map { "\($0)" } ?? "-") now \(now)")
    return lines.joined(separator: "\n")
  }

  private func show(_ entity: RequestEntity) -> String {
    var out = "\(entity.uid)"
    if !entity.attributes.isEmpty { out += " \(written(entity.attributes))" }
    if !entity.parents.isEmpty { out += " in \(entity.parents)" }
    return out
  }

  private func show(_ scope: Scope) -> String {
    switch scope {
    case .everything: "everything"
    case .entities(let entities): "\(entities)"
    }
  }

  private func show(_ instant: Instant?) -> String { instant.map { "\($0)" } ?? "-" }
}

/// A value as a person writes it; sets and records sorted, so that equal values print alike.
package func written(_ value: Value) -> String {
  switch value {
  case .bool(let flag): "\(flag)"
  case .int(let number): "\(number)"
  case .string(let text):
    text.string.utf8.count > 80
      ? "\(quoted(String(text.string.prefix(10))))…(\(text.string.utf8.count) bytes)"
      : quoted(text.string)
  case .instant(let instant): "\(instant)"
  case .duration(let length): "\(length)"
  case .ip(let address): "ip(\"\(address)\")"
  case .ipRange(let range): "ip(\"\(range)\")"
  case .enumCase(let enumCase): "enum\(enumCase.type.int).\(enumCase.ordinal)"
  case .entity(let uid): "\(uid)"
  case .set(let elements): "[" + elements.map(written).sorted().joined(separator: ", ") + "]"
  case .record(let entries): written(entries)
  case .map(let entries): "map" + written(entries)
  }
}

package func written(_ entries: [Text: Value]) -> String {
  let items = entries.sorted { $0.key < $1.key }.map {
    "\(quoted($0.key.string)): \(written($0.value))"
  }
  return "{" + items.joined(separator: ", ") + "}"
}
