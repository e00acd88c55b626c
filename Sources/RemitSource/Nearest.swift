/// The candidate that `name` most likely stands for, or `nil` if none is close: the "did you mean"
/// of every diagnostic about an unknown name.
///
/// Distance is Damerau–Levenshtein over ASCII-lower-cased bytes (adjacent letters swapped count
/// once), so a wrong capital costs nothing. A candidate is close if a third of the longer name, and
/// at most three letters, differ. Of equally close candidates the first in byte order wins, so that
/// the answer does not depend on the order of a hashed collection. Names over 64 bytes are never
/// suggested. O(candidates × 64²) at worst.
package func nearest(_ name: String, in candidates: some Sequence<String>) -> String? {
  let wanted = lowercasedBytes(name)
  guard !wanted.isEmpty, wanted.count <= nearestNameBytesMax else { return nil }
  var best: (distance: Int, candidate: String)?
  for candidate in candidates where !sameBytes(candidate, name) {
    let bytes = lowercasedBytes(candidate)
    guard !bytes.isEmpty, bytes.count <= nearestNameBytesMax else { continue }
    let allowed = min(3, max(wanted.count, bytes.count) / 3)
    guard abs(wanted.count - bytes.count) <= allowed else { continue }
    let distance = editDistance(wanted, bytes)
    guard distance <= allowed else { continue }
    guard let current = best else {
      best = (distance, candidate)
      continue
    }
    let isEarlier = candidate.utf8.lexicographicallyPrecedes(current.candidate.utf8)
    if distance < current.distance || (distance == current.distance && isEarlier) {
      best = (distance, candidate)
    }
  }
  return best?.candidate
}

private let nearestNameBytesMax = 64

private func sameBytes(_ a: String, _ b: String) -> Bool {
  a.utf8.elementsEqual(b.utf8)
}

private func lowercasedBytes(_ text: String) -> [UInt8] {
  text.utf8.map { byte in
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`, where no
/// part is edited twice. O(|a| × |b|).
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var beforePrevious = [Int](repeating: 0, count: b.count + 1)
  var previous = Array(0...b.count)
  for i in 1...a.count {
    var current = [i]
    current.reserveCapacity(b.count + 1)
    for j in 1...b.count {
      let substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      var distance = min(substitution, previous[j] + 1, current[j - 1] + 1)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        distance = min(distance, beforePrevious[j - 2] + 1)
      }
      current.append(distance)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[b.count]
}
