import Foundation
public import RemitModel

/// Which process records.
public struct RecordInstance: Hashable, Sendable {
  public var host: String
  public var process: Int
  /// Of the engine that decides, `0.1.0`.
  public var release: String

  public init(host: String, process: Int, release: String = RemitRelease.version) {
    self.host = host
    self.process = process
    self.release = release
  }

  /// This process on this machine.
  public static var current: RecordInstance {
    RecordInstance(
      host: ProcessInfo.processInfo.hostName,
      process: Int(ProcessInfo.processInfo.processIdentifier))
  }
}
