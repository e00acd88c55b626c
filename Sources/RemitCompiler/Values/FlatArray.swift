/// An array that never changes again, at an address that never changes: the evaluator reads it
/// through a raw pointer, without reference counting or exclusivity checks.
package final class FlatArray<Element: BitwiseCopyable & Sendable>: Sendable {
  package let count: Int
  /// Valid as long as this object lives.
  nonisolated(unsafe) package let base: UnsafePointer<Element>
  nonisolated(unsafe) private let storage: UnsafeMutablePointer<Element>

  /// Copies the elements. O(elements).
  package init(_ elements: [Element]) {
    count = elements.count
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: Swift.max(elements.count, 1))
    elements.withUnsafeBufferPointer { source in
      if let first = source.baseAddress { memory.initialize(from: first, count: source.count) }
    }
    storage = memory
    base = UnsafePointer(memory)
  }

  deinit {
    storage.deallocate()
  }
}
