import Platform
import Testing

struct ClockTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00.000Z", 0), ("2026-01-06T10:00:00.123Z", 1_767_693_600_123),
    ("2000-02-29T23:59:59.999Z", 951_868_799_999), ("1969-12-31T23:59:59.999Z", -1),
    ("0000-01-01T00:00:00.000Z", -62_167_219_200_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ("2100-02-28T00:00:00.000Z", 4_107_456_000_000), ("1900-03-01T00:00:00.000Z", -2_203_891_200_000),
  ])
  func `times are written and read back`(_ text: String, _ milliseconds: Int) {
    #expect(Timestamp(milliseconds: milliseconds).description == text)
    #expect(Timestamp(text)?.milliseconds == milliseconds)
  }

  @Test func `every day of four centuries survives`() {
    for day in 0..<146_097 {
      let time = Timestamp(milliseconds: (day - 40_000) * 86_400_000)
      if Timestamp(time.description) != time { Issue.record("\(time)") }
    }
    #expect(Timestamp("2026-01-06T10:00:00.1Z")?.milliseconds == 1_767_693_600_100)
    #expect(Timestamp("2026-01-06T10:00:00Z")?.milliseconds == 1_767_693_600_000)
    #expect(Timestamp("2026-01-06T10:00:00.123999Z")?.milliseconds == 1_767_693_600_123)
  }

  @Test(arguments: [
    "", "2026-01-06", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-01-06T24:00:00Z", "2026-01-06T10:00:00",
    "2026-01-06T10:00:00.Z", "2026-01-06T10:00:00.1xZ", "2026-01-06 10:00:00Z", "2026-01-00T00:00:00Z",
    "+026-01-06T10:00:00Z", "２０２６-01-06T10:00:00Z",
  ])
  func `anything else is no time`(_ text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test func `times that four digits can't write become the nearest`() {
    #expect(Timestamp(milliseconds: .max).description == "9999-12-31T23:59:59.999Z")
    #expect(Timestamp(milliseconds: .min).description == "0000-01-01T00:00:00.000Z")
    #expect(WallClock.now() > Timestamp(milliseconds: 1_600_000_000_000))
  }

  @Test func `a deadline passes and does not overflow`() {
    #expect(Deadline(after: .zero).hasPassed)
    #expect(Deadline(after: .seconds(-5)).remaining == .zero)
    #expect(!Deadline(after: .seconds(Int64.max)).hasPassed)
    #expect(Deadline(after: .seconds(1000)).remaining > .seconds(900))
  }
}
