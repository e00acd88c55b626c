import RemitModel

/// Strings that come again and again in one document — keys, names of types — made once.
///
/// A direct-mapped table: a string that falls on another's place replaces it, so that memory stays
/// bounded whatever the document holds.
struct TextCache {
  private static let slotCount = 256
  private static let bytesMax = 64
  private var slots: [Text?] = []

  func find(_ bytes: UnsafeBufferPointer<UInt8>) -> Text? {
    guard !slots.isEmpty, let text = slots[Self.slot(of: bytes)] else { return nil }
    let utf8 = text.string.utf8
    guard utf8.count == bytes.count else { return nil }
    let isSame = utf8.withContiguousStorageIfAvailable { $0.elementsEqual(bytes) }
    return isSame == true ? text : nil
  }

  mutating func insert(_ text: Text, for bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count <= Self.bytesMax else { return }
    if slots.isEmpty { slots = Array(repeating: nil, count: Self.slotCount) }
    slots[Self.slot(of: bytes)] = text
  }

  private static func slot(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var hash: UInt32 = 2_166_136_261
    for byte in bytes.prefix(bytesMax) { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return Int(hash ^ hash >> 16) & (slotCount - 1)
  }
}

/// The keys of one object so far. Linear while they are few, hashed once they are many.
struct SeenKeys {
  private static let linearMax = 16
  private var few: [Text] = []
  private var many: Set<Text> = []

  /// Whether the key is new.
  mutating func insert(_ key: Text) -> Bool {
    guard many.isEmpty else { return many.insert(key).inserted }
    guard !few.contains(key) else { return false }
    few.append(key)
    if few.count > Self.linearMax { many = Set(few) }
    return true
  }
}
