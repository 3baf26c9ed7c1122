import CampaignValues
import Testing

@testable import CampaignCalendar

@Suite struct ISOTextTests {
  @Test func dates() throws {
    #expect("2027-03-02".withBytes(ISOText.date)?.days == 20_879)
    #expect("0001-01-01".withBytes(ISOText.date) == .first && "9999-12-31".withBytes(ISOText.date) == .last)
    for text in [
      "", "2027-3-2", "2027-02-29", "2027-13-01", "2027-00-01", "2027-01-00", "0000-01-01", "2027/03/02", "2027-03-02 ",
      "20270302", "+027-03-02", "2027-03-0²", "2027-03-0a",
    ] {
      #expect(text.withBytes(ISOText.date) == nil, "\(text)")
    }
  }

  @Test func times() {
    #expect("09:30".withBytes(ISOText.time) == 34_200 && "00:00".withBytes(ISOText.time) == 0)
    #expect("23:59:59".withBytes(ISOText.time) == 86_399)
    for text in ["", "9:30", "24:00", "09:60", "09:30:60", "09:30:", "09:30:1", "0930", "09:30Z", " 09:30"] {
      #expect(text.withBytes(ISOText.time) == nil, "\(text)")
    }
    #expect(ISOText.string(secondOfDay: 34_200) == "09:30" && ISOText.string(secondOfDay: 86_399) == "23:59:59")
  }

  @Test func timestamps() throws {
    let ten = try instant("2027-03-02T10:00Z")
    #expect(ten == 20_879 * 86_400 + 36_000)
    for same in [
      "2027-03-02T10:00:00Z", "2027-03-02 10:00:00Z", "2027-03-02T12:00+02:00", "2027-03-02T12:00:00+0200",
      "2027-03-02T12:00+02", "2027-03-02T04:30:00.999-05:30", "2027-03-03T00:00+14:00",
    ] {
      #expect(try instant(same) == ten, "\(same)")
    }
    #expect(try local("2027-03-02T10:00").secondsSince1970 == ten)
    #expect(try local("2027-03-02 10:00:00").secondsSince1970 == ten)
    #expect(try local("2027-03-02 10:00:00.123456789").secondsSince1970 == ten)
    #expect(try instant("1969-12-31T23:59:59Z") == -1)
    for text in [
      "", "2027-03-02", "2027-03-02T", "2027-03-02T10", "2027-03-02t10:00Z", "2027-03-02T10:00z", "2027-03-02T10:00ZZ",
      "2027-03-02T24:00Z", "2027-03-02T10:00:60Z", "2027-03-02T10:00.5Z", "2027-03-02T10:00:00.Z",
      "2027-03-02T10:00:00.1234567890Z", "2027-03-02T10:00+", "2027-03-02T10:00+2", "2027-03-02T10:00+24:00",
      "2027-03-02T10:00+02:60", "2027-03-02T10:00+02:", "2027-03-02T10:00+020", "2027-03-02T10:00+02:000",
      "2027-02-29T10:00Z", "2027-03-02T10:00 +02:00", "2027-03-02  10:00",
    ] {
      #expect(text.withBytes(ISOText.timestamp) == nil, "\(text)")
    }
  }

  @Test func writingIsReadBack() throws {
    var generator = SeededGenerator(seed: 21)
    let range = CivilDate.first.days...CivilDate.last.days
    for round in 0..<5_000 {
      let day = CivilDate(days: Int32.random(in: range, using: &generator))
      let moment = Int64(day.days) * 86_400 + Int64.random(in: 0..<86_400, using: &generator)
      #expect(try date(ISOText.string(date: day)) == day, "seed 21, round \(round)")
      #expect(try instant(ISOText.string(instant: moment)) == moment, "seed 21, round \(round)")
    }
    #expect(
      ISOText.string(instant: .max).hasPrefix("9999-12-31") && ISOText.string(instant: .min).hasPrefix("0001-01-01"))
  }
}
