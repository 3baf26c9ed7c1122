import CampaignValues
import Glibc

/// Through a pointer, since a method of the struct gets a copy of all of it, for each date that is written.
///
/// What writes digits is kept out of line: inlined, the divisions of every field are done before the loop for each date, which
/// took nearly half of the instructions of a date (279 of 616, counted by callgrind).
extension UnsafePointer<LocaleImage> {
  /// As `AmountFormats.write(money:to:)`.
  @inline(__always)
  func write(money minorUnits: Int64, to output: UnsafeMutablePointer<UInt8>) -> Int {
    let isNegative = minorUnits < 0
    let digits = Int(pointee.money.fractionDigits)
    var length = (isNegative ? pointee.money.affixes.negativePrefix : pointee.money.affixes.positivePrefix).write(
      to: output)
    // The least number has no positive twin; types keep far away from it.
    length += pointee.money.number.write(
      decimal: isNegative ? 0 &- max(minorUnits, -Int64.max) : minorUnits, fractionDigits: digits,
      minimumFractionDigits: digits, to: output + length)
    return length
      + (isNegative ? pointee.money.affixes.negativeSuffix : pointee.money.affixes.positiveSuffix).write(
        to: output + length)
  }

  /// As `AmountFormats.write(basisPoints:to:)`.
  @inline(__always)
  func write(basisPoints: Int64, to output: UnsafeMutablePointer<UInt8>) -> Int {
    var length = (basisPoints < 0 ? pointee.percent.negativePrefix : pointee.percent.positivePrefix).write(to: output)
    length += pointee.number.write(
      decimal: basisPoints < 0 ? 0 &- max(basisPoints, -Int64.max) : basisPoints, fractionDigits: 2, to: output + length
    )
    return length
      + (basisPoints < 0 ? pointee.percent.negativeSuffix : pointee.percent.positiveSuffix).write(to: output + length)
  }

  /// As `DatePattern.write`: at most `DatePattern.maxLength` bytes.
  func write(_ pattern: LocaleImage.Pattern, date days: Int64, to output: UnsafeMutablePointer<UInt8>) -> Int {
    write(pattern, CivilDate(limiting: days), secondOfDay: 0, to: output)
  }

  /// As `DatePattern.write`: at most `DatePattern.maxLength` bytes.
  func write(_ pattern: LocaleImage.Pattern, time secondOfDay: Int64, to output: UnsafeMutablePointer<UInt8>) -> Int {
    write(pattern, CivilDate(days: 0), secondOfDay: Int(max(0, min(secondOfDay, 86_399))), to: output)
  }

  private func write(
    _ pattern: LocaleImage.Pattern, _ date: CivilDate, secondOfDay: Int, to output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    let parts = date.parts
    var end = output
    for index in 0..<pattern.count {
      // SAFETY: init copied as many fields; no field is longer than a name, the room that the caller owes for each.
      switch pattern.fields[index] {
      case .literal(let text): end += text.write(to: end)
      case .day: end = Self.write(parts.day, to: end)
      case .day2: end = Self.writePair(parts.day, to: end)
      case .month: end = Self.write(parts.month, to: end)
      case .month2: end = Self.writePair(parts.month, to: end)
      case .monthShort: end = Self.copy(pointee.monthsShort[parts.month - 1], to: end)
      case .monthLong: end = Self.copy(pointee.monthsLong[parts.month - 1], to: end)
      case .monthAlone: end = Self.copy(pointee.monthsAlone[parts.month - 1], to: end)
      case .year: end = Self.write(parts.year, to: end)
      case .year2: end = Self.writePair(parts.year % 100, to: end)
      case .weekdayShort: end = Self.copy(weekday(date, of: pointee.weekdaysShort), to: end)
      case .weekdayLong: end = Self.copy(weekday(date, of: pointee.weekdaysLong), to: end)
      case .weekdayAlone: end = Self.copy(weekday(date, of: pointee.weekdaysAlone), to: end)
      case .hour12, .hour12padded, .hour24, .hour24padded, .minute, .second, .ampm:
        end = write(pattern.fields[index], ofTime: secondOfDay, to: end)
      }
    }
    return end - output
  }

  @inline(never)
  private func weekday(_ date: CivilDate, of names: UnsafePointer<TextSpan>) -> TextSpan { names[date.weekday] }

  @inline(never)
  private func write(
    _ field: DatePattern.Field, ofTime secondOfDay: Int, to output: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    let hour = secondOfDay / 3_600
    let hour12 = hour % 12 == 0 ? 12 : hour % 12
    switch field {
    case .hour12: return Self.write(hour12, to: output)
    case .hour12padded: return Self.writePair(hour12, to: output)
    case .hour24: return Self.write(hour, to: output)
    case .hour24padded: return Self.writePair(hour, to: output)
    case .minute: return Self.writePair(secondOfDay / 60 % 60, to: output)
    case .second: return Self.writePair(secondOfDay % 60, to: output)
    case .ampm: return Self.copy(pointee.dayPeriods[hour < 12 ? 0 : 1], to: output)
    default: return output
    }
  }

  @inline(__always)
  private static func copy(_ text: TextSpan, to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    memcpy(output, text.start, text.count)
    return output + text.count
  }

  /// 0 to 9,999.
  @inline(never)
  private static func write(_ value: Int, to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    var end = output
    if value >= 100 {
      if value >= 1000 {
        end.pointee = digit(value / 1000)
        end += 1
      }
      end.pointee = digit(value / 100)
      end += 1
    }
    if value >= 10 {
      end.pointee = digit(value / 10)
      end += 1
    }
    end.pointee = digit(value)
    return end + 1
  }

  @inline(never)
  private static func writePair(_ value: Int, to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    output[0] = digit(value / 10)
    output[1] = digit(value)
    return output + 2
  }

  @inline(__always) private static func digit(_ value: Int) -> UInt8 { 0x30 + UInt8(truncatingIfNeeded: value % 10) }
}
