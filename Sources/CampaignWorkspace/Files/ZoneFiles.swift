import CampaignCalendar
import Glibc

/// The system's time-zone files (RFC 9636).
package enum ZoneFiles {
  /// Where they stand.
  package static let folder = "/usr/share/zoneinfo"

  /// The zone of that name; throws where the machine has no rules for it, or none that can be read.
  package static func zone(_ name: String) throws(Failure) -> Zone {
    let path = Paths.join(folder, name)
    guard FolderPattern(name) != nil, case .bytes(let bytes)? = try? SourceReader.read(path, shown: path) else {
      throw Failure("this machine has no rules for the time zone `\(name)`", help: "install the package tzdata")
    }
    do {
      return try bytes.withUnsafeBytes { bytes throws(ZoneError) in try Zone(name: name, tzif: bytes) }
    } catch {
      throw Failure(
        "the rules for the time zone `\(name)` can't be read: \(error)", help: "install the package tzdata again")
    }
  }

  /// The version of the rules, such as `2026b`; `unknown` where the machine doesn't say.
  static func version() -> String {
    let path = Paths.join(folder, "tzdata.zi")
    guard case .bytes(let bytes)? = try? SourceReader.read(path, shown: path),
      let line = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1).first
    else { return "unknown" }
    let words = String(decoding: line, as: UTF8.self).split(separator: " ")
    return words.count == 3 && words[1] == "version" ? String(words[2]) : "unknown"
  }
}
