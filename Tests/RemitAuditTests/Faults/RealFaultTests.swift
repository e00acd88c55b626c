import Foundation
import RemitAudit
import RemitTestSupport
import Testing

/// Real processes on a real disk: what was acknowledged is there afterwards, whatever happened.
@Suite("A trail's process", .serialized)
struct RealFaultTests {
  @Test("that is killed under load has kept all that it acknowledged, round after round")
  func killed() async throws {
    let desk = try TrailDesk()
    var random = SplitMix64(seed: testSeed())
    var acknowledged: [(index: Int, id: String)] = []
    for round in 0..<12 {
      let writer = try WriterProcess(desk, callers: 64, records: 0)
      try writer.wait(forLines: 200)
      usleep(UInt32(random.next() % 200_000))
      writer.kill()
      let end = try writer.finish()
      #expect(end.errors.isEmpty && end.acknowledged.count >= 199, "\(end.errors)")
      acknowledged += end.acknowledged
      // Every other time the next writer finds what the killed one left.
      if round % 2 == 0 { continue }
      try await desk.recover()
      expectKept(acknowledged, in: try desk.records(), "round \(round)")
    }
    print("killed 12 times: \(acknowledged.count) acknowledged records, all there")
  }

  @Test("that finds another at work goes away and says so; the other goes on")
  func twoWriters() async throws {
    let desk = try TrailDesk()
    let first = try WriterProcess(desk, callers: 4, records: 0)
    try first.wait(forLines: 10)
    let second = try WriterProcess(desk, callers: 1, records: 1)
    let refused = try second.finish()
    #expect(refused.status == 3 && refused.errors.contains("another process writes the trail"))
    #expect(refused.lines.isEmpty)
    try first.wait(forLines: 200)
    first.kill()
    let end = try first.finish()
    try await desk.recover()
    expectKept(end.acknowledged, in: try desk.records(), "the first writer")
  }

  @Test(
    "on a disk that fails once takes nothing more, and has kept all that it acknowledged",
    arguments: [
      "fdatasync:4:EIO:journal", "fdatasync:40:EIO:journal", "pwrite:9:EIO:journal",
      "pwrite:60:ENOSPC:journal", "fsync:3:EIO:tile", "fsync:12:EIO", "fsync:30:EIO",
      "fdatasync:12:EIO:tile", "fdatasync:6:EIO", "rename:8:EIO", "rename:3:EIO:checkpoint",
      "pwrite:5:EIO:tile", "open:40:EIO", "unlink:1:EIO:journal",
      "fdatasync:5+:40:journal,fsync:4:EIO:tile", "fdatasync:20+:EIO",
    ])
  func failsOnce(fault: String) async throws {
    let desk = try TrailDesk()
    let writer = try WriterProcess(desk, callers: 8, records: 3_000, faults: fault)
    let end = try writer.finish()
    guard end.errors.contains("fault:") else {
      // A rule about a call that is never made would test nothing.
      #expect(end.status == 0)
      Issue.record("\(fault) did not come about: \(end.lines.count) lines, \(end.errors)")
      return
    }
    #expect([3, 4, 5].contains(end.status), "\(fault): status \(end.status), \(end.errors)")
    guard FileManager.default.fileExists(atPath: desk.trail + "/remit-trail.json") else {
      #expect(end.acknowledged.isEmpty)
      return
    }
    try await desk.recover()
    expectKept(end.acknowledged, in: try desk.records(), fault)
  }

  @Test("on a slow disk answers in time that it does not know, and has kept the rest")
  func slow() async throws {
    let desk = try TrailDesk()
    let writer = try WriterProcess(
      desk, callers: 8, records: 200, ["within", "200", "goes-on", "1"],
      faults: "fdatasync:12:1500:journal")
    let end = try writer.finish()
    #expect(end.errors.contains("fault: fdatasync 12"), "\(end.errors)")
    #expect(end.errors.contains("refused: the record did not become durable in time"))
    #expect(end.status == 0, "\(end.errors)")
    #expect(end.acknowledged.count == 200)
    try await desk.recover()
    expectKept(end.acknowledged, in: try desk.records(), "slow")
  }

  /// Runs the writer on a disk that it sees alone; at the end the trail is copied to where the test
  /// sees it.
  private func writer(
    _ desk: TrailDesk, callers: Int, _ options: [String], mount: String
  ) throws -> WriterProcess {
    let disk = desk.folder.path + "/disk"
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    let shell = """
      disk="\(disk)"
      \(mount)
      "$@"
      status=$?
      cp -r "$disk/trail" "\(desk.folder.path)/" 2>/dev/null
      exit $status
      """
    return try WriterProcess(
      desk, trail: disk + "/trail", callers: callers, records: 0, options, shell: shell)
  }

  @Test(
    "on a disk that fills up refuses, and has kept all that it acknowledged",
    .enabled(if: PrivateMounts.areAllowed, "\(PrivateMounts.whyNot)"))
  func full() async throws {
    let desk = try TrailDesk()
    let writer = try writer(
      desk, callers: 16, ["bytes", "2000"],
      mount: "mount -t tmpfs -o size=12m none \"$disk\" || exit 77")
    let end = try writer.finish()
    #expect(end.errors.contains("refused: the disk has no room for the trail"), "\(end.errors)")
    #expect(end.acknowledged.count > 500)
    // Where much waits for its place in tiles, the room that is kept is not enough to sign for it.
    // It is in the journal then, and the next opening signs.
    let isClosed = end.status == 4 && end.lines.last == "closed"
    let isLeft = end.status == 5 && end.errors.contains("error: the disk has no room")
    #expect(isClosed || isLeft, "status \(end.status): \(end.errors.suffix(300))")
    try await desk.recover()
    let records = try desk.records()
    expectKept(end.acknowledged, in: records, "full")
    // The last words were written, in the room that was kept for them.
    #expect(records.contains { $0.hasPrefix(#"{"v":1,"kind":"trail.closed""#) })
  }

  @Test(
    "on a disk that fills up goes on by itself when there is room again",
    .enabled(if: PrivateMounts.areAllowed, "\(PrivateMounts.whyNot)"))
  func fullForAWhile() async throws {
    let desk = try TrailDesk()
    let writer = try writer(
      desk, callers: 16, ["bytes", "2000", "goes-on", "1"],
      mount: """
        mount -t tmpfs -o size=24m none "$disk" || exit 77
        head -c 10000000 /dev/zero > "$disk/other"
        (sleep 6; rm "$disk/other"; sleep 2; touch "$disk/go"; pkill -KILL -P $$ remit-trail) &
        """)
    let end = try writer.finish()
    #expect(end.errors.contains("refused: the disk has no room for the trail"), "\(end.errors)")
    try await desk.recover()
    expectKept(end.acknowledged, in: try desk.records(), "full for a while")
    let refusals = end.errors.split(separator: "\n").count
    print("full for a while: \(end.acknowledged.count) acknowledged, \(refusals) refusals")
    // More than fits beside the file that was in the way.
    #expect(end.acknowledged.count > 5_500)
  }

  @Test(
    "on a disk that is read-only is not begun, and leaves the trail as it was",
    .enabled(if: PrivateMounts.areAllowed, "\(PrivateMounts.whyNot)"))
  func readOnly() async throws {
    let desk = try TrailDesk()
    let before = try WriterProcess(desk, callers: 4, records: 50).finish()
    #expect(before.status == 0)
    let writer = try writer(
      desk, callers: 1, [],
      mount: """
        mount -t tmpfs none "$disk" && cp -r "\(desk.trail)" "$disk/" || exit 77
        mount -o remount,ro "$disk" || exit 77
        """)
    let end = try writer.finish()
    #expect(end.status == 3 && end.errors.lowercased().contains("read-only"), "\(end.errors)")
    try await desk.recover()
    expectKept(before.acknowledged, in: try desk.records(), "read-only")
  }
}
