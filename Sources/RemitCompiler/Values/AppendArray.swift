/// An array at a fixed address, to which versions add behind what earlier ones see.
///
/// Copies share memory. INVARIANTS:
/// - A published version reads only what lies below its own count, and of a run with room to grow
///   what lies below the run's own count; that never changes again.
/// - Only the newest version writes, one thread at a time; a version that is not taken is forgotten
///   before the next writes over what it left. `GrantLineage` holds both.
package struct AppendArray<Element: BitwiseCopyable & Sendable>: Sendable {
  private var memory: AppendMemory<Element>
  package private(set) var count: Int

  /// Copies the elements. O(elements).
  package init(_ elements: [Element] = []) {
    memory = AppendMemory(capacity: max(elements.count, 8))
    count = 0
    append(contentsOf: elements)
  }

  /// Valid as long as a copy of this value lives.
  package var base: UnsafePointer<Element> { UnsafePointer(memory.base) }

  package subscript(_ index: Int) -> Element {
    precondition(index < count, "an element that this version has")
    return memory.base[index]
  }

  /// O(1) amortised; O(elements) where the memory is full.
  package mutating func append(_ element: Element) {
    reserve(1)
    (memory.base + count).initialize(to: element)
    count += 1
  }

  package mutating func append(contentsOf elements: [Element]) {
    reserve(elements.count)
    elements.withUnsafeBufferPointer { source in
      guard let first = source.baseAddress else { return }
      (memory.base + count).initialize(from: first, count: source.count)
    }
    count += elements.count
  }

  /// Writes an element that no published version reads.
  package mutating func set(_ index: Int, _ element: Element) {
    precondition(index < count, "an element that this version has")
    memory.base[index] = element
  }

  /// The same elements in memory of their own. O(elements).
  package func copied() -> AppendArray {
    AppendArray(Array(UnsafeBufferPointer(start: base, count: count)))
  }

  private mutating func reserve(_ more: Int) {
    guard count + more > memory.capacity else { return }
    let larger = AppendMemory<Element>(capacity: max(memory.capacity * 2, count + more))
    larger.base.initialize(from: memory.base, count: count)
    memory = larger
  }
}

/// Unchecked: see the invariants of `AppendArray`.
private final class AppendMemory<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  let capacity: Int
  let base: UnsafeMutablePointer<Element>

  init(capacity: Int) {
    self.capacity = capacity
    base = .allocate(capacity: capacity)
  }

  deinit {
    base.deallocate()
  }
}
