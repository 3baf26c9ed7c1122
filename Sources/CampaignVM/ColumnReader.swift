import CampaignCalendar
import CampaignPlan
import CampaignSQLite
import CampaignValues

/// A column's binding in the form that the row loop reads: no arrays, no strings.
struct ColumnReader {
  let kind: ColumnBinding.Kind
  let textClass: PlanTextClass
  let mayBeMissing: Bool
  let invalidIsMissing: Bool
  let isText: Bool
  /// Whether a stored integer is the value itself, if it is within the bounds; flags are, from 0 to 1.
  let isPlainInteger: Bool
  let soundness: UInt16
  /// Of an item's field: where the reference stands in the same list; -1 for a column of the row.
  let reference: Int
  let register: Int
  /// -1 where there is none.
  let knownRegister: Int
  let lowerBound: Int64
  let upperBound: Int64
  let multiplier: Int64
  let divisor: Int64
  let maxCharacters: Int
  let texts: UnsafePointer<TextSpan>
  let textCount: Int

  init(_ binding: ColumnBinding, memory: RunMemory) {
    kind = binding.kind
    textClass = binding.textClass
    switch binding.source {
    case .row, .reference:
      mayBeMissing = binding.mayBeMissing
      reference = -1
    case .item(let index, let isRequired):
      // Asked only where the reference is known.
      mayBeMissing = !isRequired || binding.invalidIsMissing
      reference = Int(index)
    }
    invalidIsMissing = binding.invalidIsMissing
    isText = binding.isText
    soundness = binding.soundness
    register = binding.register == ColumnBinding.noRegister ? -1 : Int(binding.register)
    knownRegister = binding.knownRegister == ColumnBinding.noRegister ? -1 : Int(binding.knownRegister)
    isPlainInteger = kind == .bool || kind == .integer && binding.multiplier == 1 && binding.divisor <= 1
    lowerBound = kind == .bool ? 0 : binding.lowerBound
    upperBound = kind == .bool ? 1 : binding.upperBound
    multiplier = binding.multiplier
    divisor = max(binding.divisor, 1)
    maxCharacters = Int(binding.maxCharacters)
    texts = memory.copy(binding.texts.map { memory.span($0) })
    textCount = binding.texts.count
  }
}

/// What a column held: `known` with a value, `missing`, or why it is bad.
enum Reading {
  case known, missing
  case bad(BadReason)
}

/// Reads values of rows and holds them to their types.
struct ColumnDecoder {
  let placeholders: Placeholders
  /// Of the last value that was `known`, by the kind of its column.
  var integer: Int64 = 0
  var text = TextSpan.empty

  init(placeholders: Placeholders) { self.placeholders = placeholders }

  /// Reads one column; a bad value counts as missing where the binding says so.
  @inline(__always)
  mutating func read(_ reader: UnsafePointer<ColumnReader>, _ value: some CellValue) -> Reading {
    let reading = readStrictly(reader, value)
    switch reading {
    case .known: return .known
    case .missing: return reader.pointee.mayBeMissing ? .missing : .bad(.missing)
    case .bad: return reader.pointee.invalidIsMissing ? .missing : reading
    }
  }

  @inline(__always)
  private mutating func readStrictly(_ reader: UnsafePointer<ColumnReader>, _ value: some CellValue) -> Reading {
    let type = value.type
    if type == SQLiteCode.integer && reader.pointee.isPlainInteger {
      integer = value.int64
      return checkBounds(reader)
    }
    if type == SQLiteCode.null { return .missing }
    if type == SQLiteCode.text {
      text = TextSpan(value.text)
      return readText(reader)
    }
    switch reader.pointee.kind {
    case .integer where type == SQLiteCode.integer: return readInteger(reader, value.int64)
    case .decimal where type == SQLiteCode.integer: return readDecimal(reader, whole: value.int64)
    case .decimal where type == SQLiteCode.float: return readDecimal(reader, value.double)
    case .reference:
      // The query writes an empty blob where there is an item, and nothing else is one.
      integer = 1
      return type == SQLiteCode.blob ? .known : .bad(.noItem)
    default: return .bad(.wrongType)
    }
  }

  @inline(__always)
  private mutating func readInteger(_ reader: UnsafePointer<ColumnReader>, _ stored: Int64) -> Reading {
    var value = stored
    if reader.pointee.multiplier != 1 {
      let (product, overflow) = value.multipliedReportingOverflow(by: reader.pointee.multiplier)
      if overflow { return .bad(.outOfBounds) }
      value = product
    }
    if reader.pointee.divisor != 1 {
      let divisor = reader.pointee.divisor
      value = value >= 0 ? value / divisor : -(-(value + 1) / divisor) - 1
    }
    integer = value
    return checkBounds(reader)
  }

  private mutating func readDecimal(_ reader: UnsafePointer<ColumnReader>, whole: Int64) -> Reading {
    let (product, overflow) = whole.multipliedReportingOverflow(by: 10_000)
    if overflow { return .bad(.outOfBounds) }
    integer = product
    return checkBounds(reader)
  }

  /// A REAL is taken where it is within 1e-9, relative, of a number of ten-thousandths.
  private mutating func readDecimal(_ reader: UnsafePointer<ColumnReader>, _ stored: Double) -> Reading {
    let scaled = stored * 10_000
    guard scaled.isFinite, scaled.magnitude < 9e18 else { return .bad(.outOfBounds) }
    let nearest = scaled.rounded()
    guard (scaled - nearest).magnitude <= nearest.magnitude * 1e-9 else { return .bad(.outOfBounds) }
    integer = Int64(nearest)
    return checkBounds(reader)
  }

  @inline(__always)
  private func checkBounds(_ reader: UnsafePointer<ColumnReader>) -> Reading {
    integer >= reader.pointee.lowerBound && integer <= reader.pointee.upperBound ? .known : .bad(.outOfBounds)
  }

  @inline(__always)
  private mutating func readText(_ reader: UnsafePointer<ColumnReader>) -> Reading {
    let bytes = text.bytes
    switch reader.pointee.kind {
    case .choice, .boolPair:
      // A declared value goes before blank and placeholder: the author named it.
      if let index = indexOfText(reader) {
        if case .choice = reader.pointee.kind { integer = Int64(index) } else { integer = index == 0 ? 1 : 0 }
        return .known
      }
      return isMissing(bytes) ? .missing : .bad(.notAChoice)
    case .integer, .decimal, .bool: return isMissing(bytes) ? .missing : .bad(.wrongType)
    case .reference: return isMissing(bytes) ? .missing : .bad(.noItem)
    default: break
    }
    if isMissing(bytes) { return .missing }
    // An address that is one has nothing in it that is looked for next.
    if case .email = reader.pointee.kind, Addresses.isEmail(bytes) { return .known }
    if !Self.isPrintableASCII(bytes) {
      if !TextRules.isValidUTF8(bytes) { return .bad(.notUTF8) }
      if TextRules.hasControlCharacter(bytes) { return .bad(.controlCharacter) }
      if TextRules.hasBidirectionalControl(bytes) { return .bad(.bidirectionalControl) }
    }
    switch reader.pointee.kind {
    case .text:
      if !TextRules.fits(bytes, maxCharacters: reader.pointee.maxCharacters) { return .bad(.tooLong) }
      if Self.isOfClass(reader.pointee.textClass, bytes) { return .known }
      return .bad(reader.pointee.textClass == .name && TextClass.lacksLetterAlone(bytes) ? .noLetter : .wrongCharacters)
    case .email: return .bad(.notAnAddress)
    case .phone: return Addresses.isPhone(bytes) ? .known : .bad(.notAnAddress)
    case .timezone: return Self.isZoneName(bytes) ? .known : .bad(.wrongCharacters)
    case .url:
      let isOnHost = reader.pointee.textCount > 0 && Links.isURL(bytes, on: reader.pointee.texts[0].bytes)
      return isOnHost ? .known : .bad(.notAnAddress)
    default: return readISO(reader, bytes)
    }
  }

  private mutating func readISO(_ reader: UnsafePointer<ColumnReader>, _ bytes: UnsafeRawBufferPointer) -> Reading {
    switch reader.pointee.kind {
    case .isoDate:
      guard let date = ISOText.date(bytes) else { return .bad(.notADate) }
      integer = Int64(date.days)
    case .isoTime:
      guard let time = ISOText.time(bytes) else { return .bad(.notADate) }
      integer = Int64(time)
    default:
      switch ISOText.timestamp(bytes) {
      case .instant(let instant): integer = instant
      // SQLite's own `datetime()` and CURRENT_TIMESTAMP write UTC and don't say so.
      case .local(let local): integer = local.secondsSince1970
      case nil: return .bad(.notADate)
      }
    }
    return checkBounds(reader)
  }

  @inline(__always)
  private func indexOfText(_ reader: UnsafePointer<ColumnReader>) -> Int? {
    var index = 0
    while index < reader.pointee.textCount {
      if Normalization.equalBytes(reader.pointee.texts[index].bytes, text.bytes) { return index }
      index += 1
    }
    return nil
  }

  @inline(__always)
  private func isMissing(_ bytes: UnsafeRawBufferPointer) -> Bool {
    // Most values begin with a letter that no placeholder begins with.
    guard let first = bytes.first else { return true }
    return placeholders.mayBegin(first) && (TextRules.isBlank(bytes) || placeholders.contains(bytes))
  }

  /// Whether every byte is ASCII and none is a control character; false means that a closer look is needed.
  @inline(__always)
  static func isPrintableASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var offset = 0
    while bytes.count - offset >= 8 {
      let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      // High bits: not ASCII; below 0x20 after taking 0x20 from each byte; 0x7F becomes 0x80 by adding one.
      let borrow = (word &- 0x2020_2020_2020_2020) | (word &+ 0x0101_0101_0101_0101) | word
      if borrow & 0x8080_8080_8080_8080 != 0 { return false }
      offset += 8
    }
    while offset < bytes.count {
      if bytes[offset] < 0x20 || bytes[offset] >= 0x7F { return false }
      offset += 1
    }
    return true
  }

  @inline(__always)
  static func isOfClass(_ textClass: PlanTextClass, _ bytes: UnsafeRawBufferPointer) -> Bool {
    switch textClass {
    case .any: true
    case .name: TextClass.name.allows(bytes)
    case .gsm: TextClass.gsm.allows(bytes)
    }
  }

  /// Letters, digits and `_ + - /`, as the names of the time-zone database are made; whether the zone exists is not asked.
  static func isZoneName(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard (1...64).contains(bytes.count) else { return false }
    return bytes.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"),
        UInt8(ascii: "/"):
        true
      default: false
      }
    }
  }
}

/// Texts that a tenant writes for "missing".
struct Placeholders {
  private let texts: UnsafePointer<TextSpan>
  private let count: Int
  /// By first byte: whether white space, a placeholder, or something beyond ASCII may begin so.
  private let first: UnsafePointer<Bool>

  init(_ placeholders: [String], memory: RunMemory) {
    var first = (0..<256).map { $0 <= 0x20 || $0 >= 0x80 }
    for byte in placeholders.compactMap(\.utf8.first) {
      first[Int(byte)] = true
      if (0x61...0x7A).contains(byte) { first[Int(byte) - 0x20] = true }
    }
    texts = memory.copy(placeholders.map { memory.span($0) })
    count = placeholders.count
    self.first = memory.copy(first)
  }

  @inline(__always) func mayBegin(_ byte: UInt8) -> Bool { first[Int(byte)] }

  /// Whether the text, without ASCII white space around it and in ASCII lower case, is one of them.
  func contains(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var start = 0
    var end = bytes.count
    while start < end && Self.isSpace(bytes[start]) { start += 1 }
    while end > start && Self.isSpace(bytes[end - 1]) { end -= 1 }
    for index in 0..<count where texts[index].count == end - start {
      var offset = 0
      while offset < texts[index].count {
        let byte = bytes[start + offset]
        let lower = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
        if lower != texts[index].start[offset] { break }
        offset += 1
      }
      if offset == texts[index].count { return true }
    }
    return false
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
