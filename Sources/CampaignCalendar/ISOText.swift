import CampaignValues

/// Dates, times and timestamps in ISO 8601 form, read strictly from bytes and written to them.
package enum ISOText {
  /// What a timestamp's text says: a moment, or a wall clock's reading that needs a zone to become one.
  package enum Timestamp: Equatable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z.
    case instant(Int64)
    case local(LocalDateTime)
  }

  /// Reads `2027-03-02`, from year 0001; nil if the bytes are anything else or there is no such day.
  @inlinable package static func date(_ bytes: UnsafeRawBufferPointer) -> CivilDate? {
    bytes.count == 10 ? date(bytes, at: 0) : nil
  }

  /// Reads `09:30` or `09:30:15` as seconds since midnight; nil if the bytes are anything else.
  @inlinable package static func time(_ bytes: UnsafeRawBufferPointer) -> Int32? {
    var offset = 0
    guard let seconds = time(bytes, &offset), offset == bytes.count else { return nil }
    return seconds
  }

  /// Reads a date, `T` or one space, a time with or without seconds and a fraction of them, and then `Z`, an offset
  /// (`+02:00`, `+0200`, `+02`) or nothing; nil if the bytes are anything else.
  ///
  /// A fraction of 1 to 9 digits is dropped. A leap second and `24:00` are refused.
  @inlinable package static func timestamp(_ bytes: UnsafeRawBufferPointer) -> Timestamp? {
    guard bytes.count >= 16, let date = date(bytes, at: 0), bytes[10] == UInt8(ascii: "T") || bytes[10] == 0x20 else {
      return nil
    }
    var offset = 11
    guard let second = time(bytes, &offset) else { return nil }
    if offset == 19 && offset < bytes.count && bytes[offset] == UInt8(ascii: ".") {
      let start = offset + 1
      offset = start
      while offset < bytes.count && digit(bytes, offset) != nil { offset += 1 }
      guard (1...9).contains(offset - start) else { return nil }
    }
    let local = LocalDateTime(date: date, secondOfDay: second)
    if offset == bytes.count { return .local(local) }
    if bytes[offset] == UInt8(ascii: "Z") {
      return offset + 1 == bytes.count ? .instant(local.secondsSince1970) : nil
    }
    guard let zoneOffset = zoneOffset(bytes, at: offset) else { return nil }
    return .instant(local.secondsSince1970 - zoneOffset)
  }

  /// The bytes that `write(date:to:)` writes.
  @inlinable package static var dateLength: Int { 10 }
  /// The bytes that `write(instant:to:)` writes.
  @inlinable package static var instantLength: Int { 20 }

  /// Writes `2027-03-02` into 10 bytes; a year outside 1 to 9999 is held to the nearest of them.
  @inlinable package static func write(date: CivilDate, to output: UnsafeMutablePointer<UInt8>) {
    let parts = max(CivilDate.first, min(CivilDate.last, date)).parts
    // SAFETY: the offsets below stay within the dateLength bytes that the caller owes.
    writePair(parts.year / 100, to: output)
    writePair(parts.year % 100, to: output + 2)
    output[4] = UInt8(ascii: "-")
    writePair(parts.month, to: output + 5)
    output[7] = UInt8(ascii: "-")
    writePair(parts.day, to: output + 8)
  }

  /// Writes `2027-03-02T10:00:00Z` into 20 bytes; a year outside 1 to 9999 is held to the nearest of them.
  @inlinable package static func write(instant: Int64, to output: UnsafeMutablePointer<UInt8>) {
    let local = LocalDateTime(secondsSince1970: instant)
    let second = Int(local.secondOfDay)
    write(date: local.date, to: output)
    // SAFETY: the offsets below stay within the instantLength bytes that the caller owes.
    output[10] = UInt8(ascii: "T")
    writePair(second / 3600, to: output + 11)
    output[13] = UInt8(ascii: ":")
    writePair(second / 60 % 60, to: output + 14)
    output[16] = UInt8(ascii: ":")
    writePair(second % 60, to: output + 17)
    output[19] = UInt8(ascii: "Z")
  }

  /// The date as text: `2027-03-02`.
  package static func string(date: CivilDate) -> String {
    String(maxLength: dateLength) { output in
      write(date: date, to: output)
      return dateLength
    }
  }

  /// The instant as text: `2027-03-02T10:00:00Z`.
  package static func string(instant: Int64) -> String {
    String(maxLength: instantLength) { output in
      write(instant: instant, to: output)
      return instantLength
    }
  }

  /// The time as text: `09:30`, with seconds only if there are some.
  package static func string(secondOfDay: Int32) -> String {
    String(maxLength: 8) { output in
      writePair(Int(secondOfDay) / 3600, to: output)
      output[2] = UInt8(ascii: ":")
      writePair(Int(secondOfDay) / 60 % 60, to: output + 3)
      if secondOfDay % 60 == 0 { return 5 }
      output[5] = UInt8(ascii: ":")
      writePair(Int(secondOfDay) % 60, to: output + 6)
      return 8
    }
  }

  @inlinable static func date(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> CivilDate? {
    guard let century = pair(bytes, offset), let year = pair(bytes, offset + 2), let month = pair(bytes, offset + 5),
      let day = pair(bytes, offset + 8), bytes[offset + 4] == UInt8(ascii: "-"), bytes[offset + 7] == UInt8(ascii: "-")
    else { return nil }
    return CivilDate(year: century * 100 + year, month: month, day: day)
  }

  /// Reads `09:30` or `09:30:15` at `offset`, which moves past it.
  @inlinable static func time(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) -> Int32? {
    guard let hour = pair(bytes, offset), let minute = pair(bytes, offset + 3), hour < 24, minute < 60,
      bytes[offset + 2] == UInt8(ascii: ":")
    else { return nil }
    offset += 5
    var seconds = hour * 3600 + minute * 60
    if offset < bytes.count && bytes[offset] == UInt8(ascii: ":") {
      guard let second = pair(bytes, offset + 1), second < 60 else { return nil }
      offset += 3
      seconds += second
    }
    return Int32(truncatingIfNeeded: seconds)
  }

  /// Reads `+02:00`, `+0200` or `+02` up to the end, at most 23:59 either way, as seconds.
  @inlinable static func zoneOffset(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int64? {
    let sign: Int64
    switch bytes[offset] {
    case UInt8(ascii: "+"): sign = 1
    case UInt8(ascii: "-"): sign = -1
    default: return nil
    }
    guard let hours = pair(bytes, offset + 1), hours < 24 else { return nil }
    let rest = bytes.count - offset - 3
    if rest == 0 { return sign * Int64(hours) * 3600 }
    let colon = rest == 3 && bytes[offset + 3] == UInt8(ascii: ":") ? 1 : 0
    guard rest == 2 + colon, let minutes = pair(bytes, offset + 3 + colon), minutes < 60 else { return nil }
    return sign * Int64(hours * 3600 + minutes * 60)
  }

  @inlinable static func digit(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int? {
    guard offset < bytes.count else { return nil }
    let value = bytes[offset] &- 0x30
    return value < 10 ? Int(value) : nil
  }

  @inlinable static func pair(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int? {
    guard let tens = digit(bytes, offset), let ones = digit(bytes, offset + 1) else { return nil }
    return tens * 10 + ones
  }

  @inlinable static func writePair(_ value: Int, to output: UnsafeMutablePointer<UInt8>) {
    output[0] = 0x30 + UInt8(truncatingIfNeeded: value / 10 % 10)
    output[1] = 0x30 + UInt8(truncatingIfNeeded: value % 10)
  }
}
