/// The forms by which languages tell numbers apart (CLDR's plural categories).
public enum PluralForm: UInt8, CaseIterable, Sendable {
  case zero, one, two, few, many, other

  /// As the language's texts name it.
  package init?(name: String) {
    guard let form = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = form
  }

  package var name: String { "\(self)" }
}

/// Which form one language uses for each whole number.
///
/// A number below 100 has its own entry; a larger one goes by its last two digits, but for whole millions, which French
/// and Spanish tell apart. No more is needed for any language of CLDR but Cornish. A negative number has the form of its
/// magnitude.
public struct PluralRules: Hashable, Sendable {
  /// Entries for 0 to 99, for 100 and more by the last two digits, and for whole millions.
  @inlinable package static var entryCount: Int { 201 }

  /// By entry: the raw value of its form.
  package let entries: [UInt8]

  /// Nil if there are more or fewer entries, or one is no form.
  package init?(entries: [UInt8]) {
    guard entries.count == Self.entryCount, entries.allSatisfy({ PluralForm(rawValue: $0) != nil }) else { return nil }
    self.entries = entries
  }

  /// The entry that a number goes by.
  @inlinable package static func entry(of value: Int64) -> Int {
    let magnitude = value.magnitude
    if magnitude < 100 { return Int(magnitude) }
    return magnitude % 1_000_000 == 0 ? 200 : 100 + Int(magnitude % 100)
  }

  package func form(of value: Int64) -> PluralForm { PluralForm(rawValue: entries[Self.entry(of: value)]) ?? .other }

  /// The forms of the numbers within bounds, each with the first numbers that have it, at most `limit`.
  package func forms(in bounds: ClosedRange<Int64>, limit: Int = 3) -> [PluralForm: [UInt64]] {
    let ends = [bounds.lowerBound.magnitude, bounds.upperBound.magnitude]
    let low = bounds.contains(0) ? 0 : min(ends[0], ends[1])
    let high = max(ends[0], ends[1])
    var result: [PluralForm: [UInt64]] = [:]
    func add(_ magnitude: UInt64) {
      let form = form(of: Int64(clamping: magnitude))
      if result[form, default: []].count < limit { result[form, default: []].append(magnitude) }
    }
    // So many numbers in a row go by every entry that any number of these and more goes by, but for whole millions.
    let scanned = min(high, low.addingReportingOverflow(1_299).partialValue)
    for magnitude in low...max(low, scanned) { add(magnitude) }
    var million = (low / 1_000_000 + 1) * 1_000_000
    for _ in 0..<limit where million <= high && million > scanned {
      add(million)
      million += 1_000_000
    }
    return result
  }
}
