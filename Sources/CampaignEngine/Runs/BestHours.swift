import CampaignCalendar
import CampaignLedger

/// At which hour each member looked at their messages most often, of the hours that a campaign may choose from.
struct BestHours {
  /// How far back looks count: habits change.
  static let secondsBack: Int64 = 90 * 86_400

  private let hours: Range<Int32>
  private let since: Int64
  /// By person: the hours in which they looked, counted from `since`.
  private var looks: [Int64: [UInt16]] = [:]
  /// Of those who never looked: the hour at which most looks were, or the first.
  private var usual = 0

  /// `hours` are seconds after midnight. Nothing is known yet.
  init(_ hours: Range<Int32>, now: Int64) {
    self.hours = hours
    since = now - Self.secondsBack
  }

  init(_ hours: Range<Int32>, now: Int64, in zone: Zone, _ ledger: Ledger) throws(LedgerError) {
    self.init(hours, now: now)
    var found: [Int64: [UInt16]] = [:]
    try ledger.looks(since: since) { person, instant in
      found[person, default: []].append(UInt16(clamping: (instant - since) / 3_600))
    }
    looks = found
    var counts = [Int](repeating: 0, count: count)
    for instants in found.values { add(instants, in: zone, to: &counts) }
    usual = Self.most(counts) ?? 0
  }

  /// How many hours there are to choose from.
  private var count: Int { (hours.count + 3_599) / 3_600 }

  /// The hour of a person by the clocks of a zone, counted from the first that may be chosen.
  func hour(of person: Int64, in zone: Zone) -> Int {
    guard let instants = looks[person] else { return usual }
    var counts = [Int](repeating: 0, count: count)
    add(instants, in: zone, to: &counts)
    return Self.most(counts) ?? usual
  }

  private func add(_ instants: [UInt16], in zone: Zone, to counts: inout [Int]) {
    for hour in instants {
      let second = zone.local(at: since + Int64(hour) * 3_600).secondOfDay
      if hours.contains(second) { counts[Int(second - hours.lowerBound) / 3_600] += 1 }
    }
  }

  /// The first of the places with the highest count; nil where all are 0.
  private static func most(_ counts: [Int]) -> Int? {
    guard let highest = counts.max(), highest > 0 else { return nil }
    return counts.firstIndex(of: highest)
  }
}
