import Foundation
import RemitModel
import Testing

@Suite struct TimeZoneTests {
  @Test func `every name of the table gives its rules`() {
    #expect(TimeZoneRules.names.count >= 590)
    #expect(TimeZoneRules.names == TimeZoneRules.names.sorted())
    for name in TimeZoneRules.names {
      #expect(TimeZoneRules.zone(named: name)?.name == name)
    }
    #expect(TimeZoneRules.dataVersion.count == 5)
  }

  @Test(arguments: [
    "europe/london", "Europe/London ", "London", "", "Asia/\u{212A}abul", "UTC\0", "UTC|0",
  ])
  func `a name in another spelling is no zone`(name: String) {
    #expect(TimeZoneRules.zone(named: name) == nil)
  }

  @Test func `a name in other letters is suggested`() {
    #expect(TimeZoneRules.nameIgnoringCase("europe/london") == "Europe/London")
    #expect(TimeZoneRules.nameIgnoringCase("utc") == "UTC")
    #expect(TimeZoneRules.nameIgnoringCase("Europe/Lundon") == nil)
  }

  @Test(arguments: [
    ("Europe/London", "2026-11-20T09:00:00Z", 0), ("Europe/London", "2026-07-01T00:00:00Z", 3_600),
    ("Europe/London", "2026-03-29T00:59:59.999Z", 0),
    ("Europe/London", "2026-03-29T01:00:00Z", 3_600),
    ("Europe/London", "2026-10-25T00:59:59Z", 3_600), ("Europe/London", "2026-10-25T01:00:00Z", 0),
    ("Europe/London", "1800-01-01T00:00:00Z", -75),
    ("Europe/London", "1970-01-01T00:00:00Z", 3_600),
    ("Europe/Dublin", "2026-07-01T00:00:00Z", 3_600), ("Europe/Dublin", "2026-12-01T00:00:00Z", 0),
    ("America/New_York", "2026-03-08T06:59:59Z", -18_000),
    ("America/New_York", "2026-03-08T07:00:00Z", -14_400),
    ("America/New_York", "9999-07-01T00:00:00Z", -14_400),
    ("America/New_York", "9999-12-31T23:59:59Z", -18_000),
    ("Australia/Sydney", "9999-01-01T00:00:00Z", 39_600),
    ("Australia/Sydney", "9999-07-01T00:00:00Z", 36_000),
    ("Australia/Lord_Howe", "2026-12-01T00:00:00Z", 39_600),
    ("Australia/Lord_Howe", "2026-07-01T00:00:00Z", 37_800),
    ("Asia/Kathmandu", "2026-07-01T00:00:00Z", 20_700), ("UTC", "0000-01-01T00:00:00Z", 0),
    ("Asia/Tokyo", "9999-12-31T23:59:59.999Z", 32_400),
    ("Etc/GMT+12", "2026-07-01T00:00:00Z", -43_200),
  ])
  func `knows the offset`(name: String, instant: String, offset: Int32) throws {
    let zone = try #require(TimeZoneRules.zone(named: name))
    #expect(zone.offsetSeconds(at: try Instant.parse(instant).get()) == offset)
  }

  @Test(arguments: [
    ("UTC", "1970-01-01T00:00:00Z", 3, "0s"), ("UTC", "1969-12-31T23:59:59.999Z", 2, "86399999ms"),
    ("Europe/London", "2026-11-20T09:00:00Z", 4, "9h"),
    ("Asia/Tokyo", "2026-11-20T15:00:00Z", 5, "0s"),
    ("Asia/Tokyo", "2026-11-20T14:59:59.999Z", 4, "86399999ms"),
    ("America/Los_Angeles", "2026-11-23T07:59:00.250Z", 6, "86340250ms"),
    ("Asia/Kathmandu", "2026-11-22T18:15:00Z", 0, "0s"),
  ])
  func `knows the weekday and the time on the wall`(
    name: String, instant: String, weekday: Int, time: String
  ) throws {
    let zone = try #require(TimeZoneRules.zone(named: name))
    let instant = try Instant.parse(instant).get()
    #expect(zone.weekday(at: instant) == weekday)
    #expect(Milliseconds.parse(time) == .success(zone.timeOfDay(at: instant)))
  }

  @Test func `no instant is too early or too late`() throws {
    for name in ["Europe/London", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Nuuk"] {
      let zone = try #require(TimeZoneRules.zone(named: name))
      for instant in [Instant(milliseconds: .min), Instant(milliseconds: .max)] {
        #expect((0...6).contains(zone.weekday(at: instant)))
        #expect((0..<86_400_000).contains(zone.timeOfDay(at: instant).count))
      }
    }
  }

  /// The machine may have another release of the database than the embedded one, which can differ
  /// in what a few governments have decided since, and in corrections of the past of a few zones.
  @Test(arguments: [(1_640_995_200, 1), (2_145_916_800, 8)])
  func `agrees with Foundation from 1970 on`(until: Int, percentAtMost: Int) {
    var compared = 0
    var different: [String] = []
    for name in TimeZoneRules.names {
      guard let theirs = TimeZone(identifier: name), let ours = TimeZoneRules.zone(named: name)
      else { continue }
      compared += 1
      // 20.25 days apart, so that several hours of the day and all months are met.
      let disagrees = stride(from: 0, to: until, by: 1_749_600).contains { second in
        let date = Date(timeIntervalSince1970: Double(second))
        let instant = Instant(milliseconds: Int64(second) * 1_000)
        return theirs.secondsFromGMT(for: date) != Int(ours.offsetSeconds(at: instant))
      }
      if disagrees { different.append(name) }
    }
    #expect(compared >= 300)
    #expect(different.count * 100 <= compared * percentAtMost, "\(different)")
  }
}
