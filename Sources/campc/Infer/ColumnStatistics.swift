import CampaignCalendar
import CampaignSQLite
import CampaignValues

/// What the values of one column are like, gathered row by row.
struct ColumnStatistics {
  /// What a text may be beside text.
  enum Form: CaseIterable { case email, phone, timezone, date, timestamp, time, link, personName, gsm }

  static let maxDistinct = 12
  /// Cents of the largest amounts that are believed; moments in milliseconds and counts are smaller.
  private static let believedIntegers: ClosedRange<Int64> = -50_000_000_000_000...50_000_000_000_000

  var missing = 0
  /// Texts that stand for nothing, as the language compares them, and how often.
  var placeholders: [String: Int] = [:]
  var integers = 0
  var reals = 0
  var texts = 0
  var blobs = 0
  /// Texts that no message could show: not UTF-8, with control characters, or with a character of more bytes than the
  /// language takes.
  var malformed = 0
  var integerRange: ClosedRange<Int64>?
  var realRange: ClosedRange<Double>?
  var maxCharacters = 0
  var matches: [Int] = Array(repeating: 0, count: Form.allCases.count)
  /// How often each text stands there, or nil where there are more than `maxDistinct`.
  var distinct: [String: Int]? = [:]
  /// Integers so large that they count nothing: a bound around them would bound nothing.
  var outsize = 0
  /// Integers that are 0 or 1.
  var flags = 0
  /// Hosts of links; never more than two are kept.
  var hosts: Set<String> = []

  var known: Int { integers + reals + texts + blobs }
  var placeholderCount: Int { placeholders.values.reduce(0, +) }

  func count(_ form: Form) -> Int { matches[Form.index(form)] }

  mutating func add(_ row: Row, _ column: Int32, zones: Set<String>?) {
    switch row.type(column) {
    case SQLiteCode.null: missing += 1
    case SQLiteCode.integer:
      let value = row.int64(column)
      integers += 1
      if value == 0 || value == 1 { flags += 1 }
      guard Self.believedIntegers.contains(value) else {
        outsize += 1
        return
      }
      integerRange = integerRange.map { min($0.lowerBound, value)...max($0.upperBound, value) } ?? value...value
    case SQLiteCode.float:
      let value = row.double(column)
      reals += 1
      if value.isFinite {
        realRange = realRange.map { min($0.lowerBound, value)...max($0.upperBound, value) } ?? value...value
      }
    case SQLiteCode.text: add(row.text(column), zones: zones)
    default: blobs += 1
    }
  }

  private mutating func add(_ bytes: UnsafeRawBufferPointer, zones: Set<String>?) {
    if TextRules.isBlank(bytes) {
      missing += 1
      return
    }
    texts += 1
    guard TextRules.isValidUTF8(bytes), !TextRules.hasControlCharacter(bytes),
      !TextRules.hasBidirectionalControl(bytes),
      !TextRules.hasOverlongCharacter(bytes)
    else {
      malformed += 1
      return
    }
    if let placeholder = Placeholder.canonical(bytes) {
      placeholders[placeholder, default: 0] += 1
    } else {
      maxCharacters = max(maxCharacters, TextRules.characterCount(bytes))
      for form in Form.allCases where matches(form, bytes, zones: zones) { matches[Form.index(form)] += 1 }
    }
    if distinct != nil {
      distinct?[String(decoding: bytes, as: UTF8.self), default: 0] += 1
      if distinct?.count ?? 0 > Self.maxDistinct { distinct = nil }
    }
  }

  private mutating func matches(_ form: Form, _ bytes: UnsafeRawBufferPointer, zones: Set<String>?) -> Bool {
    switch form {
    case .email: return Addresses.isEmail(bytes)
    case .phone: return Addresses.isPhone(bytes)
    case .timezone:
      guard bytes.count <= 40, bytes.contains(UInt8(ascii: "/")), let zones else { return false }
      return zones.contains(String(decoding: bytes, as: UTF8.self))
    case .date: return ISOText.date(bytes) != nil
    case .timestamp: return ISOText.timestamp(bytes) != nil
    case .time: return ISOText.time(bytes) != nil
    case .link:
      guard let host = Links.host(bytes) else { return false }
      if hosts.count < 2 { hosts.insert(String(decoding: bytes[host], as: UTF8.self).lowercased()) }
      return true
    case .personName: return TextClass.name.allows(bytes)
    case .gsm: return TextClass.gsm.allows(bytes)
    }
  }
}

extension ColumnStatistics.Form {
  fileprivate static func index(_ form: Self) -> Int {
    switch form {
    case .email: 0
    case .phone: 1
    case .timezone: 2
    case .date: 3
    case .timestamp: 4
    case .time: 5
    case .link: 6
    case .personName: 7
    case .gsm: 8
    }
  }
}
