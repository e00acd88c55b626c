import CPCRE2
import Synchronization

/// The memory that one match writes to. It fits every regex.
final class RegexScratch {
  let matchData: OpaquePointer
  /// The bounds of a match, and the stack of machine code.
  let context: OpaquePointer
  private let stack: OpaquePointer?
  private(set) var workspace: UnsafeMutableBufferPointer<Int32>

  private static let workspaceStart = 1_000
  private static let workspaceMax = 1_000_000
  /// How often backtracking may try: four times per way that `BacktrackingBound` allows.
  static let attemptsMax =
    4
    * (RegexAutomaton.branchesMax * (RegexLimit.subjectBytesMax + 1)
      + RegexAutomaton.onceBranchesMax)
  /// What backtracking may keep in mind without machine code: 16 KiB for each byte of a subject.
  private static let heapKibibytesMax: UInt32 = 65_536
  /// The same in machine code. Addresses are set aside; memory is used as a match needs it.
  private static let stackBytesStart = 32_768
  private static let stackBytesMax = 16_777_216

  init?() {
    guard let matchData = pcre2_match_data_create_8(1, nil) else { return nil }
    guard let context = pcre2_match_context_create_8(nil) else {
      pcre2_match_data_free_8(matchData)
      return nil
    }
    pcre2_set_match_limit_8(context, UInt32(Self.attemptsMax))
    pcre2_set_heap_limit_8(context, Self.heapKibibytesMax)
    self.matchData = matchData
    self.context = context
    stack = pcre2_jit_stack_create_8(Self.stackBytesStart, Self.stackBytesMax, nil)
    // Where there is no such stack, PCRE2 takes a small one from the thread.
    if let stack { pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack)) }
    workspace = .allocate(capacity: Self.workspaceStart)
  }

  deinit {
    pcre2_match_data_free_8(matchData)
    pcre2_match_context_free_8(context)
    pcre2_jit_stack_free_8(stack)
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

/// Keeps the memory of matches from one to the next, for all regexes and threads.
///
/// Who takes a scratch owns it until it is put back, so no thread ever waits for another. As long
/// as no more threads match at once than there are places, matching allocates nothing once each
/// place that is needed is filled.
final class ScratchPool: Sendable {
  static let shared = ScratchPool(places: 64)

  private let places: [Place]

  init(places: Int) {
    self.places = (0..<places).map { _ in Place() }
  }

  func take() -> RegexScratch? {
    for place in places {
      if let scratch = place.take() { return scratch }
    }
    return RegexScratch()
  }

  /// What finds no place is freed.
  func put(_ scratch: RegexScratch) {
    for place in places where place.put(scratch) { return }
  }

  /// Unchecked, because an atomic pointer is not `Sendable` by itself: what it points to has one
  /// owner.
  private final class Place: @unchecked Sendable {
    private let slot = Atomic<UnsafeRawPointer?>(nil)

    func take() -> RegexScratch? {
      guard slot.load(ordering: .relaxed) != nil,
        let kept = slot.exchange(nil, ordering: .acquiring)
      else { return nil }
      return Unmanaged<RegexScratch>.fromOpaque(kept).takeRetainedValue()
    }

    func put(_ scratch: RegexScratch) -> Bool {
      guard slot.load(ordering: .relaxed) == nil else { return false }
      let kept = Unmanaged.passRetained(scratch)
      let (exchanged, _) = slot.compareExchange(
        expected: nil, desired: UnsafeRawPointer(kept.toOpaque()), ordering: .releasing)
      if !exchanged { kept.release() }
      return exchanged
    }

    deinit {
      if let kept = slot.load(ordering: .acquiring) {
        Unmanaged<RegexScratch>.fromOpaque(kept).release()
      }
    }
  }
}
