import CampaignPlan

/// How messages are written: as JSON lines, or part by part as they are.
package enum OutputForm: Sendable { case jsonLines, parts }

/// What each byte of a value becomes where it is put: one pass for HTML or URL and JSON together.
struct EscapeTable {
  /// What replaces a byte: up to 8 bytes, first one lowest.
  struct Replacement {
    var bytes: UInt64
    var count: Int
    /// How many of them are there for JSON alone.
    var extra: Int
  }

  /// By byte: 0 stands for itself; `lineBreak`; `maybeLineBreak`; anything else is an index into `replacements`.
  let kinds: UnsafePointer<UInt8>
  let replacements: UnsafePointer<Replacement>
  let space: Replacement

  /// Tabs and line breaks: a run of them becomes one space, so that no value begins a line.
  static let lineBreak: UInt8 = 255
  /// The first byte of U+2028 and U+2029.
  static let maybeLineBreak: UInt8 = 254
  /// No byte becomes more than so many.
  static let maxGrowth = 6

  init(_ escape: PlanEscape, _ form: OutputForm, memory: RunMemory) {
    var kinds = [UInt8](repeating: 0, count: 256)
    var replacements = [Replacement(bytes: 0, count: 0, extra: 0)]
    for byte in UInt8.min...UInt8.max {
      let plain = Self.escaped(byte, escape)
      let written = form == .jsonLines && escape != .words ? plain.flatMap(Self.jsonByte) : plain
      if written != [byte] {
        kinds[Int(byte)] = UInt8(replacements.count)
        replacements.append(Self.replacement(written, extra: written.count - plain.count))
      }
    }
    for byte in [0x09, 0x0A, 0x0D] { kinds[byte] = Self.lineBreak }
    kinds[0xE2] = Self.maybeLineBreak
    // A URL's bytes are all replaced, the first of U+2028 too where it begins anything else: see `OutputBuffer.append`.
    if escape == .urlComponent {
      kinds[0xE2] = UInt8(replacements.count)
      replacements.append(Self.replacement(Self.escaped(0xE2, escape), extra: 0))
    }
    self.kinds = memory.copy(kinds)
    self.replacements = memory.copy(replacements)
    space = Self.replacement(Self.escaped(0x20, escape), extra: 0)
  }

  /// Whether every byte of a text stays as it is.
  func keeps(_ text: TextSpan) -> Bool {
    (0..<text.count).allSatisfy { offset in
      let kind = kinds[Int(text.start[offset])]
      return kind == 0 || (kind == Self.maybeLineBreak && OutputBuffer.lineBreakLength(text, at: offset) == nil)
    }
  }

  private static func replacement(_ bytes: [UInt8], extra: Int) -> Replacement {
    var word: UInt64 = 0
    for (index, byte) in bytes.enumerated() { word |= UInt64(byte) << UInt64(index * 8) }
    return Replacement(bytes: word, count: bytes.count, extra: extra)
  }

  private static func escaped(_ byte: UInt8, _ escape: PlanEscape) -> [UInt8] {
    switch escape {
    case .plain, .words: return [byte]
    case .html:
      switch byte {
      case UInt8(ascii: "&"): return Array("&amp;".utf8)
      case UInt8(ascii: "<"): return Array("&lt;".utf8)
      case UInt8(ascii: ">"): return Array("&gt;".utf8)
      case UInt8(ascii: "\""): return Array("&quot;".utf8)
      case UInt8(ascii: "'"): return Array("&#39;".utf8)
      default: return [byte]
      }
    case .urlComponent:
      switch byte {
      // RFC 3986, unreserved.
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        return [byte]
      default: return [UInt8(ascii: "%"), hexadecimal(byte >> 4), hexadecimal(byte & 15)]
      }
    }
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x37 + digit }

  /// A byte inside a JSON string: the least that RFC 8259 asks for, with its short forms.
  static func jsonByte(_ byte: UInt8) -> [UInt8] {
    switch byte {
    case UInt8(ascii: "\""): return Array("\\\"".utf8)
    case UInt8(ascii: "\\"): return Array("\\\\".utf8)
    case 0x08: return Array("\\b".utf8)
    case 0x09: return Array("\\t".utf8)
    case 0x0A: return Array("\\n".utf8)
    case 0x0C: return Array("\\f".utf8)
    case 0x0D: return Array("\\r".utf8)
    case 0x00..<0x20:
      return Array("\\u00".utf8) + [0x30 + (byte >> 4), (byte & 15) + (byte & 15 < 10 ? 0x30 : 0x57)]
    default: return [byte]
    }
  }

  /// A text as the inside of a JSON string.
  static func json(_ text: String) -> [UInt8] { text.utf8.flatMap(jsonByte) }

  /// A text escaped for where it stands, without the form.
  static func text(_ text: String, _ escape: PlanEscape) -> [UInt8] { text.utf8.flatMap { escaped($0, escape) } }
}
