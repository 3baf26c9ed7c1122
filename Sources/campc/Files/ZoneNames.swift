import Glibc

/// The names of the time zones that this machine knows.
enum ZoneNames {
  private static let path = "/usr/share/zoneinfo/tzdata.zi"

  /// Nil where the machine has no list, as some containers don't.
  static func known() -> Set<String>? {
    guard case .bytes(let bytes)? = try? SourceReader.read(path, shown: path) else { return nil }
    var names: Set<String> = []
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      // `Z NAME …` is a zone and `L TARGET NAME` another name of one (zic(8), in its compact form).
      let words = line.split(separator: UInt8(ascii: " "), maxSplits: 3)
      if words.count >= 2, words[0].elementsEqual([UInt8(ascii: "Z")]) {
        names.insert(String(decoding: words[1], as: UTF8.self))
      } else if words.count >= 3, words[0].elementsEqual([UInt8(ascii: "L")]) {
        names.insert(String(decoding: words[2], as: UTF8.self))
      }
    }
    return names.isEmpty ? nil : names
  }
}
