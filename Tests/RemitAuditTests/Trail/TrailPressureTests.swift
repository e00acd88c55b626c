import Foundation
import RemitAudit
import RemitTestSupport
import Testing

/// Disks that are slow, full or broken under a trail that is written.
@Suite("A trail under pressure")
struct TrailPressureTests {
  private static func isJournal(_ path: String) -> Bool { path.hasSuffix(".journal") }

  @Test("tells callers after the time that it has; the record is kept all the same")
  func timedOut() async throws {
    let notebook = try Notebook()
    var options = Notebook.options
    options.durableWithin = .milliseconds(100)
    let trail = try notebook.open(options)
    try await trail.append(word: "first")
    let gate = Gate()
    notebook.disk.interpose { operation, path in
      if operation == .sync, Self.isJournal(path) { gate.wait() }
      return nil
    }
    let slow = Task { try await trail.append(word: "slow") }
    while gate.visitors == 0 { try await Task.sleep(for: .milliseconds(5)) }
    let behind = Task { try await trail.append(word: "behind") }
    await #expect(throws: TrailError.timedOut) { try await slow.value }
    await #expect(throws: TrailError.timedOut) { try await behind.value }
    #expect(trail.health.timedOutTotal == 2)
    notebook.disk.interpose(nil)
    gate.open()
    try await trail.append(word: "last")
    try await trail.close()
    let words = try notebook.records().joined()
    #expect(words.contains("\"slow\"") && words.contains("\"last\""))
    #expect(!words.contains("\"behind\""), "it was not being written when its caller went")
  }

  @Test("refuses more than may wait, and keeps what was let in")
  func overloaded() async throws {
    let notebook = try Notebook()
    var options = Notebook.options
    options.queueRecordsMax = 4
    options.durableWithin = .seconds(60)
    let trail = try notebook.open(options)
    let gate = Gate()
    notebook.disk.interpose { operation, path in
      if operation == .sync, Self.isJournal(path) { gate.wait() }
      return nil
    }
    async let first = trail.append(word: "first")
    while gate.visitors == 0 { try await Task.sleep(for: .milliseconds(5)) }
    let answers = await withTaskGroup(of: Result<Receipt, TrailError>.self) { group in
      for number in 0..<10 {
        group.addTask {
          do throws(TrailError) {
            return .success(try await trail.append(word: "w\(number)"))
          } catch {
            return .failure(error)
          }
        }
      }
      var answers: [Result<Receipt, TrailError>] = []
      for await answer in group {
        answers.append(answer)
        if answers.count == 6 { gate.open() }
      }
      return answers
    }
    _ = try await first
    #expect(answers[..<6].allSatisfy { $0 == .failure(.overloaded) })
    #expect(answers[6...].allSatisfy { (try? $0.get()) != nil })
    try await trail.close()
  }

  @Test("is poisoned by a sync that fails: nothing is taken, and opening again finds what was")
  func poisoned() async throws {
    let notebook = try Notebook()
    let trail = try notebook.open()
    try await trail.append(word: "kept")
    notebook.disk.interpose { operation, path in
      operation == .sync && Self.isJournal(path) ? .other : nil
    }
    let error = await #expect(throws: TrailError.self) { try await trail.append(word: "lost") }
    guard case .poisoned = error else {
      Issue.record("\(error as Any)")
      return
    }
    notebook.disk.interpose(nil)
    let again = await #expect(throws: TrailError.self) { try await trail.append(word: "more") }
    #expect(again == error)
    guard case .poisoned = trail.health.state else {
      Issue.record("\(trail.health)")
      return
    }
    await #expect(throws: TrailError.self) { try await trail.close() }
    let next = try notebook.open()
    try await next.append(word: "after")
    try await next.close()
    let words = try notebook.records().joined()
    #expect(words.contains("\"kept\"") && words.contains("\"after\""))
    #expect(!words.contains("\"more\""))
  }

  @Test("refuses records while the disk is full, keeps what it took, and goes on by itself")
  func full() async throws {
    let notebook = try Notebook()
    let trail = try notebook.open()
    var answered: [String] = []
    // From now on, nothing new fits; what stands on the disk can be written over.
    notebook.disk.interpose { operation, path in
      operation == .create ? .full : nil
    }
    let long = String(repeating: "x", count: 20_000)
    var refusal: TrailError?
    for number in 0..<200 where refusal == nil {
      do throws(TrailError) {
        try await trail.append(word: "\(long)\(number)")
        answered.append("\(number)\"}")
      } catch {
        refusal = error
      }
    }
    #expect(refusal == .full)
    #expect(trail.health.state == .full)
    notebook.disk.interpose(nil)
    try await trail.wait { $0.state == .running }
    try await trail.append(word: "again")
    try await trail.close()
    let records = try notebook.records().filter { $0.contains(long) }
    #expect(records.count == answered.count)
    #expect(zip(records, answered).allSatisfy { $0.hasSuffix($1) })
    #expect(FileManager.default.fileExists(atPath: notebook.path + "/.state/reserve"))
  }

  @Test("takes nothing more than may wait to be put into tiles")
  func backlog() async throws {
    let notebook = try Notebook()
    var options = Notebook.options
    options.backlogBytesMax = 100_000
    let trail = try notebook.open(options)
    let gate = Gate()
    notebook.disk.interpose { operation, path in
      if operation == .rename, path.contains("/tile/") { gate.wait() }
      return nil
    }
    let long = String(repeating: "x", count: 20_000)
    var refusal: TrailError?
    for _ in 0..<50 where refusal == nil {
      do throws(TrailError) { try await trail.append(word: long) } catch { refusal = error }
    }
    #expect(refusal == .overloaded)
    notebook.disk.interpose(nil)
    gate.open()
    try await trail.wait { $0.backlogBytes == 0 }
    try await trail.append(word: "again")
    try await trail.close()
  }
}
