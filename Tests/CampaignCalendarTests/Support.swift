import CampaignValues
import Glibc
import Testing

@testable import CampaignCalendar

/// The bytes of a file, or nil if it can't be read.
func readFile(_ path: String) -> [UInt8]? {
  guard let file = fopen(path, "rb") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    if count == 0 { return bytes }
    bytes += buffer[..<count]
  }
}

/// The TZif bytes of a zone of the system's tzdata.
func zoneBytes(_ name: String) throws -> [UInt8] {
  try #require(readFile("/usr/share/zoneinfo/\(name)"), "tzdata has no \(name)")
}

/// A zone of the system's tzdata.
func zone(_ name: String) throws -> Zone {
  try zoneBytes(name).withUnsafeBytes { try Zone(name: name, tzif: $0) }
}

/// The date written in ISO form.
func date(_ text: String) throws -> CivilDate { try #require(text.withBytes(ISOText.date), "\(text)") }

/// The instant written in ISO form with `Z` or an offset.
func instant(_ text: String) throws -> Int64 {
  guard case .instant(let seconds) = text.withBytes(ISOText.timestamp) else {
    throw TestError("\(text) is not an instant")
  }
  return seconds
}

/// The wall clock's reading written in ISO form.
func local(_ text: String) throws -> LocalDateTime {
  guard case .local(let local) = text.withBytes(ISOText.timestamp) else {
    throw TestError("\(text) is not a local time")
  }
  return local
}

struct TestError: Error {
  let message: String
  init(_ message: String) { self.message = message }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): the same sequence for the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
