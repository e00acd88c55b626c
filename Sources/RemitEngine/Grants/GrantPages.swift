import RemitCompiler
import RemitModel

/// What one entity was granted.
struct GranteeEntry: BitwiseCopyable, @unchecked Sendable {
  /// Runs of `GrantView.ids`: grants that hold everywhere, then grants with a scope.
  var everywhere = CandidateRun(first: 0, count: 0)
  var scoped = CandidateRun(first: 0, count: 0)
  /// See `ScopeTable`; only where there are many with a scope.
  var scopes: UnsafePointer<UInt32>?
}

/// Entries of 256 entities that follow each other. A version that changes one copies the page; the
/// others share it.
///
/// Unchecked: a page is written only by the edit that made it, whose stamp it has, before any other
/// thread sees it.
final class GranteePage: @unchecked Sendable {
  static let bits: UInt32 = 8
  static let size = 1 << 8

  let stamp: UInt64
  fileprivate let entries: UnsafeMutablePointer<GranteeEntry>
  /// By place in the page; they keep `GranteeEntry.scopes` alive.
  private(set) var scopes: [UInt32: FlatArray<UInt32>] = [:]

  init(stamp: UInt64) {
    self.stamp = stamp
    entries = .allocate(capacity: Self.size)
    entries.initialize(repeating: GranteeEntry(), count: Self.size)
  }

  init(copying page: GranteePage, stamp: UInt64) {
    self.stamp = stamp
    entries = .allocate(capacity: Self.size)
    entries.initialize(from: page.entries, count: Self.size)
    scopes = page.scopes
  }

  deinit {
    entries.deallocate()
  }

  subscript(_ entity: UInt32) -> GranteeEntry {
    get { entries[Int(entity & (1 << Self.bits - 1))] }
    set { entries[Int(entity & (1 << Self.bits - 1))] = newValue }
  }

  func setScopes(of entity: UInt32, _ table: FlatArray<UInt32>?) {
    scopes[entity & (1 << Self.bits - 1)] = table
    self[entity].scopes = table?.base
  }

  /// Whether an entity has a table of its scopes.
  func hasScopes(of entity: UInt32) -> Bool { self[entity].scopes != nil }

  /// A page of entities to which nothing is granted.
  static let empty = GranteePage(stamp: 0)
}

/// Where a page's entries are. Valid as long as the page lives.
struct PageAddress: BitwiseCopyable, @unchecked Sendable {
  let entries: UnsafePointer<GranteeEntry>

  init(_ page: GranteePage) {
    entries = UnsafePointer(page.entries)
  }
}

/// The grants of one grantee by the entities of their scopes: an open-addressed table in one array,
/// so that a request finds those that concern its resource however many there are.
///
/// The array: a mask; for each place the scope, where its grants begin in the array, how many they
/// are; then the grants.
enum ScopeTable {
  private static let none = UInt32.max

  /// O(grants with their scopes).
  static func make(_ pairs: [(scope: UInt32, grant: UInt32)]) -> FlatArray<UInt32> {
    let sorted = pairs.sorted { ($0.scope, $0.grant) < ($1.scope, $1.grant) }
    var size = 16
    while size < sorted.count * 2 { size *= 2 }
    var words = [UInt32](repeating: none, count: 1 + 3 * size)
    words[0] = UInt32(size - 1)
    words.reserveCapacity(words.count + sorted.count)
    var last = none
    var place = 0
    for pair in sorted {
      if pair.scope != last {
        place = Int(truncatingIfNeeded: ByteHash.of(UInt64(pair.scope))) & (size - 1)
        while words[1 + 3 * place] != none { place = (place + 1) & (size - 1) }
        words[1 + 3 * place] = pair.scope
        words[2 + 3 * place] = UInt32(words.count)
        words[3 + 3 * place] = 0
        last = pair.scope
      } else if words[words.count - 1] == pair.grant {
        continue
      }
      words.append(pair.grant)
      words[3 + 3 * place] += 1
    }
    return FlatArray(words)
  }

  /// The grants at a scope. O(1).
  @inline(__always)
  static func find(
    _ scope: UInt32, in words: UnsafePointer<UInt32>
  ) -> UnsafeBufferPointer<UInt32> {
    let mask = Int(words[0])
    var place = Int(truncatingIfNeeded: ByteHash.of(UInt64(scope))) & mask
    while true {
      let at = 1 + 3 * place
      let stored = words[at]
      if stored == scope {
        return UnsafeBufferPointer(start: words + Int(words[at + 1]), count: Int(words[at + 2]))
      }
      if stored == none { return UnsafeBufferPointer(start: nil, count: 0) }
      place = (place + 1) & mask
    }
  }
}
