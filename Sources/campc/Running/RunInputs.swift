import CampaignCalendar
import CampaignValues
import CampaignWorkspace

/// Reads what a run is told on the command line.
enum RunInputs {
  /// `2027-03-02T10:00` in the zone, or with `Z` or an offset; without one, the wall clock's minute, which is said.
  static func now(_ written: String?, zone: Zone, wallClock: Int64) throws(Failure) -> Int64 {
    guard let written else {
      let now = wallClock - wallClock % 60
      let local = zone.local(at: now)
      let time = ISOText.string(secondOfDay: local.secondOfDay).prefix(5)
      Console.error("now is \(ISOText.string(date: local.date))T\(time) in \(zone.name); --now names another\n")
      return now
    }
    let bytes = Array(written.utf8)
    let read = bytes.withUnsafeBytes { ISOText.timestamp($0) }
    // In data a fraction is dropped; whoever types one means it.
    if read != nil, written.contains(".") {
      throw Failure("`\(written)` has a part of a second, and a run's instant has none", help: "write whole seconds")
    }
    switch read {
    case .instant(let instant): return instant
    case .local(let local): return zone.instant(local)
    case nil:
      throw Failure(
        "`\(written)` is not an instant", help: "write it as 2027-03-02T10:00 (in \(zone.name)) or 2027-03-02T15:00Z")
    }
  }

  /// As `now`, where only the day counts: `2027-03-02` will do.
  static func day(_ written: String?, zone: Zone, wallClock: Int64) throws(Failure) -> CivilDate {
    if let written, let date = Array(written.utf8).withUnsafeBytes({ ISOText.date($0) }) { return date }
    return zone.localDate(at: try now(written, zone: zone, wallClock: wallClock))
  }

  /// The key of the tenant's tokens from a file. Without one, the key of all zeros: its tokens are for looking at only.
  static func tenantKey(_ path: String?) throws(Failure) -> SipHash128.Block {
    try path.map { path throws(Failure) in try TenantKeyFile.read(path) } ?? SipHash128.Block(low: 0, high: 0)
  }
}
