import RemitAudit
import Testing

/// The files of a trail, as a writer makes them.
struct TileFiles {
  var files: [String: [UInt8]] = [:]

  mutating func write(_ tree: inout TileTree) {
    for file in tree.takeChangedFiles() { files[file.path] = file.bytes }
  }
}

@Suite("A tree in tiles")
struct TileTreeTests {
  @Test("70,000 entries have the files of the specification's example")
  func example() {
    var tree = TileTree()
    for index in 0..<70_000 { tree.append(entry: [UInt8(index & 0xFF), UInt8(index >> 8 & 0xFF)]) }
    let files = tree.takeChangedFiles()
    let expected =
      (0..<273).map { TilePath(.entries, number: $0) }
      + [TilePath(.entries, number: 273, width: 112)]
      + (0..<273).map { TilePath(.hashes(level: 0), number: $0) }
      + [
        TilePath(.hashes(level: 0), number: 273, width: 112),
        TilePath(.hashes(level: 1), number: 0),
        TilePath(.hashes(level: 1), number: 1, width: 17),
        TilePath(.hashes(level: 2), number: 0, width: 1),
      ]
    #expect(files.map(\.path) == expected.map(\.description))
    for (path, file) in zip(expected, files) {
      switch path.kind {
      case .hashes: #expect(file.bytes.count == path.width * 32)
      case .entries: #expect(file.bytes.count == path.width * 4)
      }
    }
  }

  @Test("hash i of tile n at level l is that of its entries")
  func hashes() throws {
    var tree = TileTree()
    let entries = NaiveTree.entries(66_000)
    var naive = NaiveTree(entries)
    for entry in entries { tree.append(entry: entry) }
    for file in tree.takeChangedFiles() {
      let path = try #require(TilePath(file.path))
      guard case .hashes(let level) = path.kind else { continue }
      let span = 1 << (8 * level)
      for place in [0, path.width / 2, path.width - 1] {
        let first = (Int(path.number) * 256 + place) * span
        let hash = Array(file.bytes[(place * 32)..<(place * 32 + 32)])
        #expect(hash == naive.hash(first..<(first + span)), "\(path) \(place)")
      }
    }
    #expect(tree.root.bytes == naive.root(66_000))
  }

  @Test("files are taken once, and again when the tree has grown")
  func taken() {
    var tree = TileTree()
    #expect(tree.takeChangedFiles().isEmpty)
    tree.append(entry: [7])
    #expect(tree.takeChangedFiles().map(\.path) == ["tile/entries/000.p/1", "tile/0/000.p/1"])
    #expect(tree.takeChangedFiles().isEmpty)
    for _ in 1..<256 { tree.append(entry: []) }
    #expect(
      tree.takeChangedFiles().map(\.path) == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"])
    tree.append(entry: [8, 9])
    let files = tree.takeChangedFiles()
    #expect(
      files.map(\.path) == ["tile/entries/001.p/1", "tile/0/001.p/1", "tile/1/000.p/1"])
    #expect(files[0].bytes == [0, 2, 8, 9])
  }

  @Test(
    "goes on from its right edge as if it had not stopped",
    arguments: [0, 1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 70_000])
  func restarted(size: Int) throws {
    var tree = TileTree()
    var files = TileFiles()
    for index in 0..<size { tree.append(entry: Array("\(index)".utf8)) }
    files.write(&tree)
    var asked: [String] = []
    var again = try TileTree(size: UInt64(size)) { path in
      asked.append(path)
      return files.files[path]
    }
    #expect(asked.count <= 5)
    #expect(again.root == tree.root)
    #expect(again.takeChangedFiles().isEmpty)
    for index in 0..<300 {
      tree.append(entry: [UInt8(index & 0xFF)])
      again.append(entry: [UInt8(index & 0xFF)])
    }
    let expected = tree.takeChangedFiles()
    let found = again.takeChangedFiles()
    #expect(found.map(\.path) == expected.map(\.path))
    #expect(found.map(\.bytes) == expected.map(\.bytes))
  }

  @Test("takes a partial tile from the full one, where only that is there")
  func fullInPlace() throws {
    var tree = TileTree()
    var files = TileFiles()
    for index in 0..<300 { tree.append(entry: Array("\(index)".utf8)) }
    let root = tree.root
    for index in 300..<512 { tree.append(entry: Array("\(index)".utf8)) }
    files.write(&tree)
    files.files["tile/1/000.p/1"] = Array(try #require(files.files["tile/0/000"])[..<32])
    files.files["tile/1/000.p/1"] = tileBytes([
      merkleRoot((0..<256).map { MerkleHash(leaf: Array("\($0)".utf8)) })
    ])
    let again = try TileTree(size: 300) { files.files[$0] }
    #expect(again.root == root)
  }

  @Test("names the file that is missing, short, long or changed")
  func damaged() throws {
    var tree = TileTree()
    var files = TileFiles()
    for index in 0..<300 { tree.append(entry: Array("\(index)".utf8)) }
    files.write(&tree)
    for path in ["tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44"] {
      let bytes = try #require(files.files[path])
      for spoilt: [UInt8]? in [nil, [], bytes.dropLast(), bytes + [0]] {
        var others = files.files
        others[path] = spoilt
        let damage = #expect(throws: TileDamage.self) { try TileTree(size: 300) { others[$0] } }
        #expect(damage?.path == TilePath(path))
      }
    }
    var others = files.files
    others["tile/entries/001.p/44"]?[2] ^= 1
    #expect(throws: TileDamage.self) { try TileTree(size: 300) { others[$0] } }
  }
}
