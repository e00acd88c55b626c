import RemitModel
import Testing

@Suite("What determined a decision")
struct DeterminingIDsTests {
  @Test("is kept in order, however much it is", arguments: [0, 1, 7, 8, 9, 40])
  func keeps(count: Int) {
    let kinds: [DeterminingID.Kind] = [.rule, .role, .grant, .separation, .duty]
    let ids = (0..<count).map {
      DeterminingID(kinds[$0 % kinds.count], UInt32($0 * 1_000_003 % (1 << 29)))
    }
    let kept = DeterminingIDs(ids)
    #expect(kept.all == ids)
    #expect(kept.isEmpty == (count == 0))
    for (index, id) in kept.all.enumerated() {
      #expect(id.kind == kinds[index % kinds.count])
      #expect(id.number == index * 1_000_003 % (1 << 29))
    }
  }
}
