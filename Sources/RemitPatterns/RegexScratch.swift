import CPCRE2
import Synchronization

/// The memory that one match writes to.
final class RegexScratch {
  let matchData: OpaquePointer
  private(set) var workspace: UnsafeMutableBufferPointer<Int32>

  private static let workspaceStart = 1_000
  private static let workspaceMax = 1_000_000

  init?() {
    guard let matchData = pcre2_match_data_create_8(1, nil) else { return nil }
    self.matchData = matchData
    workspace = .allocate(capacity: Self.workspaceStart)
  }

  deinit {
    pcre2_match_data_free_8(matchData)
    workspace.deallocate()
  }

  /// Makes the workspace of the one-pass matcher larger; false at its bound.
  func growWorkspace() -> Bool {
    let count = workspace.count * 4
    guard count <= Self.workspaceMax else { return false }
    workspace.deallocate()
    workspace = .allocate(capacity: count)
    return true
  }
}

/// Keeps one scratch from match to match.
///
/// Who takes it owns it; whoever comes meanwhile makes another, and what does not fit back is
/// freed. So no thread ever waits for another.
///
/// Unchecked, because an atomic pointer is not `Sendable` by itself: what it points to has one owner.
final class SpareScratch: @unchecked Sendable {
  private let slot = Atomic<UnsafeRawPointer?>(nil)

  func take() -> RegexScratch? {
    guard let kept = slot.exchange(nil, ordering: .acquiring) else { return RegexScratch() }
    return Unmanaged<RegexScratch>.fromOpaque(kept).takeRetainedValue()
  }

  func put(_ scratch: RegexScratch) {
    let kept = Unmanaged.passRetained(scratch)
    let (exchanged, _) = slot.compareExchange(
      expected: nil, desired: UnsafeRawPointer(kept.toOpaque()), ordering: .releasing)
    if !exchanged { kept.release() }
  }

  deinit {
    if let kept = slot.load(ordering: .acquiring) {
      Unmanaged<RegexScratch>.fromOpaque(kept).release()
    }
  }
}
