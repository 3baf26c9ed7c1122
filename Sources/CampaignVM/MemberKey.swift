import CampaignSQLite
import CampaignValues

/// A member's or an event's key as text, as salts, digests and messages take it.
struct MemberKey {
  static let maxBytes = 200

  private(set) var text = TextSpan.empty
  /// Why it can't be used; nil where it can.
  private(set) var badReason: BadReason?
  private let digits: UnsafeMutablePointer<UInt8>

  init(memory: RunMemory) { digits = memory.allocate(24, 0) }

  /// Reads an INTEGER, or TEXT of 1 to 200 bytes of UTF-8 without line breaks, control characters and those that turn
  /// the text around them.
  @inline(__always)
  mutating func read(_ value: some CellValue) {
    let type = value.type
    if type == SQLiteCode.integer {
      badReason = nil
      write(value.int64)
    } else {
      readText(value, type)
    }
  }

  private mutating func readText(_ value: some CellValue, _ type: Int32) {
    text = .empty
    guard type == SQLiteCode.text else {
      badReason = type == SQLiteCode.null ? .missing : .wrongType
      return
    }
    let bytes = value.text
    if bytes.isEmpty {
      badReason = .missing
    } else if bytes.count > Self.maxBytes {
      badReason = .tooLong
    } else if !TextRules.isValidUTF8(bytes) {
      badReason = .notUTF8
    } else if TextRules.hasControlCharacter(bytes) || TextRules.hasLineBreak(bytes) || bytes.contains(0x09) {
      badReason = .controlCharacter
    } else if TextRules.hasBidirectionalControl(bytes) {
      badReason = .bidirectionalControl
    } else {
      badReason = nil
      text = TextSpan(bytes)
    }
  }

  @inline(__always)
  private mutating func write(_ value: Int64) {
    // Digits from the end of the room: 19 and a sign at most.
    var rest = value.magnitude
    var start = 24
    repeat {
      start -= 1
      digits[start] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    if value < 0 {
      start -= 1
      digits[start] = UInt8(ascii: "-")
    }
    text = TextSpan(start: UnsafePointer(digits + start), count: 24 - start)
  }

  /// For reports: what stands there, repaired and cut to a readable length.
  static func shown(_ value: some CellValue) -> String {
    switch value.type {
    case SQLiteCode.null: return "(none)"
    case SQLiteCode.blob: return "(blob)"
    case SQLiteCode.integer: return String(value.int64)
    case SQLiteCode.float: return String(value.double)
    default:
      let bytes = value.text
      let text = String(decoding: bytes.prefix(maxBytes), as: UTF8.self)
      return String(
        String.UnicodeScalarView(
          text.unicodeScalars.map {
            $0.properties.generalCategory == .control || TextRules.isBidirectionalControl($0) ? "\u{FFFD}" : $0
          }))
    }
  }
}
