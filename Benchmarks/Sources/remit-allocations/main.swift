// Prints how many allocations a decision makes, for each folder of data that is named.
//
//   remit-allocations [--at-most N] [--ledger ENTRIES] FOLDER…
//
// With --at-most it fails where a decision makes more, on average. With --ledger it also counts for
// `separate duties` over a ledger with so many entries.
import BenchmarkSupport
import CAllocationCounter
import Foundation
import Remit

/// What `body` allocates in this thread.
func counted<Result>(_ body: () throws -> Result) rethrows -> (remit_allocation_count, Result) {
  let before = remit_allocations_of_this_thread()
  let result = try body()
  let after = remit_allocations_of_this_thread()
  return (
    remit_allocation_count(
      allocations: after.allocations - before.allocations,
      deallocations: after.deallocations - before.deallocations, bytes: after.bytes - before.bytes),
    result
  )
}

func fail(_ message: String) -> Never {
  FileHandle.standardError.write(Data("remit-allocations: \(message)\n".utf8))
  exit(1)
}

/// A counter that counts nothing would report what everybody hopes for: it must first see what is
/// known to happen, and see nothing where nothing happens.
func proveCounter() {
  guard remit_allocations_are_countable() else {
    fail("allocations can be counted with glibc only")
  }
  final class Box { var value = CommandLine.arguments.count }
  let bytes = 64 * CommandLine.arguments.count
  // What is allocated is looked at: else the compiler sees that nobody needs it and leaves it out.
  func used(_ memory: UnsafeMutableRawPointer?) {
    remit_look_at(memory)
    free(memory)
  }
  let known: [(String, () -> Void)] = [
    ("malloc", { used(malloc(bytes)) }),
    ("calloc", { used(calloc(bytes, 2)) }),
    ("realloc", { used(realloc(nil, bytes)) }),
    ("aligned_alloc", { used(aligned_alloc(64, bytes)) }),
    (
      "posix_memalign",
      {
        var memory: UnsafeMutableRawPointer?
        _ = posix_memalign(&memory, 64, bytes)
        used(memory)
      }
    ),
    (
      "an array",
      { [Int](repeating: 7, count: bytes).withUnsafeBytes { remit_look_at($0.baseAddress) } }
    ),
    (
      "an object",
      {
        let box = Box()
        remit_look_at(Unmanaged.passUnretained(box).toOpaque())
        withExtendedLifetime(box) {}
      }
    ),
  ]
  // Once without looking: the first call of each resolves symbols.
  for (_, body) in known { body() }
  for (name, body) in known {
    let (count, _) = counted(body)
    if count.allocations == 0 || count.deallocations == 0 {
      fail("the counter does not see \(name); what it says of decisions would mean nothing")
    }
  }
  let (nothing, _) = counted { () }
  if nothing.allocations != 0 { fail("the counter counts where nothing is allocated") }
}

func twoDecimals(_ value: Double) -> String { String(format: "%.2f", value) }

/// Prints what decisions allocate, and says whether that is more than it may be.
func report(_ name: String, _ engine: Engine, _ requests: [Request], atMost: Double) -> Bool {
  let work = MeasuredWork(engine, requests, passes: 1)
  _ = work.run(.complete)
  var tooMany = false
  for reasons in [Reasons.complete, .none] {
    let (count, _) = counted { work.run(reasons) }
    let each = Double(count.allocations) / Double(work.decisions)
    let bytes = Double(count.bytes) / Double(work.decisions)
    if each > atMost { tooMany = true }
    print(
      """
      {"folder": "\(name)", "reasons": "\(reasons)", "allocations": \(twoDecimals(each)), \
      "deallocations": \(twoDecimals(Double(count.deallocations) / Double(work.decisions))), \
      "bytes": \(twoDecimals(bytes))}
      """)
  }
  return tooMany
}

var arguments = Array(CommandLine.arguments.dropFirst())
var atMost = Double.infinity
if arguments.first == "--at-most", arguments.count > 1 {
  guard let number = Double(arguments[1]) else { fail("`\(arguments[1])` is no number") }
  atMost = number
  arguments.removeFirst(2)
}
var entries: Int?
if arguments.first == "--ledger", arguments.count > 1 {
  guard let number = Int(arguments[1]) else { fail("`\(arguments[1])` is no number") }
  entries = number
  arguments.removeFirst(2)
}
if arguments.isEmpty && entries == nil { fail("name at least one folder of data") }
proveCounter()

var tooMany = false
if let entries {
  let changes = try SeparatedChanges(entries: entries, persons: 1_000)
  for (name, engine) in [
    ("ledger/n\(entries)", changes.separated), ("ledger/n\(entries)/free", changes.free),
  ] where report(name, engine, changes.requests, atMost: atMost) {
    tooMany = true
  }
}
for folder in arguments {
  let universe = try Universe(contentsOf: URL(filePath: folder))
  let engine = try universe.makeEngine()
  try universe.check(engine)
  if report(folder, engine, universe.requests, atMost: atMost) { tooMany = true }
}
if tooMany { fail("a decision makes more than \(atMost) allocations") }
