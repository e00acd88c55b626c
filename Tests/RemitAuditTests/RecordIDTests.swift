import RemitAudit
import Testing

@Suite("Record ids")
struct RecordIDTests {
  @Test("are UUIDs of version 7: the example of RFC 9562, appendix A.6")
  func example() {
    let id = RecordID(
      milliseconds: 0x017F_22E2_79B0, random: (0xCC3, 0x18C4_DC0C_0C07_398F))
    #expect(id.description == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    #expect(RecordID(id.description) == id)
  }

  @Test("sort by time")
  func order() {
    let early = RecordID(milliseconds: 1, random: (.max, .max))
    let late = RecordID(milliseconds: 2, random: (0, 0))
    #expect(early < late)
    #expect(early.description < late.description)
  }

  @Test(
    "are read from their one form only",
    arguments: [
      "", "017f22e2", "017F22E2-79B0-7CC3-98C4-DC0C0C07398F",
      "017f22e279b0-7cc3-98c4-dc0c0c07398f0", "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
      "é17f22e2-79b0-7cc3-98c4-dc0c0c0739f",
    ])
  func refused(text: String) {
    #expect(RecordID(text) == nil)
  }
}
