import RemitModel

/// Makes a failing case small: cuts the policy, the data and the request for as long as the case
/// still fails.
package struct Shrinker {
  private let fails: (Case) -> Bool
  private var attempts: Int

  /// - Parameters:
  ///   - attempts: how many smaller cases are tried at most.
  ///   - fails: whether a case still shows what is wrong. One that can't be checked does not.
  package init(attempts: Int = 6_000, fails: @escaping (Case) -> Bool) {
    self.attempts = attempts
    self.fails = fails
  }

  package mutating func shrink(_ failing: Case) -> Case {
    var best = failing
    while true {
      let before = best.text
      shrink(&best, \.policy) { $0.cuts }
      shrink(&best, \.entities.records) { records in
        Self.removals(records) + Self.changes(records) { Self.cuts($0) }
      }
      shrink(&best, \.grants.records) { Self.removals($0) }
      shrink(&best, \.request) { Self.cuts($0) }
      if best.text == before || attempts <= 0 { return best }
    }
  }

  /// Tries the smaller forms of one part. After each success it goes on at the same place of the
  /// new list, so that a pass costs about one attempt for each cut.
  private mutating func shrink<Part>(
    _ best: inout Case, _ part: WritableKeyPath<Case, Part>, _ cuts: (Part) -> [Part]
  ) {
    var candidates = cuts(best[keyPath: part])
    var index = 0
    while index < candidates.count, attempts > 0 {
      attempts -= 1
      var smaller = best
      smaller[keyPath: part] = candidates[index]
      if fails(smaller) {
        best = smaller
        candidates = cuts(best[keyPath: part])
      } else {
        index += 1
      }
    }
  }

  private static func removals<Element>(_ elements: [Element]) -> [[Element]] {
    elements.indices.map { index in
      var fewer = elements
      fewer.remove(at: index)
      return fewer
    }
  }

  private static func changes<Element>(
    _ elements: [Element], _ cuts: (Element) -> [Element]
  ) -> [[Element]] {
    elements.indices.flatMap { index in
      cuts(elements[index]).map { elements.replacing(index, with: $0) }
    }
  }

  private static func cuts(_ record: EntityRecord) -> [EntityRecord] {
    cuts(record.attributes).map { attributes in
      var smaller = record
      smaller.attributes = attributes
      return smaller
    }
      + removals(record.parents).map { parents in
        var smaller = record
        smaller.parents = parents
        return smaller
      }
  }

  private static func cuts(_ request: Request) -> [Request] {
    func with(_ change: (inout Request) -> Void) -> Request {
      var smaller = request
      change(&smaller)
      return smaller
    }
    return (request.roles == nil ? [] : [with { $0.roles = nil }])
      + removals(request.roles ?? []).map { roles in with { $0.roles = roles } }
      + cuts(request.context).map { context in with { $0.context = context } }
      + cuts(request.principal).map { entity in with { $0.principal = entity } }
      + cuts(request.resource).map { entity in with { $0.resource = entity } }
  }

  private static func cuts(_ entity: RequestEntity) -> [RequestEntity] {
    cuts(entity.attributes).map {
      RequestEntity(entity.uid, attributes: $0, parents: entity.parents)
    }
      + removals(entity.parents).map {
        RequestEntity(entity.uid, attributes: entity.attributes, parents: $0)
      }
  }

  private static func cuts(_ entries: [Text: Value]) -> [[Text: Value]] {
    entries.keys.sorted().flatMap { key -> [[Text: Value]] in
      var fewer = entries
      let value = fewer.removeValue(forKey: key)
      return [fewer]
        + (value.map(cuts) ?? []).map { smaller in
          entries.merging([key: smaller]) { $1 }
        }
    }
  }

  private static func cuts(_ value: Value) -> [Value] {
    switch value {
    case .set(let elements):
      elements.map { .set(elements.subtracting([$0])) }
    case .record(let entries): cuts(entries).map { .record($0) }
    case .map(let entries): cuts(entries).map { .map($0) }
    case .string(let text): text.string.isEmpty ? [] : [.string("")]
    case .int(let number): number == 0 ? [] : [.int(0)]
    case .bool, .instant, .duration, .ip, .ipRange, .enumCase, .entity: []
    }
  }
}
