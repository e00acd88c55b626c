/// A list that keeps its memory when it is emptied, at an address of its own: working memory of
/// decisions, without reference counting and checks for uniqueness or exclusivity.
///
/// INVARIANT: `count <= capacity`, and the elements below `count` are initialised. It cannot be
/// copied, so nobody else points to its memory, and `deinit` frees it once.
struct Stack<Element: BitwiseCopyable>: ~Copyable {
  private(set) var count = 0
  private var capacity: Int
  private var base: UnsafeMutablePointer<Element>

  init(capacity: Int = 16) {
    self.capacity = max(capacity, 1)
    base = .allocate(capacity: self.capacity)
  }

  init(repeating element: Element, count: Int) {
    self.init(capacity: count)
    for _ in 0..<count { append(element) }
  }

  deinit {
    base.deallocate()
  }

  var isEmpty: Bool { count == 0 }

  subscript(index: Int) -> Element {
    @inline(__always)
    get {
      precondition(index >= 0 && index < count)
      return base[index]
    }
    @inline(__always)
    set {
      precondition(index >= 0 && index < count)
      base[index] = newValue
    }
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow() }
    (base + count).initialize(to: element)
    count &+= 1
  }

  mutating func append(_ element: Element, times: Int) {
    for _ in 0..<times { append(element) }
  }

  @inline(__always)
  mutating func removeAll() {
    count = 0
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: base, count: count)
    base.deallocate()
    base = larger
    capacity *= 2
  }

  /// Lends some of the elements.
  func withElements<R>(
    _ range: Range<Int>, _ body: (UnsafeBufferPointer<Element>) -> R
  ) -> R {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return body(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
  }

  /// A copy. O(elements).
  var array: [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }
}

extension Stack where Element: Equatable {
  func contains(_ element: Element) -> Bool {
    for index in 0..<count where base[index] == element { return true }
    return false
  }
}

extension Stack where Element: Comparable {
  /// O(n²), and O(n) where they are in order: for a few elements.
  mutating func sort() {
    for index in stride(from: 1, to: count, by: 1) {
      var place = index
      while place > 0, base[place] < base[place - 1] {
        (base[place], base[place - 1]) = (base[place - 1], base[place])
        place -= 1
      }
    }
  }
}
