import Foundation
import GRDB
import Remit
import RemitLedger
import RemitModel
import RemitTestSupport
import Testing

/// Disks that are full or read-only, files that are damaged, and other processes in the way: a clear
/// error, nothing allowed, and nothing lost.
@Suite("A ledger on a bad disk")
struct DiskFaultTests {
  /// Bills on a disk that a worker sees alone; at the end its file is copied to where the test sees
  /// it.
  private func worker(_ desk: Desk, mount: String, after: String = "") throws -> PerformWorker {
    let shell = """
      disk="\(desk.folder.path)/disk"
      \(mount)
      "$@"
      status=$?
      \(after)
      cp "$disk"/duties.db* "\(desk.folder.path)/" 2>/dev/null
      exit $status
      """
    return try PerformWorker(desk, ledger: desk.folder.path + "/disk/duties.db", shell: shell)
  }

  @Test(
    "that fills up: what was answered is kept, and the rest is refused in words",
    .enabled(if: PrivateMounts.areAllowed, "\(PrivateMounts.whyNot)"))
  func full() throws {
    let desk = try Desk()
    try FileManager.default.createDirectory(
      atPath: desk.folder.path + "/disk", withIntermediateDirectories: false)
    let worker = try worker(desk, mount: "mount -t tmpfs -o size=256k none \"$disk\" || exit 77")
    // Long names fill it sooner.
    let long = String(repeating: "x", count: 2_000)
    var answered = 0
    while answered < 1_000 {
      try? worker.send(Desk.line("ada", "pay", "\(long)\(answered)"))
      guard let line = worker.line() else { break }
      #expect(line.contains(#""decision": true"#))
      answered += 1
    }
    let end = try worker.finish()
    #expect(end.status == 2 && end.errors.contains("the disk is full"), "\(end)")
    #expect(answered > 3 && answered < 1_000)
    let kept = try SQLiteLedger(path: desk.ledgerPath).index.all.map(\.object.id.string)
    #expect(kept.starts(with: (0..<answered).map { "\(long)\($0)" }))
    #expect(kept.count <= answered + 1)
  }

  @Test(
    "that has become read-only refuses to record, and to be opened for recording",
    .enabled(if: PrivateMounts.areAllowed, "\(PrivateMounts.whyNot)"))
  func readOnly() async throws {
    let desk = try await filled()
    try FileManager.default.createDirectory(
      atPath: desk.folder.path + "/disk", withIntermediateDirectories: false)
    let worker = try worker(
      desk,
      mount: """
        mount -t tmpfs none "$disk" && cp "\(desk.ledgerPath)" "$disk/" || exit 77
        mount -o remount,ro "$disk" || exit 77
        """)
    try? worker.send(Desk.line("bob", "pay", "b1"))
    #expect(worker.line() == nil)
    let end = try worker.finish()
    #expect(end.status == 2, "\(end)")
    #expect(end.errors.contains("read-only") || end.errors.contains("cannot be"), "\(end)")
    #expect(try SQLiteLedger(path: desk.ledgerPath).index.all.count == 3)
  }

  private func filled() async throws -> Desk {
    let desk = try Desk()
    let ledger = try SQLiteLedger(path: desk.ledgerPath)
    let engine = try Desk.engine(ledger)
    for bill in 1...3 {
      let decision = try await engine.perform(
        Desk.request("ada", "order", "b\(bill)"), key: "k\(bill)")
      #expect(decision.isAllowed)
    }
    return desk
  }

  @Test("that another process has locked: nothing is allowed for as long, and then all is")
  func lockedByProcess() async throws {
    let desk = try await filled()
    let ledger = try SQLiteLedger(path: desk.ledgerPath, busyTimeout: .milliseconds(50))
    let engine = try Desk.engine(ledger)
    let other = Process()
    let input = Pipe()
    let output = Pipe()
    other.executableURL = URL(filePath: "/usr/bin/env")
    other.arguments = [
      "python3", "-c",
      """
      import sqlite3, sys
      db = sqlite3.connect(sys.argv[1], isolation_level=None)
      db.execute("BEGIN IMMEDIATE")
      print("locked", flush=True)
      sys.stdin.read()
      """, desk.ledgerPath,
    ]
    other.standardInput = input
    other.standardOutput = output
    try other.run()
    #expect(!output.fileHandleForReading.availableData.isEmpty)
    let refusal = await #expect(throws: LedgerError.self) {
      try await engine.perform(Desk.request("bob", "pay", "b1"))
    }
    #expect(refusal == .unavailable("another process has kept it locked"))
    #expect(engine.decide(Desk.request("ada", "pay", "b1")).cause == .separated)
    #expect(try SQLiteLedger(path: desk.ledgerPath, opening: .reading).index.all.count == 3)
    try input.fileHandleForWriting.close()
    other.waitUntilExit()
    #expect(try await engine.perform(Desk.request("bob", "pay", "b1")).isAllowed)
    #expect(try SQLiteLedger(path: desk.ledgerPath).index.all.count == 4)
  }

  /// Locks of a file are a process's, and go with the first descriptor of it that is closed.
  @Test("that one process opens twice stays whole when another process comes and goes")
  func openedTwice() async throws {
    let desk = try await filled()
    let first = try SQLiteLedger(path: desk.ledgerPath)
    let engine = try Desk.engine(first)
    for round in 0..<5 {
      #expect(try SQLiteLedger(path: desk.ledgerPath).index.all.count == 3 + round * 2)
      let worker = try PerformWorker(desk)
      try worker.send(Desk.line("bob", "pay", "c\(round)"))
      #expect(try worker.isAllowed())
      #expect(try worker.finish().status == 0)
      #expect(try await engine.perform(Desk.request("cyd", "pay", "d\(round)")).isAllowed)
      let kept = try SQLiteLedger(path: desk.ledgerPath).index.all
      #expect(kept.count == 5 + round * 2)
      #expect(kept == first.index.all)
    }
  }

  /// A ledger of many pages, in one file.
  private func large() async throws -> (desk: Desk, all: [LedgerEntry], bytes: Data) {
    let desk = try Desk()
    var all: [LedgerEntry] = []
    do {
      let ledger = try SQLiteLedger(path: desk.ledgerPath)
      let engine = try Desk.engine(ledger)
      await withTaskGroup(of: Void.self) { group in
        for bill in 0..<400 {
          group.addTask {
            _ = try? await engine.perform(
              Desk.request("ada", "order", "b\(bill)"), key: "k\(bill)")
          }
        }
      }
      for entry in [3, 90, 200] as [UInt64] {
        _ = try await ledger.withdraw(entry: entry, because: "a test", by: nil)
      }
      all = ledger.index.all
    }
    let queue = try DatabaseQueue(path: desk.ledgerPath)
    try await queue.writeWithoutTransaction { db in
      _ = try db.checkpoint(.truncate)
    }
    try queue.close()
    return (desk, all, try Data(contentsOf: URL(filePath: desk.ledgerPath)))
  }

  /// What happens to a copy: refused, or everything is in it; then, what is performed is either
  /// recorded or thrown.
  private func examine(
    _ bytes: Data, _ desk: Desk, _ all: [LedgerEntry], _ what: String
  ) async throws -> Bool {
    let path = desk.folder.path + "/copy.db"
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: path + suffix)
    }
    try bytes.write(to: URL(filePath: path))
    let ledger: SQLiteLedger
    do throws(LedgerError) {
      ledger = try SQLiteLedger(path: path)
    } catch {
      #expect(!error.description.isEmpty)
      return false
    }
    #expect(ledger.index.all == all, "\(what): something is lost without a word")
    let engine = try Desk.engine(ledger)
    let denied = try? await engine.perform(Desk.request("ada", "pay", "b7"))
    #expect(denied?.isAllowed != true, "\(what)")
    let again = try? await engine.perform(Desk.request("ada", "order", "b7"), key: "k7")
    if again?.isAllowed == true {
      let count = ledger.index.entries(about: EntityUID(type: "Bill", id: "b7")).count
      #expect(count == 1, "\(what): recorded \(count) times under one key")
    }
    return true
  }

  @Test("that has damaged a page: the ledger is refused, or whole")
  func damagedPages() async throws {
    let (desk, all, bytes) = try await large()
    let pageBytes = 4_096
    let pages = bytes.count / pageBytes
    #expect(pages > 10 && bytes.count % pageBytes == 0)
    var random = SplitMix64(seed: testSeed())
    var opened = 0
    for page in 1..<pages {
      var damaged = bytes
      let range = page * pageBytes..<(page + 1) * pageBytes
      let content =
        page % 2 == 0
        ? [UInt8](repeating: 0, count: pageBytes)
        : (0..<pageBytes).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      damaged.replaceSubrange(range, with: content)
      if try await examine(damaged, desk, all, "page \(page + 1)") { opened += 1 }
    }
    print("damaged pages: \(pages - 1), \(opened) of them not of entries")
    #expect(opened < pages / 2)
  }

  @Test("that has lost the end of the file: the ledger is refused, or whole")
  func truncated() async throws {
    let (desk, all, bytes) = try await large()
    for left in stride(from: 0, to: bytes.count, by: 3_001) {
      let isOpened = try await examine(bytes.prefix(left), desk, all, "\(left) bytes")
      #expect(!isOpened, "\(left) of \(bytes.count) bytes")
    }
  }
}
