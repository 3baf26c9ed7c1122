/// Every word that the grammar knows; what it means depends on where it stands (see `Keyword+Contexts.swift`).
package enum Keyword: UInt8, CaseIterable, Sendable {
  // Declarations.
  case workspace, tenant, audience, catalog, brand, segment, campaign, template, layout, member, test
  // Workspace and tenant.
  case library, tenants, nameWord, timezone, currency, languages, linkBase, placeholder, channel, quietHours, cap
  case sender, address, app, rate, warmUp, price, per, growing, segments, layer
  // Audiences.
  case many, event, reach, key, up, to, of, choice, set, url, invalid, missing
  // Brand.
  case require, forbid, advise
  // Campaigns.
  case goal, schedule, trigger, `repeat`, expires, holdout, experiment, offer, pick, `while`, conversion, priority
  case email, push, sms, then, replace, needs, was
  case once, day, weekday, month, monday, tuesday, wednesday, thursday, friday, saturday, sunday
  case the, last, best, hour, never, run
  case variant, optimize, stop, floor
  case percentOff, amountOff, minimum, code, valid, unique
  case open, subject, preheader, body, title, text, link
  // Layouts and tests.
  case colorWord, html, given, with, step, entered, happened, now, expect
  // Units of time, the plural forms; `day`, `hour` and `month` stand above.
  case second, minute, week, year, seconds, minutes, hours, days, weeks, months, years
  // Operators and functions.
  case before, after, between, contains, starts, ends, any, next, since, fits, on
  case count, sum, average, min, max, none
  case label, date, time, long, short, first, descending
  case zero, two, few, other
  // Reserved: clause words, then the others.
  case and, or, except, `where`, from, until, `in`, at, by, because, otherwise, within, salt
  case not, `is`, known, empty, one, every, yes, no, `as`
  case `if`, `else`, `for`, end, plural
  case trueWord, falseWord, nullWord

  /// How the word is written.
  package var text: String { Self.texts[Int(rawValue)] }

  /// Whether the word continues an item when it is the first of a line.
  package var isClauseWord: Bool { rawValue >= Self.and.rawValue && rawValue <= Self.salt.rawValue }

  /// Whether nothing may be named so.
  package var isReserved: Bool { rawValue >= Self.and.rawValue }

  private static let texts: [String] = allCases.map { keyword in
    switch keyword {
    case .nameWord: "name"
    case .colorWord: "color"
    case .linkBase: "link_base"
    case .quietHours: "quiet_hours"
    case .warmUp: "warm_up"
    case .percentOff: "percent_off"
    case .amountOff: "amount_off"
    case .trueWord: "true"
    case .falseWord: "false"
    case .nullWord: "null"
    default: "\(keyword)"
    }
  }

  /// The keyword spelt so, or nil.
  package init?(_ text: some StringProtocol) {
    let found = Array(text.utf8).withUnsafeBufferPointer { KeywordTable.shared.find($0) }
    guard let found else { return nil }
    self = found
  }
}

/// Finds keywords by their bytes: open addressing over FNV-1a, so that no `String` is made for a name that is none.
struct KeywordTable: Sendable {
  static let shared = KeywordTable()

  private static let slotCount = 1024
  private let slots: [UInt8]
  private let spellings: [[UInt8]]

  private init() {
    var slots = [UInt8](repeating: .max, count: Self.slotCount)
    spellings = Keyword.allCases.map { Array($0.text.utf8) }
    for (index, spelling) in spellings.enumerated() {
      var slot = spelling.withUnsafeBufferPointer { Self.hash($0) }
      while slots[slot] != .max { slot = (slot + 1) % Self.slotCount }
      slots[slot] = UInt8(index)
    }
    self.slots = slots
  }

  func find(_ bytes: UnsafeBufferPointer<UInt8>) -> Keyword? {
    var slot = Self.hash(bytes)
    while slots[slot] != .max {
      let spelling = spellings[Int(slots[slot])]
      if spelling.count == bytes.count, spelling.elementsEqual(bytes) { return Keyword(rawValue: slots[slot]) }
      slot = (slot + 1) % Self.slotCount
    }
    return nil
  }

  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var hash: UInt32 = 2_166_136_261
    for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return Int((hash ^ (hash >> 15)) % UInt32(slotCount))
  }
}

/// A set of keywords in 256 bits.
package struct KeywordSet: Sendable, ExpressibleByArrayLiteral {
  private var bits: SIMD4<UInt64> = .zero

  package init(arrayLiteral elements: Keyword...) { for element in elements { insert(element) } }

  package init(_ elements: some Sequence<Keyword>) { for element in elements { insert(element) } }

  package mutating func insert(_ keyword: Keyword) {
    bits[Int(keyword.rawValue >> 6)] |= 1 << UInt64(keyword.rawValue & 63)
  }

  package mutating func formUnion(_ other: KeywordSet) { bits |= other.bits }

  package mutating func removeAll() { bits = .zero }

  package func contains(_ keyword: Keyword) -> Bool {
    bits[Int(keyword.rawValue >> 6)] & (1 << UInt64(keyword.rawValue & 63)) != 0
  }

  /// The members in the order in which `Keyword` lists them.
  package var members: [Keyword] { Keyword.allCases.filter(contains) }
}
