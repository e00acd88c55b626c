import RemitCompiler
import RemitModel
import Synchronization

/// A grant as a person reads it, with what it was made from.
struct GrantSource: Sendable {
  let grant: TypedGrant
  /// `nil` of the policy's own.
  let record: GrantRecord?
  /// References to entities that are not stored.
  let warnings: [DataProblem]
}

/// Which of the versions that share memory is the newest: the one that may be changed further.
final class GrantLineage: Sendable {
  private let newest = Mutex<UInt64>(0)

  func isNewest(_ version: UInt64) -> Bool { newest.withLock { $0 == version } }

  func next() -> UInt64 {
    newest.withLock {
      $0 += 1
      return $0
    }
  }

  /// Makes a version the newest again; those after it are forgotten.
  func goBack(to version: UInt64) { newest.withLock { $0 = version } }
}

/// All grants, by number and by grantee, as a value whose versions share what did not change.
///
/// A removed grant keeps its number, which nothing leads to, until so many are gone that all are
/// numbered anew (`compacted`).
struct GrantTable: Sendable {
  /// How many grants with a scope one grantee may have before they are looked up by the resource.
  static let scannedMax = 2

  private(set) var grants = AppendArray<GraphGrant>()
  /// Grantees and scopes of the grants.
  private(set) var entities = AppendArray<UInt32>()
  /// Runs of numbers of grants. A run has room for as many as the next power of two of its count.
  private(set) var ids = AppendArray<UInt32>()
  private(set) var pages: [GranteePage] = []
  private(set) var sources = ChunkedArray<GrantSource>()
  private(set) var names = DigestTree()
  /// The policy's own come first and stay.
  private(set) var policyCount = 0
  /// By limit of the policy: numbers of the grants that count for it, if it limits holders.
  private(set) var limited: [[UInt32]]
  /// By role: the limits on holders for which its grants count.
  private let limitsOfRole: [[Int]]
  private(set) var hasWarnings = false
  private var directory = FlatArray<PageAddress>([])
  private var removedCount = 0
  private var wastedCount = 0
  private var version: UInt64
  private let lineage: GrantLineage

  init(_ policy: TypedPolicy) {
    let limits = policy.roles.map { role in
      policy.limits.indices.filter { index in
        guard case .holders(let limited, _) = policy.limits[index].form else { return false }
        return role.closure.contains(limited)
      }
    }
    self.init(limitsOfRole: limits, limitCount: policy.limits.count)
  }

  private init(limitsOfRole: [[Int]], limitCount: Int) {
    lineage = GrantLineage()
    version = lineage.next()
    limited = Array(repeating: [], count: limitCount)
    self.limitsOfRole = limitsOfRole
  }

  /// Whether no version came after this one.
  var isNewest: Bool { lineage.isNewest(version) }

  /// Valid as long as a copy of this value lives.
  var view: GrantView {
    GrantView(
      grants: grants.base, entities: entities.base, ids: ids.base, pages: directory.base,
      isEmpty: grants.count == removedCount)
  }

  /// How many numbers were given out.
  var count: Int { grants.count }

  /// Numbers of all grants that are there, ascending. O(n log n).
  var numbers: [UInt32] { (0..<UInt32(policyCount)) + names.numbers.sorted() }

  func find(_ name: String) -> UInt32? { names.find(DigestTree.Key(name)) }

  // MARK: Changing

  /// Begins a version after this one. One that has a version after it already shares nothing.
  mutating func beginChange() {
    if lineage.isNewest(version) {
      version = lineage.next()
    } else {
      self = compacted()
    }
  }

  /// Takes up this version again after one that was not taken.
  func resume() { lineage.goBack(to: version) }

  /// Covers all entities below a number and fixes the pages. O(entities / 256).
  mutating func finishChange(entityCount: Int, mayCompact: Bool = true) {
    if mayCompact, removedCount * 2 > grants.count + 1_024 || wastedCount * 2 > ids.count + 65_536 {
      self = compacted()
    }
    let pageCount = (entityCount + GranteePage.size - 1) / GranteePage.size
    while pages.count < pageCount { pages.append(.empty) }
    directory = FlatArray(pages.map(PageAddress.init))
  }

  /// The digest of the data's grants. O(changes × log grants).
  mutating func digest() -> SHA256.Digest { names.digest() }

  /// Adds a grant whose name is not there.
  ///
  /// - Complexity: O(grantees × (a page + grants with a scope of the grantee, where many)).
  mutating func insert(
    _ draft: GrantDraft, _ leaf: (key: DigestTree.Key, digest: SHA256.Digest)?
  ) {
    let number = UInt32(grants.count)
    grants.append(draft.graphGrant(firstEntity: UInt32(entities.count)))
    entities.append(contentsOf: draft.grantees + draft.scope)
    sources.append(draft.source)
    if !draft.source.warnings.isEmpty { hasWarnings = true }
    if let leaf {
      names.insert(DigestTree.Leaf(key: leaf.key, digest: leaf.digest, number: number))
    } else {
      policyCount += 1
    }
    for limit in limitsOfRole[Int(draft.grant.role)] { limited[limit].append(number) }
    for grantee in draft.grantees {
      let page = ownPage(of: grantee)
      if draft.isEverywhere {
        page[grantee].everywhere = appending(number, to: page[grantee].everywhere)
      } else {
        page[grantee].scoped = appending(number, to: page[grantee].scoped)
      }
    }
  }

  /// Takes a data grant out.
  ///
  /// - Complexity: O(grantees × grants of the grantee).
  mutating func remove(_ name: String, _ number: UInt32) {
    names.remove(DigestTree.Key(name))
    removedCount += 1
    let grant = grants[Int(number)]
    for limit in limitsOfRole[Int(grant.role)] { limited[limit].removeAll { $0 == number } }
    for index in 0..<Int(grant.granteeCount) {
      let grantee = entities[Int(grant.firstEntity) + index]
      let page = ownPage(of: grantee)
      page[grantee].everywhere = removing(number, from: page[grantee].everywhere)
      page[grantee].scoped = removing(number, from: page[grantee].scoped)
    }
  }

  /// Makes the tables of scopes of grantees that changed.
  mutating func indexScopes(of grantees: some Sequence<UInt32>) {
    for grantee in grantees {
      let page = ownPage(of: grantee)
      let run = page[grantee].scoped
      guard run.count > Self.scannedMax else {
        if page.hasScopes(of: grantee) { page.setScopes(of: grantee, nil) }
        continue
      }
      var pairs: [(scope: UInt32, grant: UInt32)] = []
      pairs.reserveCapacity(Int(run.count))
      for index in Int(run.first)..<Int(run.first + run.count) {
        let grant = grants[Int(ids[index])]
        let first = Int(grant.firstEntity + grant.granteeCount)
        for scope in first..<first + Int(grant.scopeCount) {
          pairs.append((entities[scope], ids[index]))
        }
      }
      page.setScopes(of: grantee, ScopeTable.make(pairs))
    }
  }

  /// The grantees of those of the grants that have a scope.
  func scopedGrantees(of numbers: some Sequence<Int>) -> Set<UInt32> {
    var grantees: Set<UInt32> = []
    for number in numbers where !grants[number].isEverywhere {
      grantees.formUnion(self.grantees(of: UInt32(number)))
    }
    return grantees
  }

  /// The limits on holders for which a grant counts.
  func limits(of number: UInt32) -> [Int] { limitsOfRole[Int(grants[Int(number)].role)] }

  /// Whom a grant names.
  func grantees(of number: UInt32) -> [UInt32] {
    let grant = grants[Int(number)]
    return (0..<Int(grant.granteeCount)).map { entities[Int(grant.firstEntity) + $0] }
  }

  private mutating func ownPage(of entity: UInt32) -> GranteePage {
    let index = Int(entity >> GranteePage.bits)
    while pages.count <= index { pages.append(.empty) }
    if pages[index].stamp != version {
      pages[index] = GranteePage(copying: pages[index], stamp: version)
    }
    return pages[index]
  }

  /// A grant that names a grantee twice is listed once.
  private mutating func appending(_ number: UInt32, to run: CandidateRun) -> CandidateRun {
    let end = Int(run.first + run.count)
    if run.count > 0, ids[end - 1] == number { return run }
    if run.count > 0, run.count & (run.count - 1) != 0 {
      ids.set(end, number)
      return CandidateRun(first: run.first, count: run.count + 1)
    }
    wastedCount += Int(run.count)
    return makeRun((Int(run.first)..<end).map { ids[$0] } + [number])
  }

  private mutating func removing(_ number: UInt32, from run: CandidateRun) -> CandidateRun {
    let all = (Int(run.first)..<Int(run.first + run.count)).map { ids[$0] }
    let left = all.filter { $0 != number }
    if left.count == all.count { return run }
    wastedCount += all.count
    return makeRun(left)
  }

  private mutating func makeRun(_ numbers: [UInt32]) -> CandidateRun {
    let first = UInt32(ids.count)
    ids.append(contentsOf: numbers)
    var size = 1
    while size < numbers.count { size *= 2 }
    for _ in numbers.count..<max(size, numbers.count) { ids.append(0) }
    return CandidateRun(first: first, count: UInt32(numbers.count))
  }

  /// The same grants in memory of their own, numbered anew. O(n log n).
  private func compacted() -> GrantTable {
    var table = GrantTable(limitsOfRole: limitsOfRole, limitCount: limited.count)
    var renumbered: [UInt32: UInt32] = [:]
    var scoped: Set<UInt32> = []
    for number in numbers {
      let grant = grants[Int(number)]
      let first = Int(grant.firstEntity)
      let all = (first..<first + Int(grant.granteeCount + grant.scopeCount)).map { entities[$0] }
      let draft = GrantDraft(
        grant: grant, grantees: Array(all.prefix(Int(grant.granteeCount))),
        scope: Array(all.dropFirst(Int(grant.granteeCount))), source: sources[Int(number)])
      renumbered[number] = UInt32(table.count)
      if !draft.isEverywhere { scoped.formUnion(draft.grantees) }
      table.insert(draft, nil)
    }
    table.policyCount = policyCount
    table.names = names
    table.names.renumber(renumbered)
    table.indexScopes(of: scoped)
    return table
  }
}

/// A grant on its way into the table.
struct GrantDraft {
  let grant: GraphGrant
  let grantees: [UInt32]
  let scope: [UInt32]
  let source: GrantSource

  var isEverywhere: Bool { grant.isEverywhere }

  func graphGrant(firstEntity: UInt32) -> GraphGrant { grant.moved(to: firstEntity) }
}
