/// The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038, formerly GSM 03.38), and how many
/// segments a short message takes.
public enum GSMAlphabet {
  /// The septets that a code point takes: 1 in the default table, 2 in the extension, 0 if it is in neither.
  ///
  /// The extension's form feed is left out: a page break on devices long gone, and a control character.
  @inlinable package static func septets(_ codePoint: UInt32) -> Int {
    if codePoint < 0x80 {
      switch UInt8(truncatingIfNeeded: codePoint) {
      case 0x0A, 0x0D: return 1
      case 0x00..<0x20, 0x7F, UInt8(ascii: "`"): return 0
      case UInt8(ascii: "["), UInt8(ascii: "\\"), UInt8(ascii: "]"), UInt8(ascii: "^"), UInt8(ascii: "{"),
        UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "~"):
        return 2
      default: return 1
      }
    }
    switch codePoint {
    case 0xA1, 0xA3, 0xA4, 0xA5, 0xA7, 0xBF,  // ¡ £ ¤ ¥ § ¿
      0xC4, 0xC5, 0xC6, 0xC7, 0xC9, 0xD1, 0xD6, 0xD8, 0xDC, 0xDF,  // Ä Å Æ Ç É Ñ Ö Ø Ü ß
      0xE0, 0xE4, 0xE5, 0xE6, 0xE8, 0xE9, 0xEC, 0xF1, 0xF2, 0xF6, 0xF8, 0xF9, 0xFC,  // à ä å æ è é ì ñ ò ö ø ù ü
      0x393, 0x394, 0x398, 0x39B, 0x39E, 0x3A0, 0x3A3, 0x3A6, 0x3A8, 0x3A9:  // Γ Δ Θ Λ Ξ Π Σ Φ Ψ Ω
      return 1
    case 0x20AC: return 2  // €
    default: return 0
    }
  }
}

/// What a short message costs on the air.
package struct SMSSize: Equatable, Sendable {
  /// How a short message's characters are carried; one character outside GSM 03.38 moves the whole message to UCS-2.
  package enum Encoding: UInt8, Sendable {
    case gsm7 = 1
    case ucs2 = 2
  }

  package let encoding: Encoding
  /// Septets in `gsm7`, UTF-16 code units in `ucs2`.
  package let units: Int
  /// The segments that are billed: 0 for empty text.
  package let segments: Int

  /// Measures UTF-8 text: 160 septets or 70 code units in a single message, 153 or 67 in each segment of a longer one;
  /// neither an escape sequence nor a surrogate pair is split over two segments.
  package init(_ bytes: UnsafeRawBufferPointer) {
    var gsm = Packing(single: 160, part: 153)
    var ucs = Packing(single: 70, part: 67)
    var isGSM = true
    var offset = 0
    while offset < bytes.count {
      let codePoint = UTF8Bytes.next(bytes, &offset)
      let septets = GSMAlphabet.septets(codePoint)
      if septets == 0 { isGSM = false }
      gsm.add(septets)
      ucs.add(codePoint > 0xFFFF ? 2 : 1)
    }
    encoding = isGSM ? .gsm7 : .ucs2
    units = isGSM ? gsm.total : ucs.total
    segments = isGSM ? gsm.segments : ucs.segments
  }

  /// Fills segments greedily with characters of one or two units.
  private struct Packing {
    let single: Int
    let part: Int
    var total = 0
    private var full = 0
    private var filled = 0

    init(single: Int, part: Int) {
      self.single = single
      self.part = part
    }

    mutating func add(_ units: Int) {
      total += units
      if filled + units > part {
        full += 1
        filled = 0
      }
      filled += units
    }

    var segments: Int { total == 0 ? 0 : total <= single ? 1 : full + 1 }
  }
}
