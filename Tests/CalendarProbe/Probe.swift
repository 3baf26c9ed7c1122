import CampaignCalendar
import CampaignValues
import Foundation

/// Says when schedules fall due, for the test that holds the calendar against an oracle (Tests/tools/calendar_oracle_test.py):
///
///     calendar-probe [FOLDER] < REQUESTS > ANSWERS
///
/// FOLDER holds the time-zone files, and is the system's where none is given. A request is a line (`Request`), and so is its
/// answer: `[["2027-03-28T02:30:00",1806195600],…]`, what the schedule says and the instant, in order.
@main struct Probe {
  private let folder: String
  private var zones: [String: Zone] = [:]
  private var output: [UInt8] = []

  static func main() {
    var probe = Probe(folder: CommandLine.arguments.dropFirst().first ?? "/usr/share/zoneinfo")
    var number = 0
    while let line = readLine() {
      number += 1
      do {
        try probe.answer(JSONDecoder().decode(Request.self, from: Data(line.utf8)))
      } catch {
        FileHandle.standardError.write(Data("calendar-probe: request \(number): \(error)\n".utf8))
        exit(2)
      }
    }
    probe.flush()
  }

  private init(folder: String) { self.folder = folder }

  private mutating func answer(_ request: Request) throws {
    let zone = try zone(request.zone)
    let schedule = try request.schedule()
    output.append(UInt8(ascii: "["))
    let start = output.count
    if request.stepping {
      var last = request.after
      while let next = schedule.occurrences(after: last, in: zone, limit: 1).first, next.instant <= request.before {
        write(schedule.occurrences(after: last, in: zone).prefix { $0.instant == next.instant })
        last = next.instant
      }
    } else {
      write(schedule.occurrences(after: request.after, in: zone).prefix { $0.instant <= request.before })
    }
    // Each occurrence is followed by a comma, the last by the end of the list.
    if output.count > start { output.removeLast() }
    output += "]\n".utf8
    if output.count > 1 << 20 { flush() }
  }

  private mutating func write(_ occurrences: some Sequence<Schedule.Occurrence>) {
    var text = [UInt8](repeating: 0, count: ISOText.instantLength)
    for occurrence in occurrences {
      // SAFETY: `text` has the instantLength bytes that are written.
      text.withUnsafeMutableBufferPointer { buffer in
        if let bytes = buffer.baseAddress { ISOText.write(instant: occurrence.local.secondsSince1970, to: bytes) }
      }
      // Without the `Z` that a wall clock does not show.
      output += "[\"".utf8
      output += text.dropLast()
      output += "\",\(occurrence.instant)],".utf8
    }
  }

  private mutating func flush() {
    FileHandle.standardOutput.write(Data(output))
    output.removeAll(keepingCapacity: true)
  }

  private mutating func zone(_ name: String) throws -> Zone {
    if let zone = zones[name] { return zone }
    guard let bytes = try? Data(contentsOf: URL(filePath: "\(folder)/\(name)")) else {
      throw Request.Unreadable(reason: "\(folder) has no zone `\(name)`")
    }
    let zone = try Array(bytes).withUnsafeBytes { bytes throws(ZoneError) in try Zone(name: name, tzif: bytes) }
    zones[name] = zone
    return zone
  }
}
