import Foundation
import Remit
import RemitModel
import RemitTestSupport
import Testing

@testable import RemitAudit

@Suite("Exports and words")
struct ExportTests {
  private func records(_ requests: [Request], _ context: RecordContext) async throws
    -> [StoredRecord]
  {
    let recorder = try MemoryRecorder(
      RecordingRules(level: .full, masked: ["/input/context/note"]))
    let recorded = try Clinic.engine().recording(to: recorder)
    for request in requests { _ = try await recorded.decide(request, context: context) }
    let control = ControlRecord(
      .policyLoaded, [("digest", .text("sha256:00")), ("files", .number(2))]
    ).encoded(RecordStamp(id: RecordID(milliseconds: 9, random: (9, 9)), time: 9_000_000))
    return (recorder.records + [control]).enumerated().compactMap { index, record in
      StoredRecord(stable(record.bytes), index: UInt64(index), origin: "audit.example.com/prod")
    }
  }

  /// The time that deciding took differs.
  private func stable(_ bytes: [UInt8]) -> [UInt8] {
    let text = String(decoding: bytes, as: UTF8.self)
    return Array(text.replacing(/"duration_ns":[0-9]+/, with: "\"duration_ns\":1234").utf8)
  }

  @Test("say the same in every form")
  func golden() async throws {
    let records = try await records(
      [
        Clinic.request(context: ["reason": "round", "note": "n"]),
        Clinic.request(tags: ["pinned"], context: ["reason": "visit"]), Clinic.request("raed"),
      ],
      RecordContext(
        requestID: "r-1", traceID: "4bf92f3577b34da6a3ce929d0e0e4736",
        spanID: "00f067aa0ba902b7", remoteAddress: "192.0.2.7:50344", caller: "CN=portal"))
    for form in ExportForm.allCases {
      let lines = records.map { String(decoding: $0.exported(as: form), as: UTF8.self) }
      try Golden.expect(
        lines.joined(), at: "Tests/RemitAuditTests/Golden/export.\(form.rawValue)")
    }
    try Golden.expect(
      records.map { $0.words() }.joined(separator: "\n\n") + "\n",
      at: "Tests/RemitAuditTests/Golden/show.txt")
  }

  @Test("keep one record on one line, whatever is in it")
  func hostile() async throws {
    let evil: Text =
      "x|act=allow outcome=success\\\"\r\n\u{0}\u{1B}[31m\u{2028}\u{85}\u{202E}CEF:0|"
    let records = try await records(
      [
        Request(
          principal: RequestEntity(EntityUID(type: evil, id: evil)), action: evil,
          resource: RequestEntity(EntityUID(type: "Chart", id: evil)),
          context: [evil: .string(evil)], roles: [evil], now: Clinic.now)
      ],
      RecordContext(
        requestID: evil.string, remoteAddress: evil.string + ":1", caller: evil.string))
    for record in records {
      for form in ExportForm.allCases {
        let line = record.exported(as: form)
        #expect(line.last == 0x0A)
        let text = String(decoding: line.dropLast(), as: UTF8.self)
        for scalar in text.unicodeScalars {
          #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
          #expect(scalar.value != 0x2028 && scalar.value != 0x2029)
        }
        guard form != .cef else { continue }
        #expect((try? JSONSerialization.jsonObject(with: Data(line))) != nil)
      }
      for scalar in record.words().unicodeScalars where scalar != "\n" {
        #expect(scalar.value >= 0x20 && scalar.value != 0x7F && scalar.value != 0x202E)
      }
    }
    let cef = String(decoding: records[0].exported(as: .cef), as: UTF8.self)
    // No key of ours comes from what a caller sent.
    #expect(cef.ranges(of: " outcome=").count == 1)
    #expect(cef.ranges(of: #"act\=allow"#).count > 0)
    #expect(cef.hasPrefix("CEF:0|Remit|remit|"))
  }

  @Test("find the address in what a server says of the other end")
  func remote() async throws {
    for (text, address, port) in [
      ("192.0.2.7:1", "192.0.2.7", 1), ("[2001:db8::1]:443", "2001:db8::1", 443),
      ("2001:db8::1", "2001:db8::1", nil), ("somewhere", "somewhere", nil),
      ("a:99999", "a:99999", nil), (":", ":", nil),
    ] as [(String, String, Int64?)] {
      let record = try await records([Clinic.request()], RecordContext(remoteAddress: text))[0]
      #expect(record.remote?.address == address)
      #expect(record.remote?.port == port)
    }
  }

  @Test("refuse what is no record")
  func refused() {
    for text in ["", "{}", "[]", #"{"v":2,"kind":"decision"}"#, "{\"v\":1,\n}"] {
      #expect(StoredRecord(Array(text.utf8), index: 0, origin: "o") == nil)
    }
  }
}
