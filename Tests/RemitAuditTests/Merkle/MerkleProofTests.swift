import RemitAudit
import RemitTestSupport
import Testing

@Suite("Proofs")
struct MerkleProofTests {
  private func hashes(_ digits: String...) -> [MerkleHash] {
    digits.compactMap { MerkleHash(bytes: bytes(hex: $0)) }
  }

  @Test("inclusion proofs are those of RFC 6962's reference tree")
  func publishedInclusion() throws {
    let leaves = exampleEntries.map { MerkleHash(leaf: $0) }
    let subtrees = MerkleProof.subtrees(of: leaves)
    #expect(MerkleProof.inclusion(of: 0, in: 1, subtrees: subtrees).isEmpty)
    #expect(
      MerkleProof.inclusion(of: 0, in: 8, subtrees: subtrees)
        == hashes(
          "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
          "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"))
    #expect(
      MerkleProof.inclusion(of: 5, in: 8, subtrees: subtrees)
        == hashes(
          "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
          "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"))
    #expect(
      MerkleProof.inclusion(of: 2, in: 3, subtrees: subtrees)
        == hashes("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"))
  }

  @Test("consistency proofs are those of RFC 6962's reference tree")
  func publishedConsistency() {
    let subtrees = MerkleProof.subtrees(of: exampleEntries.map { MerkleHash(leaf: $0) })
    #expect(MerkleProof.consistency(from: 1, to: 1, subtrees: subtrees).isEmpty)
    #expect(
      MerkleProof.consistency(from: 6, to: 8, subtrees: subtrees)
        == hashes(
          "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
          "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"))
    #expect(
      MerkleProof.consistency(from: 2, to: 5, subtrees: subtrees)
        == hashes(
          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
          "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"))
  }

  /// Every way to alter a proof a little.
  private func altered(_ proof: [MerkleHash], _ random: inout SplitMix64) -> [[MerkleHash]] {
    var results: [[MerkleHash]] = []
    for place in proof.indices {
      var changed = proof
      var bytes = changed[place].bytes
      bytes[random.below(32)] ^= 1 << UInt8(random.below(8))
      changed[place] = MerkleHash(bytes: bytes) ?? .empty
      var shorter = proof
      shorter.remove(at: place)
      results += [changed, shorter]
    }
    for place in 0...proof.count {
      var longer = proof
      longer.insert(.empty, at: place)
      results.append(longer)
    }
    for place in proof.indices.dropLast() where proof[place] != proof[place + 1] {
      var swapped = proof
      swapped.swapAt(place, place + 1)
      results.append(swapped)
    }
    return results
  }

  @Test("every entry of every tree up to 300 is proved, and no altered proof is taken")
  func inclusion() throws {
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    var naive = NaiveTree(NaiveTree.entries(300))
    let leaves = naive.entries.map { MerkleHash(leaf: $0) }
    let subtrees = MerkleProof.subtrees(of: leaves)
    for size in 1...300 {
      let root = try #require(MerkleHash(bytes: naive.root(size)))
      for index in 0..<size {
        let proof = MerkleProof.inclusion(of: UInt64(index), in: UInt64(size), subtrees: subtrees)
        #expect(proof.map(\.bytes) == naive.path(index, in: 0..<size))
        func leads(_ leaf: MerkleHash, _ index: Int, _ proof: [MerkleHash]) -> Bool {
          MerkleProof.root(
            byInclusionOf: leaf, at: UInt64(index), in: UInt64(size), proof: proof) == root
        }
        #expect(leads(leaves[index], index, proof), "\(index) in \(size)")
        guard size <= 40 || random.chance(2) else { continue }
        for other in altered(proof, &random) {
          #expect(!leads(leaves[index], index, other), "\(index) in \(size), REMIT_SEED=\(seed)")
        }
        for other in 0...size where other != index {
          #expect(!leads(leaves[index], other, proof), "\(index) as \(other) in \(size)")
        }
        #expect(!leads(leaves[(index + 1) % 300], index, proof), "\(index) in \(size)")
      }
    }
  }

  @Test("every tree up to 300 is shown to begin every later one, and no altered proof is taken")
  func consistency() throws {
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    var naive = NaiveTree(NaiveTree.entries(300))
    let subtrees = MerkleProof.subtrees(of: naive.entries.map { MerkleHash(leaf: $0) })
    let roots = try (0...300).map { try #require(MerkleHash(bytes: naive.root($0))) }
    for new in 0...300 {
      for old in 0...new {
        let proof = MerkleProof.consistency(
          from: UInt64(old), to: UInt64(new), subtrees: subtrees)
        #expect(proof.map(\.bytes) == naive.proof(old, new))
        func holds(_ oldRoot: MerkleHash, _ newRoot: MerkleHash, _ proof: [MerkleHash]) -> Bool {
          MerkleProof.isConsistent(
            old: UInt64(old), oldRoot: oldRoot, new: UInt64(new), newRoot: newRoot, proof: proof)
        }
        #expect(holds(roots[old], roots[new], proof), "\(old) to \(new)")
        guard new <= 40 || random.chance(2) else { continue }
        for other in altered(proof, &random) {
          #expect(!holds(roots[old], roots[new], other), "\(old) to \(new), REMIT_SEED=\(seed)")
        }
        let another = roots[(old + 1) % 301]
        #expect(!holds(another, roots[new], proof), "\(old) to \(new)")
        // A tree begins with nothing whatever its root: nothing is said about the new one.
        if old > 0 {
          #expect(!holds(roots[old], roots[(new + 1) % 301], proof), "\(old) to \(new)")
        }
        if old < new {
          #expect(
            !MerkleProof.isConsistent(
              old: UInt64(new), oldRoot: roots[new], new: UInt64(old), newRoot: roots[old],
              proof: proof))
        }
      }
    }
  }

  @Test(
    "hold around powers of two and for large trees, made from few tiles",
    arguments: [
      255, 256, 257, 511, 512, 513, 1_023, 1_024, 1_025, 65_535, 65_536, 65_537, 66_047, 66_049,
      131_071, 131_072, 131_073,
    ])
  func largeTrees(size: Int) throws {
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    var tree = TileTree()
    var files = TileFiles()
    var roots: [Int: MerkleHash] = [:]
    let chosen = Set(
      [1, 2, 255, 256, 257, 65_535, 65_536, 65_537, size - 1, size]
        + (0..<20).map { _ in random.between(1, size) }
    ).filter { (1...size).contains($0) }
    for index in 0..<size {
      tree.append(entry: Array("\(index)".utf8))
      if chosen.contains(index + 1) { roots[index + 1] = tree.root }
    }
    files.write(&tree)
    for other in chosen {
      var asked: Set<TilePath> = []
      let tiles = TileSubtrees(size: UInt64(size)) { path in
        asked.insert(path)
        return try tileHashes(try #require(files.files[path.description]), of: path)
      }
      let index = UInt64(other - 1)
      let inclusion = try MerkleProof.inclusion(of: index, in: UInt64(size)) {
        try tiles.root($0, $1)
      }
      #expect(asked.count <= 6, "\(index) in \(size)")
      #expect(
        MerkleProof.root(
          byInclusionOf: MerkleHash(leaf: Array("\(index)".utf8)), at: index, in: UInt64(size),
          proof: inclusion) == tree.root, "\(index) in \(size), REMIT_SEED=\(seed)")
      let consistency = try MerkleProof.consistency(from: UInt64(other), to: UInt64(size)) {
        try tiles.root($0, $1)
      }
      #expect(asked.count <= 9, "\(other) to \(size)")
      let oldRoot = try #require(roots[other])
      for (proof, isRight) in [(consistency, true)]
        + altered(consistency, &random).map({ ($0, false) })
      {
        #expect(
          MerkleProof.isConsistent(
            old: UInt64(other), oldRoot: oldRoot, new: UInt64(size), newRoot: tree.root,
            proof: proof) == isRight, "\(other) to \(size), REMIT_SEED=\(seed)")
      }
    }
  }

  @Test("numbers from outside, however large, are answered")
  func huge() {
    let many = [MerkleHash](repeating: .empty, count: 64)
    for size in [0, 1, UInt64.max, 1 << 63, 1 << 62] {
      for index in [0, 1, UInt64.max, UInt64.max - 1, 1 << 63] {
        for count in [0, 1, 62, 63, 64] {
          let proof = Array(many.prefix(count))
          _ = MerkleProof.root(byInclusionOf: .empty, at: index, in: size, proof: proof)
          _ = MerkleProof.isConsistent(
            old: index, oldRoot: .empty, new: size, newRoot: .empty, proof: proof)
        }
      }
    }
    #expect(
      MerkleProof.root(byInclusionOf: .empty, at: 0, in: .max, proof: Array(many.prefix(63)))
        == nil)
  }
}
