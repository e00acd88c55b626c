import BenchmarkSupport
import Foundation
import Remit
import RemitAudit

/// Measures the trail; writes JSON lines.
///
/// usage: remit-trail-bench DATA FOLDER [RECORDS]
///
/// DATA is a folder of the benchmarks' data; its requests are decided and recorded. Trails are kept
/// in FOLDER, which is made, and removed at the end. RECORDS (1,000,000) is the size of the trail
/// that is opened again and verified.
@main
struct TrailBench {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else {
      throw BenchmarkFailure("usage: remit-trail-bench DATA FOLDER [RECORDS]")
    }
    let folder = arguments[2]
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let universe = try Universe(contentsOf: URL(filePath: arguments[1]))
    let engine = try universe.makeEngine()
    try universe.check(engine)

    for bytes in [4_096, 32_768, 131_072] {
      try report(DiskRow(disk: DiskMeasurement(in: folder, bytes: bytes)))
    }
    for callers in [1, 16, 64] {
      try await report(appends(engine, universe, callers: callers, in: folder))
    }
    let records = arguments.count > 3 ? Int(arguments[3]) ?? 0 : 1_000_000
    try await report(large(engine, universe, records: records, in: folder))
  }

  private struct DiskRow: Encodable {
    let disk: DiskMeasurement
  }

  // MARK: - Decisions with the trail on and off

  private struct AppendRow: Encodable {
    let callers: Int
    let decisions: Int
    /// Recorded decisions a second.
    let rate: Double
    /// Nanoseconds from the question to the recorded answer.
    let median: UInt64
    let p99: UInt64
    let p999: UInt64
    /// Records made durable by one sync, on average.
    let perSync: Double
    /// The same tasks and requests with the trail off.
    let offRate: Double
    /// The disk's time for a batch of this size in the same minute, median, and its batches a
    /// second.
    let disk: DiskMeasurement

    enum CodingKeys: String, CodingKey {
      case callers, decisions, rate, median, p99, p999, disk
      case perSync = "per_sync"
      case offRate = "off_rate"
    }
  }

  private static func appends(
    _ engine: Engine, _ universe: Universe, callers: Int, in folder: String
  ) async throws -> AppendRow {
    let path = "\(folder)/callers-\(callers)"
    let trail = try Trail.open(path, key: SigningKey.generate(origin: "bench.example.com/trail"))
    let recorded = engine.recording(to: try TrailRecorder(trail))
    let requests = universe.requests
    let seconds: UInt64 = 5
    // Warms up: segments, folders, caches.
    _ = try await run(callers, nanoseconds: 1_000_000_000) { number in
      _ = try await recorded.decide(requests[number % requests.count])
    }
    let batchesBefore = trail.health.batchesTotal
    let on = try await run(callers, nanoseconds: seconds * 1_000_000_000) { number in
      _ = try await recorded.decide(requests[number % requests.count])
    }
    let perSync = Double(on.times.count) / Double(trail.health.batchesTotal - batchesBefore)
    let off = try await run(callers, nanoseconds: 1_000_000_000) { number in
      _ = engine.decide(requests[number % requests.count])
    }
    let size = trail.health.size
    try await trail.close()
    // What a batch of so many records takes in the journal.
    let average = try bytesPerRecord(path, records: size)
    let disk = try DiskMeasurement(in: folder, bytes: max(512, Int(perSync * average) / 512 * 512))
    try FileManager.default.removeItem(atPath: path)
    let times = on.times.sorted()
    return AppendRow(
      callers: callers, decisions: times.count, rate: on.rate.rounded(),
      median: Latencies.quantile(50, of: times), p99: Latencies.quantile(99, of: times),
      p999: Latencies.quantile(99.9, of: times), perSync: (perSync * 10).rounded() / 10,
      offRate: off.rate.rounded(), disk: disk)
  }

  private static func bytesPerRecord(_ path: String, records: UInt64) throws -> Double {
    var bytes = 0
    let entries = FileManager.default.enumerator(atPath: path + "/tile/entries")
    while let name = entries?.nextObject() as? String {
      let size = try FileManager.default.attributesOfItem(atPath: "\(path)/tile/entries/\(name)")
      if !name.hasSuffix(".p"), size[.type] as? FileAttributeType == .typeRegular {
        bytes += size[.size] as? Int ?? 0
      }
    }
    return Double(bytes) / Double(max(1, records))
  }

  /// Callers that ask again as soon as they are answered.
  private static func run(
    _ callers: Int, nanoseconds: UInt64, _ ask: @escaping @Sendable (Int) async throws -> Void
  ) async throws -> (times: [UInt64], rate: Double) {
    let start = Clock.nanoseconds()
    let times = try await withThrowingTaskGroup(of: [UInt64].self) { group in
      for caller in 0..<callers {
        group.addTask {
          var times: [UInt64] = []
          var number = caller
          while true {
            let before = Clock.nanoseconds()
            if before - start > nanoseconds { return times }
            try await ask(number)
            times.append(Clock.nanoseconds() - before)
            number += callers
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    return (times, Double(times.count) * 1e9 / Double(Clock.nanoseconds() - start))
  }

  // MARK: - A large trail

  private struct LargeRow: Encodable {
    let records: Int
    let bytesPerRecord: Double
    let writeSeconds: Double
    /// Resident memory after a tenth and at the end, megabytes: flat, if what is written is let go.
    let residentAtTenth: Double?
    let residentAtEnd: Double?
    let openSeconds: Double
    let verifySeconds: Double
    let isSound: Bool
    let peakMegabytes: Double?

    enum CodingKeys: String, CodingKey {
      case records
      case bytesPerRecord = "bytes_per_record"
      case writeSeconds = "write_s"
      case residentAtTenth = "resident_at_tenth_mb"
      case residentAtEnd = "resident_at_end_mb"
      case openSeconds = "open_s"
      case verifySeconds = "verify_s"
      case isSound = "is_sound"
      case peakMegabytes = "peak_mb"
    }
  }

  private static func large(
    _ engine: Engine, _ universe: Universe, records: Int, in folder: String
  ) async throws -> LargeRow {
    let path = "\(folder)/large"
    let key = try SigningKey.generate(origin: "bench.example.com/trail")
    let requests = universe.requests
    var residentAtTenth: Double?
    let start = Clock.nanoseconds()
    do {
      let trail = try Trail.open(path, key: key)
      let recorded = engine.recording(to: try TrailRecorder(trail))
      let callers = 64
      for tenth in 0..<10 {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for caller in 0..<callers {
            group.addTask {
              let all = records / 10
              for number in stride(from: caller, to: all, by: callers) {
                _ = try await recorded.decide(requests[number % requests.count])
              }
            }
          }
          try await group.waitForAll()
        }
        if tenth == 0 { residentAtTenth = megabytes(ProcessMemory.resident) }
      }
      try await trail.close()
    }
    let written = Clock.nanoseconds()
    let residentAtEnd = megabytes(ProcessMemory.resident)
    let average = try bytesPerRecord(path, records: UInt64(records))
    let opening = Clock.nanoseconds()
    let again = try Trail.open(path, key: key)
    let opened = Clock.nanoseconds()
    try await again.close()
    let verifying = Clock.nanoseconds()
    let found = try TrailVerifier(keys: [key.verifierKey]).verify(path)
    let verified = Clock.nanoseconds()
    return LargeRow(
      records: records, bytesPerRecord: average.rounded(),
      writeSeconds: seconds(written - start), residentAtTenth: residentAtTenth,
      residentAtEnd: residentAtEnd, openSeconds: seconds(opened - opening),
      verifySeconds: seconds(verified - verifying), isSound: found.isSound,
      peakMegabytes: megabytes(ProcessMemory.peak))
  }

  private static func seconds(_ nanoseconds: UInt64) -> Double {
    (Double(nanoseconds) / 1e6).rounded() / 1_000
  }

  /// Bytes as megabytes of 1,048,576, with one decimal.
  private static func megabytes(_ bytes: Int?) -> Double? {
    bytes.map { (Double($0) / 104_857.6).rounded() / 10 }
  }

  private static func report(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var line = try encoder.encode(value)
    line.append(0x0A)
    FileHandle.standardOutput.write(line)
  }
}
