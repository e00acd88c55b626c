/// A map from ids to what one request finds out about them. Its size depends on what the request
/// meets, not on the policy; forgetting everything takes no time.
///
/// INVARIANT: open addressing, at most half full. A key is an id with the number of its request
/// above it; keys of other requests are empty places. It cannot be copied, and `deinit` frees its
/// memory once.
struct RequestMap<Value: BitwiseCopyable>: ~Copyable {
  private static var firstRequest: UInt64 { 1 << 32 }

  private var keys: UnsafeMutablePointer<UInt64>
  private var values: UnsafeMutablePointer<Value>
  private var mask: Int
  private var shift: UInt64
  private var count = 0
  private var request: UInt64 = Self.firstRequest

  init() {
    let size = 64
    keys = .allocate(capacity: size)
    keys.initialize(repeating: 0, count: size)
    values = .allocate(capacity: size)
    mask = size - 1
    shift = UInt64(64 - size.trailingZeroBitCount)
  }

  deinit {
    keys.deallocate()
    values.deallocate()
  }

  @inline(__always)
  func find(_ id: UInt32) -> Value? {
    let place = place(of: id)
    return keys[place] == request | UInt64(id) ? values[place] : nil
  }

  @inline(__always)
  mutating func set(_ id: UInt32, _ value: Value) {
    var place = place(of: id)
    if keys[place] != request | UInt64(id) {
      if (count &+ 1) &* 2 > mask {
        grow()
        place = self.place(of: id)
      }
      count &+= 1
      keys[place] = request | UInt64(id)
    }
    (values + place).initialize(to: value)
  }

  @inline(__always)
  mutating func removeAll() {
    if count == 0 { return }
    count = 0
    request &+= Self.firstRequest
    if request == 0 { startAgain() }
  }

  /// After 2^32 requests.
  @inline(never)
  private mutating func startAgain() {
    keys.update(repeating: 0, count: mask + 1)
    request = Self.firstRequest
  }

  /// Where the id is, or the empty place where it belongs.
  @inline(__always)
  private func place(of id: UInt32) -> Int {
    var place = Int(truncatingIfNeeded: (UInt64(id) &* 0x9e37_79b9_7f4a_7c15) >> shift)
    while true {
      let key = keys[place]
      if key == request | UInt64(id) || key & ~0xffff_ffff != request { return place }
      place = (place &+ 1) & mask
    }
  }

  @inline(never)
  private mutating func grow() {
    let oldKeys = keys
    let oldValues = values
    let oldSize = mask + 1
    let size = oldSize * 2
    keys = .allocate(capacity: size)
    keys.initialize(repeating: 0, count: size)
    values = .allocate(capacity: size)
    mask = size - 1
    shift -= 1
    for index in 0..<oldSize where oldKeys[index] & ~0xffff_ffff == request {
      let place = place(of: UInt32(truncatingIfNeeded: oldKeys[index]))
      keys[place] = oldKeys[index]
      (values + place).initialize(to: oldValues[index])
    }
    oldKeys.deallocate()
    oldValues.deallocate()
  }
}

extension RequestMap<UInt32> {
  /// The bits of an id; zero if it has none.
  @inline(__always)
  func bits(_ id: UInt32) -> UInt32 { find(id) ?? 0 }

  /// Adds bits to those of an id.
  ///
  /// - Returns: the bits that it had.
  @inline(__always)
  @discardableResult
  mutating func insert(_ id: UInt32, _ added: UInt32) -> UInt32 {
    let before = bits(id)
    if before | added != before { set(id, before | added) }
    return before
  }
}
