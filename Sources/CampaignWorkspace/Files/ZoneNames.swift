import Glibc

/// The names of the time zones that this machine knows.
package enum ZoneNames {
  private static let path = "/usr/share/zoneinfo/tzdata.zi"

  /// All of them, other names of zones too; nil where the machine has no list, as some containers don't.
  package static func known() -> Set<String>? {
    guard case .bytes(let bytes)? = try? SourceReader.read(path, shown: path) else { return nil }
    var names = Set<String>(minimumCapacity: 1_024)
    let (space, lineFeed) = (UInt8(ascii: " "), UInt8(ascii: "\n"))
    bytes.withUnsafeBufferPointer { bytes in
      var index = 0
      while index < bytes.count {
        let end = bytes[index...].firstIndex(of: lineFeed) ?? bytes.count
        // `Z NAME …` is a zone and `L TARGET NAME` another name of one (zic(8), in its compact form).
        let isLink = bytes[index] == UInt8(ascii: "L")
        if isLink || bytes[index] == UInt8(ascii: "Z"), index + 1 < end, bytes[index + 1] == space {
          var start = index + 2
          if isLink { start = (bytes[start..<end].firstIndex(of: space) ?? end - 1) + 1 }
          let stop = bytes[start..<end].firstIndex(of: space) ?? end
          names.insert(String(decoding: bytes[start..<stop], as: UTF8.self))
        }
        index = end + 1
      }
    }
    return names.isEmpty ? nil : names
  }
}
