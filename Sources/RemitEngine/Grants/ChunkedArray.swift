/// An array whose copies share all chunks but those that were changed since.
struct ChunkedArray<Element: Sendable>: Sendable {
  private static var chunkBits: Int { 8 }
  private var chunks: [[Element]] = []
  private(set) var count = 0

  subscript(_ index: Int) -> Element {
    chunks[index >> Self.chunkBits][index & (1 << Self.chunkBits - 1)]
  }

  /// O(chunks + elements of a chunk) where the copies share the last chunk, else O(1).
  mutating func append(_ element: Element) {
    if count & (1 << Self.chunkBits - 1) == 0 { chunks.append([]) }
    chunks[chunks.count - 1].append(element)
    count += 1
  }
}
