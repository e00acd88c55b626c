import RemitAudit
import RemitTestSupport
import Testing

@Suite("Paths of tiles")
struct TilePathTests {
  @Test(
    "are written in groups of three digits",
    arguments: [
      (TilePath(.hashes(level: 0), number: 0), "tile/0/000"),
      (TilePath(.hashes(level: 0), number: 999), "tile/0/999"),
      (TilePath(.hashes(level: 0), number: 1_000), "tile/0/x001/000"),
      (TilePath(.hashes(level: 3), number: 1_234_067), "tile/3/x001/x234/067"),
      (TilePath(.entries, number: 1_234_067), "tile/entries/x001/x234/067"),
      (TilePath(.hashes(level: 0), number: 273, width: 112), "tile/0/273.p/112"),
      (TilePath(.entries, number: 1_000_000, width: 1), "tile/entries/x001/x000/000.p/1"),
      (TilePath(.hashes(level: 63), number: 5, width: 255), "tile/63/005.p/255"),
      (
        TilePath(.hashes(level: 0), number: TilePath.numberMax),
        "tile/0/x072/x057/x594/x037/x927/935"
      ),
    ])
  func written(path: TilePath, text: String) {
    #expect(path.description == text)
    #expect(TilePath(text) == path)
  }

  @Test(
    "are read in their one form only",
    arguments: [
      "", "/", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000",
      "tile/00/000", "tile/01/000", "tile/64/000", "tile/-1/000", "tile/+1/000", "tile/x/000",
      "tile/0/x000/000", "tile/0/x001", "tile/0/x001/", "tile/0/x001/x000", "tile/0/001/000",
      "tile/0/x01/000", "tile/0/x0001/000", "tile/0//000", "/tile/0/000", "tile/0/000/",
      "./tile/0/000", "tile/0/../0/000", "tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0",
      "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/1/2", "tile/0/000.p/-1",
      "tile/0/000.p/1.p/1", "tile/0/x001.p/1", "tile/0/.p/1", "tile/0/00a", "tile/0/٠٠٠",
      "tile/Entries/000", "tile/entries", "tiles/0/000", "TILE/0/000", "tile/0/000\n",
      "tile/0/x072/x057/x594/x037/x927/936", "tile/0/x999/x999/x999/x999/x999/999",
      "tile/0/x001/x000/x000/x000/x000/x000/000", "tile/99999999999999999999999/000",
      "tile/0/000.p/99999999999999999999999",
    ])
  func refused(text: String) {
    #expect(TilePath(text) == nil)
  }

  @Test("that are spoilt are refused or are paths in their one form")
  func spoilt() {
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    let alphabet = Array("0123456789x/.pentriesil".utf8)
    for _ in 0..<20_000 {
      let width = random.next() % 3 == 0 ? Int(random.next() % 255) + 1 : 256
      let path = TilePath(
        random.next() % 4 == 0 ? .entries : .hashes(level: Int(random.next() % 64)),
        number: random.next() >> (8 + random.next() % 56), width: width)
      #expect(TilePath(path.description) == path, "REMIT_SEED=\(seed)")
      var bytes = Array(path.description.utf8)
      for _ in 0...(random.next() % 2) {
        let place = Int(random.next() % UInt64(bytes.count))
        let byte = alphabet[Int(random.next() % UInt64(alphabet.count))]
        switch random.next() % 3 {
        case 0: bytes[place] = byte
        case 1: bytes.insert(byte, at: place)
        default: bytes.remove(at: place)
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      if let read = TilePath(text) { #expect(read.description == text, "REMIT_SEED=\(seed)") }
    }
  }
}
