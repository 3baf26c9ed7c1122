import CampaignCalendar

/// The clocks that a tenant's messages go by: its own, and those of its members' zones.
struct TenantClocks {
  var own: Zone
  var quietHours: TenantRecord.QuietHours?
  private var others: [String: Zone] = [:]

  init(own: Zone) { self.own = own }

  /// A member's zone; nil where this machine has none of that name.
  mutating func zone(_ name: String, _ world: any EngineWorld) -> Zone? {
    if let known = others[name] { return known }
    guard let found = try? world.zone(name).zone else { return nil }
    others[name] = found
    return found
  }

  /// When the quiet hours of a zone end that go on at an instant; nil where none do. Without a name it is the tenant's zone.
  func quietEnd(in name: String?, at now: Int64) -> Int64? {
    guard let quietHours else { return nil }
    let second = Int(zone(name).local(at: now).secondOfDay)
    guard quietHours.contain(second) else { return nil }
    // A change of the clocks meanwhile makes it a look too early or too late by an hour, and the next look sees the clock as it is.
    return now + Int64(min(3_600, (quietHours.until - second + 86_400) % 86_400 + 1))
  }

  /// The zones in which it is quiet; an empty name is the tenant's.
  func quietZones(at now: Int64) -> Set<String> {
    guard quietHours != nil else { return [] }
    return Set(
      others.keys.filter { quietEnd(in: $0, at: now) != nil } + (quietEnd(in: nil, at: now) == nil ? [] : [""]))
  }

  /// When the first of all zones is not quiet any more; nil where one is not.
  func end(ofQuietIn quiet: Set<String>, at now: Int64) -> Int64? {
    guard quiet.count == others.count + 1 else { return nil }
    return quiet.compactMap { quietEnd(in: $0.isEmpty ? nil : $0, at: now) }.min()
  }

  /// Days since 1970, by zone.
  func days(at now: Int64) -> [String: Int64] { others.mapValues { Int64($0.localDate(at: now).days) } }

  private func zone(_ name: String?) -> Zone { name.flatMap { others[$0] } ?? own }
}
