/// One run of a verifier.
struct TrailVerification {
  private let verifier: TrailVerifier
  private let reader: TrailReader
  private var log = DamageLog()
  private(set) var report: TrailReport

  init(_ verifier: TrailVerifier, _ reader: TrailReader) {
    self.verifier = verifier
    self.reader = reader
    report = TrailReport(origin: verifier.origin)
  }

  mutating func run(progress: (UInt64, UInt64) -> Void) throws(TrailError) {
    let shards =
      try log.noting { [reader, verifier] () throws(TrailError) in
        try reader.shards(origin: verifier.origin)
      } ?? []
    // All checkpoints first: a writer beside goes on meanwhile.
    var signed: [SignedShard] = []
    for shard in shards {
      if let one = try open(shard, isLast: shard.shard.number == shards.last?.shard.number) {
        signed.append(one)
      }
    }
    let all = signed.reduce(0) { $0 + $1.checkpoint.size }
    var done: UInt64 = 0
    var runs: [ShardVerification] = []
    for shard in signed {
      var one = ShardVerification(shard.reader, shard.checkpoint)
      try one.run(&log) { progress(done + $0, all) }
      done += shard.checkpoint.size
      if let disorder = one.names.disorder {
        report.notes.append(
          "record \(disorder.index) of shard \(shard.reader.shard.number) was named "
            + "\(disorder.milliseconds / 1_000) seconds before one that stands before it")
      }
      runs.append(one)
    }
    checkPruning(signed, runs)
    try checkChain(signed, runs)
    var earlier = EarlierCheckpoints(verifier, signed)
    try earlier.check(&log)
    report.pinnedSizes = earlier.pinnedSizes
    report.witnessings = earlier.witnessings
    report.shards = zip(signed, runs).map { Self.summary($0, $1) }
    noteGaps(runs)
    countUnsigned(signed)
    report.damages = log.damages
    report.damagesLeftOut = log.leftOut
  }

  private static func summary(
    _ signed: SignedShard, _ run: ShardVerification
  ) -> TrailReport.Shard {
    var times: ClosedRange<String>?
    if let first = run.first?.time, let last = run.last?.time {
      // A clock may have been put back: then the range says less, and nothing wrong.
      times = min(first, last)...max(first, last)
    }
    return TrailReport.Shard(
      number: Int(signed.reader.shard.number), origin: signed.checkpoint.origin,
      size: signed.checkpoint.size, root: signed.checkpoint.root.base64,
      prunedBelow: run.missingAtStart, kinds: run.kinds, times: times)
  }

  // MARK: - Checkpoints

  private mutating func open(
    _ shard: ShardReader, isLast: Bool
  ) throws(TrailError) -> SignedShard? {
    guard
      let found = try log.noting({ () throws(TrailError) in try shard.checkpointBytes() })
    else { return nil }
    let file = shard.shard.prefix + "checkpoint"
    guard let bytes = found else {
      if isLast, shard.shard.number > 1, try isBegun(shard) {
        report.notes.append("shard \(shard.shard.number) was just begun and has no checkpoint yet")
      } else {
        log.add(TrailDamage(file: file, offset: 0, index: nil, words: "the file is missing"))
      }
      return nil
    }
    do throws(NoteError) {
      let opened = try Checkpoint.open(
        bytes, origin: shard.shard.origin, trusting: verifier.keys)
      return SignedShard(reader: shard, checkpoint: opened.checkpoint, bytes: bytes)
    } catch {
      log.add(TrailDamage(file: file, offset: 0, index: nil, words: "\(error)"))
      return nil
    }
  }

  /// Whether a shard may have no checkpoint yet: it has no tiles, or the journal still has it from
  /// its first record on.
  private mutating func isBegun(_ shard: ShardReader) throws(TrailError) -> Bool {
    let hasTiles = try log.noting { () throws(TrailError) in try shard.hasTiles() } ?? true
    return !hasTiles || reader.journalBegins(shard: shard.shard.number, origin: origin)
  }

  private mutating func noteGaps(_ runs: [ShardVerification]) {
    let gaps = runs.reduce(0) { $0 + ($1.kinds[ControlRecord.Kind.gap.rawValue] ?? 0) }
    if gaps > 0 {
      report.notes.append(
        "decisions were answered without a record: \(gaps) `trail.gap` in the trail say how many")
    }
  }

  // MARK: - What is not signed yet

  /// Tries of reading a journal into which somebody may be writing.
  private static let journalTriesMax = 3

  private mutating func countUnsigned(_ signed: [SignedShard]) {
    let last: (shard: UInt32, size: UInt64)? = signed.last.map {
      ($0.reader.shard.number, $0.checkpoint.size)
    }
    for remaining in (0..<Self.journalTriesMax).reversed() {
      do throws(TrailError) {
        report.unsigned = try reader.unsigned(after: last, origin: origin)
        return
      } catch {
        if remaining > 0 { continue }
        report.notes.append(
          "the journal, which holds what is not signed yet, cannot be read: \(error)")
      }
    }
  }

  private var origin: String { verifier.origin }

  // MARK: - Pruning and shards

  private mutating func checkPruning(_ signed: [SignedShard], _ runs: [ShardVerification]) {
    let prunings = runs.flatMap(\.prunings)
    for (shard, run) in zip(signed, runs) where run.missingAtStart > 0 {
      let number = shard.reader.shard.number
      let allowed = prunings.filter { $0.shard == number }.map(\.minimumIndex).max() ?? 0
      if run.missingAtStart <= allowed {
        report.notes.append(
          "the first \(run.missingAtStart) records of shard \(number) were pruned, as a record says;"
            + " their hashes are kept")
      } else {
        log.add(
          shard.reader.damage(
            TilePath(.entries, number: allowed / UInt64(TilePath.widthMax)), at: 0, index: allowed,
            "records \(allowed) to \(run.missingAtStart - 1) are gone, and no record says that they "
              + "were pruned"))
      }
    }
  }

  private mutating func checkChain(
    _ signed: [SignedShard], _ runs: [ShardVerification]
  ) throws(TrailError) {
    for place in signed.indices {
      let shard = signed[place]
      let number = shard.reader.shard.number
      if place > 0, signed[place - 1].reader.shard.number == number - 1 {
        try checkOpening(of: shard, runs[place], after: signed[place - 1].checkpoint)
      }
      guard shard.checkpoint.size > runs[place].missingAtStart,
        let last = runs[place].last?.kind
      else { continue }
      let isClosed = last == ControlRecord.Kind.shardClosed.rawValue
      let isFollowed = signed.contains { $0.reader.shard.number > number }
      if isFollowed && !isClosed {
        log.add(
          shard.reader.damage(
            ShardReader.bundlePath(of: shard.checkpoint.size - 1, size: shard.checkpoint.size),
            at: 0, index: shard.checkpoint.size - 1,
            "a later shard is there, but the last record is `\(last)`, not `shard.closed`"))
      } else if isClosed && !isFollowed {
        report.notes.append(
          "shard \(number) is closed, and none follows: its writer stopped between the two, or the "
            + "next was removed")
      }
    }
  }

  /// The first record of a shard must tell the tree before it as its checkpoint does.
  private mutating func checkOpening(
    of shard: SignedShard, _ run: ShardVerification, after previous: Checkpoint
  ) throws(TrailError) {
    guard shard.checkpoint.size > 0, run.missingAtStart == 0 else { return }
    let record = try log.noting { () throws(TrailError) in
      try shard.reader.entry(0, size: shard.checkpoint.size)
    }
    guard let record else { return }
    let path = ShardReader.bundlePath(of: 0, size: shard.checkpoint.size)
    guard let link = ShardLink(record: record) else {
      log.add(
        shard.reader.damage(
          path, at: 0, index: 0, "a later shard starts with `shard.opened`, this one does not"))
      return
    }
    if link != ShardLink(previous: previous) {
      log.add(
        shard.reader.damage(
          path, at: 0, index: 0,
          "it says that the shard before it has \(link.size) records and the root "
            + "\(link.root.base64); that shard's checkpoint says \(previous.size) and "
            + "\(previous.root.base64)"))
    }
  }

}

/// A shard whose checkpoint a trusted key has signed.
package struct SignedShard: Sendable {
  package let reader: ShardReader
  package let checkpoint: Checkpoint
  /// The file.
  let bytes: [UInt8]
}
