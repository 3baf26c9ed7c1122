extension PosixRule {
  /// Reads a POSIX TZ string; nil if the bytes are not one, or name daylight time without saying when it is.
  init?(_ bytes: UnsafeRawBufferPointer) {
    var reader = Reader(bytes: bytes)
    guard reader.skipName(), let west = reader.clock(maxHours: 24) else { return nil }
    standardOffset = -west
    if reader.offset == bytes.count {
      daylight = nil
      return
    }
    guard reader.skipName() else { return nil }
    var daylightOffset = -west + 3600
    if reader.peek != UInt8(ascii: ",") {
      guard let west = reader.clock(maxHours: 24) else { return nil }
      daylightOffset = -west
    }
    guard reader.take(","), let start = reader.change(), reader.take(","), let end = reader.change(),
      reader.offset == bytes.count
    else { return nil }
    daylight = Daylight(offset: daylightOffset, start: start, end: end)
  }

  private struct Reader {
    let bytes: UnsafeRawBufferPointer
    var offset = 0

    var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard peek == UInt8(ascii: character) else { return false }
      offset += 1
      return true
    }

    /// Skips an abbreviation of three or more letters, or of letters, digits and signs in angle brackets.
    mutating func skipName() -> Bool {
      let isQuoted = take("<")
      let start = offset
      while let byte = peek {
        let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
        guard isLetter || isQuoted && (isSign || (0x30...0x39).contains(byte)) else { break }
        offset += 1
      }
      return offset - start >= 3 && (!isQuoted || take(">"))
    }

    /// Reads at most three digits.
    mutating func number(_ range: ClosedRange<Int>) -> Int? {
      let start = offset
      var value = 0
      while let byte = peek, (0x30...0x39).contains(byte), offset - start < 3 {
        value = value * 10 + Int(byte - 0x30)
        offset += 1
      }
      return offset > start && range.contains(value) ? value : nil
    }

    /// Reads `[+-]hh[:mm[:ss]]` as seconds.
    mutating func clock(maxHours: Int) -> Int32? {
      var sign = 1
      if take("-") { sign = -1 } else { _ = take("+") }
      guard var seconds = number(0...maxHours).map({ $0 * 3600 }) else { return nil }
      if take(":") {
        guard let minutes = number(0...59) else { return nil }
        seconds += minutes * 60
        if take(":") {
          guard let rest = number(0...59) else { return nil }
          seconds += rest
        }
      }
      return Int32(sign * seconds)
    }

    /// Reads `Mm.w.d`, `Jn` or `n`, then `/time` or nothing for 02:00.
    mutating func change() -> Change? {
      let day: Change.Day
      if take("M") {
        guard let month = number(1...12), take("."), let week = number(1...5), take("."), let weekday = number(0...6)
        else { return nil }
        day = .weekday(month: month, week: week, day: weekday)
      } else if take("J") {
        guard let ordinal = number(1...365) else { return nil }
        day = .julian(ordinal)
      } else {
        guard let ordinal = number(0...365) else { return nil }
        day = .ordinal(ordinal)
      }
      guard take("/") else { return Change(day: day, seconds: 7200) }
      return clock(maxHours: 167).map { Change(day: day, seconds: $0) }
    }
  }
}
