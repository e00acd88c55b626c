import Foundation
import RemitAudit

/// A process that writes a trail, for tests that kill it, starve it or fail its disk.
///
/// usage: remit-trail-writer DIR KEY-FILE CALLERS RECORDS [OPTION VALUE]…
///
/// Says `open` once the trail is; `INDEX ID` for each record that is acknowledged, before the
/// caller goes on; `closed` at the end. What is refused is said on standard error. RECORDS are of all
/// callers together; 0 means without end. Options are `bytes` (of a record's text), `segment`,
/// `reserve`, `within` (milliseconds), `every` (milliseconds between integrations), and `goes-on 1`,
/// to try again where the disk is full or slow.
///
/// Ends with 0; with 3 where the trail could not be opened, 4 where a record was refused, 5 where
/// closing failed.
@main
struct TrailWriter {
  static func main() async {
    let arguments = CommandLine.arguments
    guard arguments.count >= 5, let callers = Int(arguments[3]), let records = Int(arguments[4])
    else { end(2, "usage: remit-trail-writer DIR KEY-FILE CALLERS RECORDS [OPTION VALUE]…") }
    var given: [String: Int] = [:]
    for place in stride(from: 5, to: arguments.count - 1, by: 2) {
      given[arguments[place]] = Int(arguments[place + 1])
    }
    let trail: Trail
    do {
      let secret = try String(contentsOfFile: arguments[2], encoding: .utf8)
      trail = try Trail.open(
        arguments[1], key: SigningKey(secret.trimmingCharacters(in: .whitespacesAndNewlines)),
        options: options(given))
    } catch {
      end(3, "\(error)")
    }
    say("open")
    let isRefused = await write(trail, callers: callers, records: records, given)
    do {
      try await trail.close()
    } catch {
      end(5, "\(error)")
    }
    say("closed")
    exit(isRefused ? 4 : 0)
  }

  private static func options(_ given: [String: Int]) -> TrailOptions {
    var options = TrailOptions()
    options.segmentBytes = given["segment"] ?? 1 << 20
    options.reserveBytes = given["reserve"] ?? 1 << 20
    if let within = given["within"] { options.durableWithin = .milliseconds(within) }
    options.integratesEvery = .milliseconds(given["every"] ?? 20)
    return options
  }

  /// - Returns: whether a record was refused for good.
  private static func write(
    _ trail: Trail, callers: Int, records: Int, _ given: [String: Int]
  ) async -> Bool {
    let text = String(repeating: "x", count: given["bytes"] ?? 300)
    return await withTaskGroup(of: Bool.self) { group in
      for caller in 0..<callers {
        group.addTask {
          var number = caller
          while records == 0 || number < records {
            let record = ControlRecord(.configurationChanged, [("text", .text(text))])
              .encoded(trail.stamp())
            do throws(TrailError) {
              let receipt = try await trail.append(record)
              say("\(receipt.index) \(receipt.id)")
            } catch {
              complain("refused: \(error)")
              guard given["goes-on"] == 1, error == .full || error == .timedOut else { return true }
              try? await Task.sleep(for: .milliseconds(20))
              continue
            }
            number += callers
          }
          return false
        }
      }
      return await group.contains(true)
    }
  }

  /// One write, so that what stands in the pipe is whole whenever the process dies.
  private static func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }

  private static func complain(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }

  private static func end(_ status: Int32, _ line: String) -> Never {
    complain("error: \(line)")
    exit(status)
  }
}
