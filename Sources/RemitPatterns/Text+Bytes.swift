import RemitModel

extension Text {
  /// Lends the UTF-8 bytes; copies only a string that is not stored as UTF-8 (a bridged one).
  func withUTF8<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    if let result = string.utf8.withContiguousStorageIfAvailable(body) { return result }
    var copy = string
    return copy.withUTF8(body)
  }
}
