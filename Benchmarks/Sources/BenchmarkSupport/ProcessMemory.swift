import Foundation

/// What the operating system says of this process's memory.
public enum ProcessMemory {
  /// Resident now, in bytes; nil where the system has no `/proc`.
  public static var resident: Int? { field("VmRSS:") }

  /// The most that was ever resident, in bytes.
  public static var peak: Int? { field("VmHWM:") }

  private static func field(_ name: String) -> Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
      return nil
    }
    let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first
      .flatMap { Int($0) }.map { $0 * 1_024 }
  }
}
