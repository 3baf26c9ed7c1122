/// Crockford's base 32: digits and capitals without I, L, O and U, so that a code can be read out and typed.
///
/// Source: <https://www.crockford.com/base32.html>, without check symbol.
public enum CrockfordBase32 {
  /// The characters that 16 bytes encode to: 130 bits hold the 128, the two spare bits lead and are zero.
  @inlinable package static var blockLength: Int { 26 }

  /// Writes the 26 characters of a 16-byte block, taken as one big-endian number, most significant first.
  ///
  /// `output` must have room for 26 bytes.
  @inlinable package static func encode(_ block: SipHash128.Block, to output: UnsafeMutablePointer<UInt8>) {
    // The block's first byte is the lowest of `low`; as a big-endian number it is the most significant.
    var high = block.low.byteSwapped
    var low = block.high.byteSwapped
    var index = blockLength - 1
    while index >= 0 {
      // SAFETY: index runs over 0..<26, the room that the caller owes.
      output[index] = symbol(UInt8(truncatingIfNeeded: low & 31))
      low = low &>> 5 | high &<< 59
      high = high &>> 5
      index -= 1
    }
  }

  /// The 26 characters of a 16-byte block as a string.
  package static func string(_ block: SipHash128.Block) -> String {
    String(maxLength: blockLength) { output in
      encode(block, to: output)
      return blockLength
    }
  }

  /// The symbol of a value from 0 to 31.
  @inlinable package static func symbol(_ value: UInt8) -> UInt8 {
    switch value {
    case 0..<10: return 0x30 + value
    case 10..<18: return 0x41 + (value - 10)  // A to H
    case 18, 19: return 0x4A + (value - 18)  // J K
    case 20, 21: return 0x4D + (value - 20)  // M N
    case 22..<27: return 0x50 + (value - 22)  // P to T
    default: return 0x56 + (value - 27)  // V to Z
    }
  }

  /// The block that 26 characters stand for, in either case; nil where they are no block's.
  package static func block(_ text: some Collection<UInt8>) -> SipHash128.Block? {
    guard text.count == blockLength else { return nil }
    var (high, low): (UInt64, UInt64) = (0, 0)
    for (index, character) in text.enumerated() {
      guard let value = value(of: character) else { return nil }
      // The first character has three bits of the block.
      if index == 0, value > 7 { return nil }
      high = high << 5 | low >> 59
      low = low << 5 | UInt64(value)
    }
    return SipHash128.Block(low: high.byteSwapped, high: low.byteSwapped)
  }

  private static func value(of character: UInt8) -> UInt8? {
    let capital = (0x61...0x7A).contains(character) ? character & 0xDF : character
    return (0..<32).first { symbol($0) == capital }
  }
}
