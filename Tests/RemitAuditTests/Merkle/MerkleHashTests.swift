import RemitAudit
import Testing

/// The example tree of the certificate transparency project, whose roots stand in many tests.
let exampleEntries = [
  "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
].map { bytes(hex: $0) }

let exampleRoots = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
].map { bytes(hex: $0) }

@Suite("Hashes of the trail's tree")
struct MerkleHashTests {
  @Test("the empty tree is SHA-256 of nothing")
  func empty() {
    let expected = bytes(hex: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(MerkleHash.empty.bytes == expected)
    #expect(MerkleFrontier().root == .empty)
    #expect(TileTree().root == .empty)
  }

  @Test("the roots are those of RFC 6962's reference tree")
  func roots() {
    var frontier = MerkleFrontier()
    var tree = TileTree()
    for (entry, root) in zip(exampleEntries, exampleRoots) {
      frontier.append(MerkleHash(leaf: entry))
      tree.append(entry: entry)
      #expect(frontier.root.bytes == root)
      #expect(tree.root.bytes == root)
    }
  }

  @Test("frontier, tiles and the definition agree on every size up to 1,100, after a restart too")
  func frontier() throws {
    let entries = NaiveTree.entries(1_100)
    var naive = NaiveTree(entries)
    var frontier = MerkleFrontier()
    var tree = TileTree()
    for (index, entry) in entries.enumerated() {
      frontier.append(MerkleHash(leaf: entry))
      tree.append(entry: entry)
      let root = naive.root(index + 1)
      #expect(frontier.root.bytes == root)
      #expect(tree.root.bytes == root)
      let again = try #require(MerkleFrontier(size: frontier.size, hashes: frontier.hashes))
      #expect(again == frontier)
    }
  }

  @Test("a frontier has one hash for each bit of its size")
  func frontierRefused() {
    #expect(MerkleFrontier(size: 3, hashes: [.empty]) == nil)
    #expect(MerkleFrontier(size: 4, hashes: [.empty]) != nil)
    #expect(MerkleFrontier(size: 0, hashes: [.empty]) == nil)
  }

  @Test("a subtree counts as its entries")
  func subtree() {
    let leaves = NaiveTree.entries(24).map { MerkleHash(leaf: $0) }
    var single = MerkleFrontier()
    for leaf in leaves { single.append(leaf) }
    var whole = MerkleFrontier()
    whole.append(subtree: merkleRoot(leaves[..<16]), of: 16)
    whole.append(subtree: merkleRoot(leaves[16...]), of: 8)
    #expect(whole == single)
  }

  @Test("hashes are 32 bytes and 44 characters of canonical Base64")
  func texts() {
    let hash = MerkleHash(leaf: [1, 2, 3])
    #expect(MerkleHash(bytes: hash.bytes) == hash)
    #expect(MerkleHash(base64: hash.base64) == hash)
    #expect(hash.base64.utf8.count == 44)
    #expect(MerkleHash(bytes: hash.bytes.dropLast()) == nil)
    #expect(MerkleHash(bytes: hash.bytes + [0]) == nil)
    #expect(MerkleHash(base64: hash.base64.dropLast()) == nil)
    // The last character of 32 bytes has two unused bits.
    #expect(MerkleHash(base64: String(repeating: "A", count: 42) + "B=") == nil)
    #expect(MerkleHash(base64: String(repeating: "A", count: 42) + "A=") != nil)
    #expect(MerkleHash(base64: String(repeating: "A", count: 43) + "\n") == nil)
  }
}
