extension NumberFormat {
  /// The most bytes that a formatted integer or decimal takes: 20 digits, a separator after each, a sign.
  @inlinable package static var maxLength: Int { 20 + 20 * InlineText.maxBytes + InlineText.maxBytes }

  /// Writes an integer with its groups and returns the number of bytes; `output` must have room for `maxLength`.
  @inlinable package func write(integer value: Int64, to output: UnsafeMutablePointer<UInt8>) -> Int {
    let sign = value < 0 ? minusSign.write(to: output) : 0
    return sign + writeDigits(value.magnitude, fractionDigits: 0, minimumFractionDigits: 0, to: output + sign)
  }

  /// Writes `value / 10^fractionDigits` and returns the number of bytes; `output` must have room for `maxLength`.
  ///
  /// `fractionDigits` is at most 18; zeros at the end are left out down to `minimumFractionDigits`.
  @inlinable package func write(
    decimal value: Int64, fractionDigits: Int, minimumFractionDigits: Int = 0, to output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    let sign = value < 0 ? minusSign.write(to: output) : 0
    return sign
      + writeDigits(
        value.magnitude, fractionDigits: fractionDigits, minimumFractionDigits: minimumFractionDigits,
        to: output + sign)
  }

  /// Writes the digits of an unsigned decimal, grouped; `output` must have room for `maxLength` less a sign.
  @inlinable func writeDigits(
    _ magnitude: UInt64, fractionDigits: Int, minimumFractionDigits: Int, to output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var fraction = min(max(fractionDigits, 0), 18)
    var value = magnitude
    while fraction > minimumFractionDigits && value % 10 == 0 {
      value /= 10
      fraction -= 1
    }
    if isPlain && value <= UInt32.max && fraction <= 2 {
      return writePlain(UInt32(truncatingIfNeeded: value), fractionDigits: fraction, to: output)
    }
    // Digits come lowest first: into a local word pair, then out in order. 20 digits of 4 bits need 80 bits.
    var low: UInt64 = 0
    var high: UInt64 = 0
    var count = 0
    repeat {
      if count < 16 {
        low |= (value % 10) &<< UInt64(count * 4)
      } else {
        high |= (value % 10) &<< UInt64(count * 4 - 64)
      }
      value /= 10
      count += 1
    } while value > 0 || count <= fraction
    let primary = Int(primaryGroupSize)
    let secondary = Int(secondaryGroupSize)
    // The number of digits, counted from the decimal separator, above which the next separator stands; Int.min for none.
    // Counted down, since dividing by a group size costs more than writing the digit.
    var nextGroup = Int.min
    if primary > 0 && count - fraction >= primary + Int(minimumGroupingDigits) {
      nextGroup = primary
      while nextGroup + secondary < count - fraction { nextGroup += secondary }
    }
    var length = 0
    var index = count - 1
    while index >= 0 {
      let digit = index < 16 ? low &>> UInt64(index * 4) & 15 : high &>> UInt64(index * 4 - 64) & 15
      // SAFETY: at most 20 digits, each with at most one separator of at most 31 bytes after it: maxLength.
      output[length] = 0x30 + UInt8(truncatingIfNeeded: digit)
      length += 1
      if index == fraction && fraction > 0 {
        length += decimalSeparator.write(to: output + length)
      } else if index - fraction == nextGroup {
        length += groupSeparator.write(to: output + length)
        nextGroup = nextGroup == primary ? Int.min : nextGroup - secondary
      }
      index -= 1
    }
    return length
  }
}

extension NumberFormat {
  /// Whether groups are of three from the first on and separators are of one byte: most languages.
  @inlinable var isPlain: Bool {
    primaryGroupSize == 3 && secondaryGroupSize == 3 && minimumGroupingDigits == 1 && groupSeparator.count == 1
      && decimalSeparator.count == 1
  }

  /// As `writeDigits`, three digits at a time; at most 2 fraction digits.
  @inlinable func writePlain(
    _ value: UInt32, fractionDigits: Int, to output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    let scale: UInt32 = fractionDigits == 0 ? 1 : fractionDigits == 1 ? 10 : 100
    let units = fractionDigits == 0 ? value : value / scale
    // SAFETY: at most 10 digits and 4 separators, well within maxLength.
    var end = output
    if units >= 1_000_000_000 {
      end = Self.writeHead(units / 1_000_000_000, to: end)
      end = writeGroup(units / 1_000_000 % 1_000, to: end)
      end = writeGroup(units / 1_000 % 1_000, to: end)
      end = writeGroup(units % 1_000, to: end)
    } else if units >= 1_000_000 {
      end = Self.writeHead(units / 1_000_000, to: end)
      end = writeGroup(units / 1_000 % 1_000, to: end)
      end = writeGroup(units % 1_000, to: end)
    } else if units >= 1_000 {
      end = Self.writeHead(units / 1_000, to: end)
      end = writeGroup(units % 1_000, to: end)
    } else {
      end = Self.writeHead(units, to: end)
    }
    if fractionDigits > 0 {
      let fraction = value &- units &* scale
      end.pointee = decimalSeparator.firstByte
      end += 1
      if fractionDigits == 2 {
        end.pointee = 0x30 + UInt8(truncatingIfNeeded: fraction / 10)
        end += 1
      }
      end.pointee = 0x30 + UInt8(truncatingIfNeeded: fraction % 10)
      end += 1
    }
    return end - output
  }

  /// A separator and the three digits of a number below 1,000.
  @inlinable func writeGroup(_ value: UInt32, to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    output[0] = groupSeparator.firstByte
    output[1] = 0x30 + UInt8(truncatingIfNeeded: value / 100)
    output[2] = 0x30 + UInt8(truncatingIfNeeded: value / 10 % 10)
    output[3] = 0x30 + UInt8(truncatingIfNeeded: value % 10)
    return output + 4
  }

  /// The one to three digits of a number below 1,000.
  @inlinable static func writeHead(
    _ value: UInt32, to output: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    var end = output
    if value >= 100 {
      end.pointee = 0x30 + UInt8(truncatingIfNeeded: value / 100)
      end += 1
    }
    if value >= 10 {
      end.pointee = 0x30 + UInt8(truncatingIfNeeded: value / 10 % 10)
      end += 1
    }
    end.pointee = 0x30 + UInt8(truncatingIfNeeded: value % 10)
    return end + 1
  }
}

extension AmountFormats {
  /// The most bytes that `write(money:to:)` and `write(basisPoints:to:)` take.
  @inlinable package static var maxMoneyLength: Int { NumberFormat.maxLength + 2 * InlineText.maxBytes }

  /// Writes an amount of minor units (cents) and returns the number of bytes; needs room for `maxMoneyLength`.
  @inlinable package func write(money minorUnits: Int64, to output: UnsafeMutablePointer<UInt8>) -> Int {
    let isNegative = minorUnits < 0
    let digits = Int(money.fractionDigits)
    let affixes = money.affixes
    var length = (isNegative ? affixes.negativePrefix : affixes.positivePrefix).write(to: output)
    length += money.number.writeDigits(
      minorUnits.magnitude, fractionDigits: digits, minimumFractionDigits: digits, to: output + length)
    return length + (isNegative ? affixes.negativeSuffix : affixes.positiveSuffix).write(to: output + length)
  }

  /// Writes basis points as a percentage (`3000` is `30%`, `1250` is `12.5%`) and returns the number of bytes; needs
  /// room for `maxMoneyLength`.
  @inlinable package func write(basisPoints: Int64, to output: UnsafeMutablePointer<UInt8>) -> Int {
    let isNegative = basisPoints < 0
    var length = (isNegative ? percent.negativePrefix : percent.positivePrefix).write(to: output)
    length += number.writeDigits(
      basisPoints.magnitude, fractionDigits: 2, minimumFractionDigits: 0, to: output + length)
    return length + (isNegative ? percent.negativeSuffix : percent.positiveSuffix).write(to: output + length)
  }
}
