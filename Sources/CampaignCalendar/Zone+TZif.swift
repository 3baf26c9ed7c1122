/// Why a zone's data can't be used.
package struct ZoneError: Error, Equatable, CustomStringConvertible {
  /// The zone's name.
  package let zone: String
  /// What is wrong with the data, and where.
  package let reason: String

  package var description: String { "time zone `\(zone)`: \(reason)" }
}

extension Zone {
  /// Reads a zone from the bytes of a TZif file, version 1 to 4 (RFC 9636), and never traps on any bytes.
  ///
  /// From version 2 on the 64-bit data and the footer are used. Refused are files that are damaged, of an unknown
  /// version, or count leap seconds (the `right/` zones), which instants here don't.
  package init(name: String, tzif bytes: UnsafeRawBufferPointer) throws(ZoneError) {
    var reader = TZifReader(zone: name, bytes: bytes)
    var header = try reader.header()
    let isWide = header.version > 1
    if isWide {
      try reader.skip(header.dataBytes(isWide: false), "the 32-bit data")
      let outer = header
      header = try reader.header()
      guard header.version == outer.version else { throw reader.error("its two headers differ in version") }
    }
    guard header.leapCount == 0 else { throw reader.error("it counts leap seconds, which instants here do not") }
    guard header.typeCount > 0 else { throw reader.error("it has no local time type") }
    let dataBytes = header.dataBytes(isWide: isWide)
    guard dataBytes <= bytes.count - reader.offset else { throw reader.error("it ends inside its data") }
    let table = try reader.table(header, isWide: isWide)
    let footer = isWide ? try reader.footer() : nil
    guard reader.offset == bytes.count else { throw reader.error("more bytes follow at \(reader.offset)") }
    self.init(
      name: name, transitions: table.transitions, offsets: table.offsets, firstOffset: table.firstOffset, rule: footer)
  }
}

private struct TZifReader {
  let zone: String
  let bytes: UnsafeRawBufferPointer
  var offset = 0

  struct Header {
    let version: Int
    let utCount: Int
    let standardCount: Int
    let leapCount: Int
    let transitionCount: Int
    let typeCount: Int
    let characterCount: Int

    /// The size of the data that the header announces; each count is 32 bits, so it can't overflow.
    func dataBytes(isWide: Bool) -> Int {
      let timeBytes = isWide ? 8 : 4
      return transitionCount * (timeBytes + 1) + typeCount * 6 + characterCount + leapCount * (timeBytes + 4)
        + standardCount + utCount
    }
  }

  struct Table {
    var transitions: [Int64] = []
    var offsets: [Int32] = []
    var firstOffset: Int32 = 0
  }

  func error(_ reason: String) -> ZoneError { ZoneError(zone: zone, reason: reason) }

  mutating func skip(_ count: Int, _ part: String) throws(ZoneError) {
    guard count <= bytes.count - offset else { throw error("it ends inside \(part)") }
    offset += count
  }

  mutating func header() throws(ZoneError) -> Header {
    let start = offset
    try skip(44, "a header")
    guard bytes[start..<(start + 4)].elementsEqual("TZif".utf8) else {
      throw error(start == 0 ? "it is not a TZif file" : "its second header is not at byte \(start)")
    }
    let version: Int
    switch bytes[start + 4] {
    case 0: version = 1
    case UInt8(ascii: "2"): version = 2
    case UInt8(ascii: "3"): version = 3
    case UInt8(ascii: "4"): version = 4
    default: throw error("it is of an unknown version (byte \(bytes[start + 4]))")
    }
    func count(_ index: Int) -> Int { Int(integer(start + 20 + index * 4, as: UInt32.self)) }
    return Header(
      version: version, utCount: count(0), standardCount: count(1), leapCount: count(2), transitionCount: count(3),
      typeCount: count(4), characterCount: count(5))
  }

  /// Reads the data that `header` announces; the caller has seen that it is all there.
  mutating func table(_ header: Header, isWide: Bool) throws(ZoneError) -> Table {
    let timeBytes = isWide ? 8 : 4
    let indexStart = offset + header.transitionCount * timeBytes
    let typeStart = indexStart + header.transitionCount
    var types: [Int32] = []
    for type in 0..<header.typeCount {
      let seconds = integer(typeStart + type * 6, as: Int32.self)
      guard Int64(seconds) > -25 * 3600, Int64(seconds) < Zone.offsetLimit else {
        throw error("local time type \(type) is \(seconds) seconds from UTC")
      }
      types.append(seconds)
    }
    var table = Table()
    table.firstOffset = types[0]
    for index in 0..<header.transitionCount {
      let position = offset + index * timeBytes
      let time = isWide ? integer(position, as: Int64.self) : Int64(integer(position, as: Int32.self))
      if let last = table.transitions.last, time <= last {
        throw error("transition \(index) is not after the one before")
      }
      let type = Int(bytes[indexStart + index])
      guard type < types.count else { throw error("transition \(index) has no local time type \(type)") }
      table.transitions.append(time)
      table.offsets.append(types[type])
    }
    offset += header.dataBytes(isWide: isWide)
    return table
  }

  /// Reads the POSIX TZ string between two line feeds; nil if it is empty.
  mutating func footer() throws(ZoneError) -> PosixRule? {
    guard offset < bytes.count, bytes[offset] == 0x0A else { throw error("its footer is not at byte \(offset)") }
    let start = offset + 1
    guard let end = bytes[start...].firstIndex(of: 0x0A) else { throw error("its footer does not end") }
    offset = end + 1
    if start == end { return nil }
    guard let rule = PosixRule(UnsafeRawBufferPointer(rebasing: bytes[start..<end])) else {
      throw error("its footer is not a time zone rule")
    }
    return rule
  }

  /// Reads a big-endian integer; callers stay within the file.
  private func integer<Value: FixedWidthInteger>(_ position: Int, as type: Value.Type) -> Value {
    Value(bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: type))
  }
}
