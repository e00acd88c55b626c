import RemitModel

/// Inputs to start from that nobody has to write: generated policies with data and requests.
package enum FuzzSeeds {
  /// A policy with entities, grants and requests, for `FuzzTarget.decide`; its first part is a
  /// policy for the other targets.
  ///
  /// - Returns: `nil` where the generated policy is spread over several files.
  package static func parts(seed: UInt64) -> [String]? {
    var policies = PolicyGenerator(seed: seed)
    let draft = policies.make()
    guard draft.files.count == 1 else { return nil }
    var data = DataGenerator(seed: seed, draft)
    let entities = data.entities()
    let grants = data.grants()
    let requests = data.requests(6).map { JSONText.request($0.request, now: $0.now) }
    return [
      draft.files[0].text, JSONText.entities(entities), JSONText.grants(grants),
      requests.joined(separator: "\n"),
    ]
  }
}
