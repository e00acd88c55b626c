package import RemitModel
package import RemitPatterns

/// What the arguments of nodes refer to.
package struct GraphTables: Sendable {
  package private(set) var constants: [Slot] = []
  /// Attribute names by number, as strings of the pool.
  package private(set) var names: [UInt32] = []
  /// Attribute names by number, one path after the other.
  package private(set) var paths: [UInt32] = []
  /// Keys of records and maps, as strings of the pool.
  package private(set) var keys: [UInt32] = []
  package private(set) var globs: [GlobMatcher] = []
  package private(set) var templates: [PathMatcher] = []
  /// What `globs` and `templates` were made from.
  private(set) var globPatterns: [GlobPattern] = []
  private(set) var pathTemplates: [PathTemplate] = []
  package private(set) var regexes: [CompiledRegex] = []
  package private(set) var zones: [TimeZoneRules] = []
  /// Where attributes are read: what a message says of a failed read. In the order of sites.
  package private(set) var reads: [(site: UInt32, node: UInt32)] = []

  private var constantNumbers: [Slot: UInt32] = [:]
  private var pathStarts: [[UInt32]: UInt32] = [:]
  private var keyStarts: [[UInt32]: UInt32] = [:]
  private var nameNumbers: [String: UInt32] = [:]
  private var globNumbers: [GlobPattern: UInt32] = [:]
  private var templateNumbers: [PathTemplate: UInt32] = [:]
  private var regexNumbers: [Text: UInt32] = [:]
  private var zoneNumbers: [String: UInt32] = [:]

  /// The number of an attribute name, if any node or declaration has it.
  package func number(ofName name: String) -> UInt32? { nameNumbers[name] }

  mutating func constant(_ slot: Slot) -> UInt32 {
    if let number = constantNumbers[slot] { return number }
    let number = UInt32(constants.count)
    constants.append(slot)
    constantNumbers[slot] = number
    return number
  }

  mutating func name(_ name: String, _ pool: inout ValuePool) -> UInt32 {
    if let number = nameNumbers[name] { return number }
    let number = UInt32(names.count)
    names.append(pool.intern(Text(name)))
    nameNumbers[name] = number
    return number
  }

  mutating func path(_ path: [String], _ pool: inout ValuePool) -> UInt32 {
    let numbers = path.map { name($0, &pool) }
    if let start = pathStarts[numbers] { return start }
    let start = UInt32(paths.count)
    paths.append(contentsOf: numbers)
    pathStarts[numbers] = start
    return start
  }

  mutating func keys(_ texts: [Text], _ pool: inout ValuePool) -> UInt32 {
    let ids = texts.map { pool.intern($0) }
    if let start = keyStarts[ids] { return start }
    let start = UInt32(keys.count)
    keys.append(contentsOf: ids)
    keyStarts[ids] = start
    return start
  }

  mutating func glob(_ pattern: GlobPattern) -> UInt32 {
    if let number = globNumbers[pattern] { return number }
    let number = UInt32(globs.count)
    globs.append(GlobMatcher(pattern))
    globPatterns.append(pattern)
    globNumbers[pattern] = number
    return number
  }

  mutating func template(_ template: PathTemplate) -> UInt32 {
    if let number = templateNumbers[template] { return number }
    let number = UInt32(templates.count)
    templates.append(PathMatcher(template))
    pathTemplates.append(template)
    templateNumbers[template] = number
    return number
  }

  mutating func regex(_ source: String) -> UInt32? {
    if let number = regexNumbers[Text(source)] { return number }
    guard case .success(let regex) = RegexPattern.compile(source: source) else { return nil }
    let number = UInt32(regexes.count)
    regexes.append(regex)
    regexNumbers[Text(source)] = number
    return number
  }

  mutating func zone(_ name: String) -> UInt32? {
    if let number = zoneNumbers[name] { return number }
    guard let rules = TimeZoneRules.zone(named: name) else { return nil }
    let number = UInt32(zones.count)
    zones.append(rules)
    zoneNumbers[name] = number
    return number
  }

  /// Puts `reads` in the order of sites.
  mutating func sortReads() {
    reads.sort { $0.site < $1.site }
  }

  /// The node of the read at a site. O(log reads).
  package func node(readingAt site: Site) -> UInt32? {
    var low = 0
    var high = reads.count
    while low < high {
      let middle = (low + high) / 2
      if reads[middle].site < site.number { low = middle + 1 } else { high = middle }
    }
    return low < reads.count && reads[low].site == site.number ? reads[low].node : nil
  }

  mutating func noteRead(at site: Site, _ node: UInt32) {
    reads.append((site.number, node))
  }
}
