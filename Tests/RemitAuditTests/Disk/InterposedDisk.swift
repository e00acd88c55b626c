import Foundation
import RemitAudit
import Synchronization

/// The system's disk with somebody in between who may make a call wait or fail. Safe from any
/// thread.
final class InterposedDisk: Disk {
  typealias Operation = SimulatedDisk.Operation
  typealias Hook = @Sendable (Operation, String) -> DiskFailure.Reason?

  private let disk = SystemDisk()
  private let hook = Mutex<Hook?>(nil)
  private let listingCount = Mutex(0)

  /// Asks somebody before each change; `nil` asks nobody.
  func interpose(_ hook: Hook?) { self.hook.withLock { $0 = hook } }

  func ask(_ operation: Operation, _ path: String) throws(DiskFailure) {
    let hook = self.hook.withLock { $0 }
    if let reason = hook?(operation, path) {
      throw DiskFailure(reason, call: "\(operation)", path: path, words: "interposed")
    }
  }

  /// How often the names in a folder were read.
  var listings: Int { listingCount.withLock { $0 } }

  func names(in folder: String) throws(DiskFailure) -> [String] {
    listingCount.withLock { $0 += 1 }
    return try disk.names(in: folder)
  }

  func read(_ path: String, bytesMax: Int) throws(DiskFailure) -> [UInt8] {
    try disk.read(path, bytesMax: bytesMax)
  }

  func makeFolder(_ path: String) throws(DiskFailure) {
    try ask(.makeFolder, path)
    try disk.makeFolder(path)
  }

  func create(_ path: String) throws(DiskFailure) -> InterposedFile {
    try ask(.create, path)
    return InterposedFile(file: try disk.create(path), disk: self, path: path)
  }

  func rename(_ path: String, to other: String) throws(DiskFailure) {
    try ask(.rename, other)
    try disk.rename(path, to: other)
  }

  func remove(_ path: String) throws(DiskFailure) {
    try ask(.remove, path)
    try disk.remove(path)
  }

  func removeFolder(_ path: String) throws(DiskFailure) {
    try ask(.remove, path)
    try disk.removeFolder(path)
  }

  func syncFolder(_ path: String) throws(DiskFailure) {
    try ask(.syncFolder, path)
    try disk.syncFolder(path)
  }

  func lock(_ path: String) throws(DiskFailure) -> (any Sendable)? { try disk.lock(path) }
}

struct InterposedFile: DiskFile {
  let file: SystemFile
  let disk: InterposedDisk
  let path: String

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(DiskFailure) {
    try disk.ask(.write, path)
    try file.write(bytes, at: offset)
  }

  func sync() throws(DiskFailure) {
    try disk.ask(.sync, path)
    try file.sync()
  }
}

/// A door that callers wait at until it is opened.
final class Gate: Sendable {
  private let condition = NSCondition()
  private nonisolated(unsafe) var isOpen = false
  private nonisolated(unsafe) var count = 0

  func wait() {
    condition.lock()
    count += 1
    while !isOpen { condition.wait() }
    condition.unlock()
  }

  func open() {
    condition.lock()
    isOpen = true
    condition.broadcast()
    condition.unlock()
  }

  /// How many have come so far.
  var visitors: Int {
    condition.lock()
    defer { condition.unlock() }
    return count
  }
}
