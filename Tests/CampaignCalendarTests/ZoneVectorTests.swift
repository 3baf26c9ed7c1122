import CampaignValues
import Testing

@testable import CampaignCalendar

@Suite struct ZoneVectorTests {
  /// Compares with Python's zoneinfo over the system's tzdata; see Vectors/make_zone_vectors.py.
  @Test func agreesWithPythonOnAwkwardZones() throws {
    let path = "\(#filePath)".split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Vectors/zones.txt"
    let text = String(decoding: try #require(readFile(path)), as: UTF8.self)
    var zone = Zone.utc
    var version = ""
    var compared = 0
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: " ")
      switch parts[0] {
      case "V": version = String(parts[1])
      case "Z": zone = try CampaignCalendarTests.zone(String(parts[1]))
      case "U":
        let instant = try #require(Int64(parts[1]))
        let offset = zone.offset(at: instant)
        #expect(Int(offset) == Int(parts[2]), "\(zone.name) at \(instant), vectors of tzdata \(version)")
        compared += 1
      case "L":
        let reading = try #require(Int64(parts[1]))
        let instant = zone.instant(LocalDateTime(secondsSince1970: reading))
        #expect(instant == Int64(parts[2]), "\(zone.name) reading \(reading), vectors of tzdata \(version)")
        compared += 1
      default: Issue.record("\(line)")
      }
    }
    #expect(compared > 7_000)
  }
}
