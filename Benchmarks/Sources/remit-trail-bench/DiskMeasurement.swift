import BenchmarkSupport
import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a disk does at best: blocks of one size written one after the other into a file that is full
/// of zeros, each made durable before the next.
struct DiskMeasurement: Encodable {
  let bytes: Int
  /// Nanoseconds of a write with its sync.
  let median: UInt64
  let p99: UInt64
  /// Writes a second.
  let rate: Double

  init(in folder: String, bytes: Int, count: Int = 1_000) throws {
    let path = folder + "/disk-\(bytes)"
    let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { throw BenchmarkFailure("\(path) could not be made") }
    defer {
      close(descriptor)
      unlink(path)
    }
    let zeros = [UInt8](repeating: 0, count: bytes)
    let content = [UInt8](repeating: 0x61, count: bytes)
    for number in 0..<count where pwrite(descriptor, zeros, bytes, off_t(number * bytes)) != bytes {
      throw BenchmarkFailure("\(path) could not be filled")
    }
    guard fsync(descriptor) == 0 else { throw BenchmarkFailure("\(path) could not be synced") }
    var times: [UInt64] = []
    let start = Clock.nanoseconds()
    for number in 0..<count {
      let before = Clock.nanoseconds()
      guard pwrite(descriptor, content, bytes, off_t(number * bytes)) == bytes,
        fdatasync(descriptor) == 0
      else { throw BenchmarkFailure("\(path) could not be written") }
      times.append(Clock.nanoseconds() - before)
    }
    rate = Double(count) * 1e9 / Double(Clock.nanoseconds() - start)
    times.sort()
    self.bytes = bytes
    median = Latencies.quantile(50, of: times)
    p99 = Latencies.quantile(99, of: times)
  }
}

struct BenchmarkFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
