import CampaignCalendar
import CampaignSemantics
import CampaignValues

/// Reads one cell as the declared attribute says.
struct OracleDecoding {
  /// In lower case.
  private let placeholders: Set<String>

  init(placeholders: [String]) { self.placeholders = Set(placeholders.map { $0.lowercased() }) }

  func read(_ cell: Cell, _ attribute: CheckedAttribute) -> OracleReading {
    switch strictly(cell, attribute) {
    case .known(let value): return .known(value)
    case .missing: return attribute.type.isOptional ? .missing : .bad
    case .bad: return attribute.invalidIsMissing ? .missing : .bad
    }
  }

  private func strictly(_ cell: Cell, _ attribute: CheckedAttribute) -> OracleReading {
    if cell == .null || isBlankText(cell, attribute) { return .missing }
    switch attribute.type.base {
    case .integer(let bounds), .money(let bounds): return integer(cell, within: bounds)
    case .percent(let bounds):
      return integer(cell, within: bounds) { attribute.encoding == .wholePercent ? $0 * 100 : $0 }
    case .duration: return integer(cell, within: BaseType.defaultBounds)
    case .decimal(let bounds): return decimal(cell, within: bounds)
    case .bool:
      guard case .pair(let yes, let no) = attribute.encoding else { return integer(cell, within: 0...1) }
      return choice(cell, [no, yes])
    case .choice(let type): return choice(cell, type.options.map(\.stored))
    case .timestamp where attribute.encoding == .seconds: return integer(cell, within: Self.instants)
    case .timestamp where attribute.encoding == .milliseconds:
      return integer(cell, within: Self.instants) { Int64((Double($0) / 1000).rounded(.down)) }
    default: return text(cell, attribute)
    }
  }

  /// Blank text is missing in every column, but where it is one of a choice's own texts.
  private func isBlankText(_ cell: Cell, _ attribute: CheckedAttribute) -> Bool {
    guard case .text(let bytes) = cell, String(validating: bytes, as: UTF8.self) != nil,
      !bytes.withUnsafeBytes(TextRules.hasControlCharacter)
    else { return false }
    switch attribute.type.base {
    case .choice: return false
    case .bool: if case .pair = attribute.encoding { return false }
    default: break
    }
    return isMissing(bytes)
  }

  /// From the first second of year 1 to the last of 9999.
  private static let instants = Int64(CivilDate.first.days) * 86_400...Int64(CivilDate.last.days + 1) * 86_400 - 1

  private func integer(
    _ cell: Cell, within bounds: ClosedRange<Int64>, _ convert: (Int64) -> Int64 = { $0 }
  ) -> OracleReading {
    guard case .integer(let stored) = cell, stored.magnitude < 1 << 60 else { return .bad }
    let value = convert(stored)
    return bounds.contains(value) ? .known(.integer(value)) : .bad
  }

  private func decimal(_ cell: Cell, within bounds: ClosedRange<Int64>) -> OracleReading {
    let value: Double
    switch cell {
    case .integer(let stored): value = Double(stored) * 10_000
    case .real(let stored): value = stored * 10_000
    default: return .bad
    }
    guard abs(value - value.rounded()) <= abs(value.rounded()) * 1e-9, abs(value) < 1e15 else { return .bad }
    return bounds.contains(Int64(value.rounded())) ? .known(.integer(Int64(value.rounded()))) : .bad
  }

  private func choice(_ cell: Cell, _ stored: [String]) -> OracleReading {
    guard case .text(let bytes) = cell else { return .bad }
    if let index = stored.firstIndex(where: { Array($0.utf8) == bytes }) { return .known(.integer(Int64(index))) }
    return isMissing(bytes) ? .missing : .bad
  }

  private func text(_ cell: Cell, _ attribute: CheckedAttribute) -> OracleReading {
    guard case .text(let bytes) = cell, String(validating: bytes, as: UTF8.self) != nil,
      !bytes.withUnsafeBytes(TextRules.hasControlCharacter)
    else { return .bad }
    if isMissing(bytes) { return .missing }
    if bytes.withUnsafeBytes(TextRules.hasBidirectionalControl) { return .bad }
    return bytes.withUnsafeBytes { buffer -> OracleReading in
      let isSound: Bool
      switch attribute.type.base {
      case .text(let type):
        let isClassed =
          switch type.textClass {
          case .any: true
          case .name: Self.isName(String(decoding: bytes, as: UTF8.self))
          case .gsm: TextClass.gsm.allows(buffer)
          }
        isSound = isClassed && TextRules.fits(buffer, maxCharacters: type.maxCharacters)
      case .email: isSound = Addresses.isEmail(buffer)
      case .phone: isSound = Addresses.isPhone(buffer)
      case .url(let host): isSound = host.withBytes { Links.isURL(buffer, on: $0) }
      case .timestamp:
        switch ISOText.timestamp(buffer) {
        case .instant(let instant): return .known(.integer(instant))
        case .local(let local): return .known(.integer(local.secondsSince1970))
        case nil: return .bad
        }
      case .time: return ISOText.time(buffer).map { .known(.integer(Int64($0))) } ?? .bad
      case .timezone: isSound = bytes.count <= 64 && bytes.allSatisfy(Self.zoneBytes.contains)
      case .date: return ISOText.date(buffer).map { .known(.integer(Int64($0.days))) } ?? .bad
      default: isSound = false
      }
      return isSound ? .known(.text(bytes)) : .bad
    }
  }

  /// As the language's page says it: letters, marks, spaces, hyphens, apostrophes, the middle dot and joiners, and one letter at least.
  static func isName(_ text: String) -> Bool {
    let categories = text.unicodeScalars.map { $0 == "\u{FE0F}" ? .unassigned : $0.properties.generalCategory }
    let letters: Set<Unicode.GeneralCategory> = [
      .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
    ]
    let others: Set<Unicode.GeneralCategory> = [.nonspacingMark, .spacingMark, .enclosingMark, .spaceSeparator]
    let signs = Set("-'\u{2010}\u{2011}\u{2019}\u{B7}\u{200C}\u{200D}".unicodeScalars)
    return zip(text.unicodeScalars, categories).allSatisfy {
      letters.contains($1) || others.contains($1) || signs.contains($0)
    } && categories.contains(where: letters.contains)
  }

  private static let zoneBytes = Set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/".utf8)

  func isMissing(_ bytes: [UInt8]) -> Bool {
    if bytes.withUnsafeBytes(TextRules.isBlank) { return true }
    let spaces = Set(" \t\n\u{B}\u{C}\r".utf8)
    guard let first = bytes.firstIndex(where: { !spaces.contains($0) }),
      let last = bytes.lastIndex(where: { !spaces.contains($0) })
    else { return true }
    return placeholders.contains(String(decoding: bytes[first...last], as: UTF8.self).lowercased())
  }
}
