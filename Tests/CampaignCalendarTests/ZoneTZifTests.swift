import CampaignValues
import Testing

@testable import CampaignCalendar

@Suite struct ZoneTZifTests {
  func reason(_ bytes: [UInt8]) -> String? {
    do {
      _ = try bytes.withUnsafeBytes { bytes throws(ZoneError) in try Zone(name: "X/Y", tzif: bytes) }
      return nil
    } catch let error as ZoneError {
      return error.reason
    } catch {
      return "\(error)"
    }
  }

  /// A version 1 file with two local time types and one transition.
  func version1() -> [UInt8] {
    var bytes = Array("TZif".utf8) + [UInt8](repeating: 0, count: 16)
    for count: UInt8 in [0, 0, 0, 1, 2, 4] { bytes += [0, 0, 0, count] }
    bytes += [0, 0, 0x0E, 0x10, 1]  // at 3600: type 1
    bytes += [0, 0, 0, 0, 0, 0] + [0, 0, 0x0E, 0x10, 1, 0] + Array("UTC\0".utf8)
    return bytes
  }

  @Test func readsVersion1() throws {
    let zone = try version1().withUnsafeBytes { try Zone(name: "X/Y", tzif: $0) }
    #expect(zone.offset(at: 3599) == 0 && zone.offset(at: 3600) == 3600 && zone.offset(at: .max) == 3600)
  }

  @Test func readsVersions3And4() throws {
    for version in ["3", "4"] {
      var bytes = try zoneBytes("Europe/Berlin")
      let second = try #require((1..<bytes.count).first { bytes[$0...].starts(with: "TZif".utf8) })
      bytes[4] = version.utf8.first ?? 0
      bytes[second + 4] = bytes[4]
      #expect(reason(bytes) == nil)
    }
  }

  @Test func saysWhatIsDamaged() throws {
    let berlin = try zoneBytes("Europe/Berlin")
    #expect(reason([]) == "it ends inside a header")
    #expect(reason(Array("SQLite format 3".utf8) + [UInt8](repeating: 0, count: 64)) == "it is not a TZif file")
    #expect(reason(Array(berlin.dropLast(1))) == "its footer does not end")
    #expect(reason(berlin + [0]) == "more bytes follow at \(berlin.count)")
    #expect(reason(Array(berlin[..<60])) == "it ends inside the 32-bit data")
    var unknown = version1()
    unknown[4] = UInt8(ascii: "5")
    #expect(reason(unknown) == "it is of an unknown version (byte 53)")
    var leap = version1()
    leap[31] = 1
    #expect(reason(leap) == "it counts leap seconds, which instants here do not")
    var type = version1()
    type[48] = 2
    #expect(reason(type) == "transition 0 has no local time type 2")
    var huge = version1()
    huge[32] = 0xFF
    #expect(reason(huge) == "it ends inside its data")
    var far = version1()
    far[55] = 0x7F
    #expect(reason(far) != nil)
    var rule = berlin
    rule[rule.count - 2] = UInt8(ascii: "x")
    #expect(reason(rule) == "its footer is not a time zone rule")
    #expect(
      ZoneError(zone: "X/Y", reason: "it is not a TZif file").description == "time zone `X/Y`: it is not a TZif file")
  }

  @Test func mutatedFilesAreRefusedOrUsable() throws {
    let files = try ["Europe/Dublin", "Africa/Casablanca", "Australia/Lord_Howe", "America/St_Johns"].map(zoneBytes)
    var generator = SeededGenerator(seed: 17)
    var read = 0
    for _ in 0..<10_000 {
      guard var bytes = files.randomElement(using: &generator) else { continue }
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let position = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes.removeSubrange(position..<min(bytes.count, position + Int.random(in: 1...40, using: &generator)))
        case 1: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: position)
        case 2: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        default: bytes[position] = UInt8.random(in: 0...255, using: &generator)
        }
        if bytes.isEmpty { break }
      }
      guard let zone = try? bytes.withUnsafeBytes({ try Zone(name: "X/Y", tzif: $0) }) else { continue }
      read += 1
      for moment in [Int64.min, -1, 1_000_000_000, 1_800_000_000, 4_000_000_000, Int64.max] {
        #expect(abs(zone.offset(at: moment)) < 26 * 3600)
        _ = zone.instant(zone.local(at: moment))
      }
    }
    // Some mutations leave a readable file; both ways out are taken.
    #expect(read > 100 && read < 9_900)
  }

  @Test func everyZoneOfTheSystemIsRead() throws {
    let table = String(decoding: try zoneBytes("tzdata.zi"), as: UTF8.self)
    var names: Set<String> = []
    for line in table.split(separator: "\n") {
      let parts = line.split(separator: " ")
      if parts.first == "Z", parts.count > 1 { names.insert(String(parts[1])) }
    }
    #expect(names.count > 300)
    for name in names.sorted() { #expect(try reason(zoneBytes(name)) == nil, "\(name)") }
  }
}
