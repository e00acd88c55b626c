import Foundation
import RemitData
import RemitModel
import Testing

@testable import RemitAudit

private let stamp = RecordStamp(
  id: RecordID(milliseconds: 1_795_285_200_123, random: (7, 9)), time: 1_795_285_200_123_456_789)

@Suite("Control records")
struct ControlRecordTests {
  @Test("are compact JSON that begins with version, kind, id and time")
  func encodes() {
    let record = ControlRecord(
      .trailTruncated,
      [("segment", .text("00000001")), ("bytes", .number(-512)), ("ok", .flag(true))]
    ).encoded(stamp)
    #expect(
      String(decoding: record.bytes, as: UTF8.self)
        == #"{"v":1,"kind":"trail.truncated","id":"01a1ff56-2cfb-7007-8000-000000000009","#
        + #""time":"2026-11-21T18:20:00.123456789Z","segment":"00000001","bytes":-512,"ok":true}"#)
    #expect(record.id == stamp.id)
  }

  @Test(
    "say times with nine digits after the point",
    arguments: [
      (0, "1970-01-01T00:00:00.000000000Z"), (-1, "1969-12-31T23:59:59.999999999Z"),
      (1_000_000_001, "1970-01-01T00:00:01.000000001Z"),
      (Int64.max, "2262-04-11T23:47:16.854775807Z"), (Int64.min, "1677-09-21T00:12:43.145224192Z"),
    ])
  func times(nanoseconds: Int64, text: String) {
    #expect(RecordTime.text(nanoseconds: nanoseconds) == text)
  }

  @Test("keep hostile text on one line, parse with two readers, and always fit")
  func hostile() throws {
    let texts = [
      "a\"b\\c", "line\nfeed\r\u{0}", "\u{2028}\u{2029}\u{85}\u{7F}\u{9B}31m", "é\u{E9}🦀",
      String(repeating: "\u{1}", count: 100_000), String(repeating: "🦀", count: 5_000),
    ]
    let fields = (0..<20).map { (name: "f\($0)", value: ControlRecord.Field.text(texts[$0 % 6])) }
    for few in [Array(fields.prefix(5)), fields] {
      let record = ControlRecord(.authenticationFailed, few).encoded(stamp)
      #expect(record.bytes.count <= TrailRecord.bytesMax)
      #expect(!record.bytes.contains { $0 < 0x20 || $0 == 0x7F })
      let line = String(decoding: record.bytes, as: UTF8.self)
      #expect(line.unicodeScalars.allSatisfy { !$0.properties.isWhitespace || $0 == " " })
      let other = try JSONSerialization.jsonObject(with: Data(record.bytes)) as? [String: Any]
      #expect(other?["f0"] as? String == texts[0])
      #expect(other?["f2"] as? String == texts[2])
      #expect(readContext(record.bytes).problems.isEmpty)
    }
  }
}
