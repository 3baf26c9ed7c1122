import CampaignCalendar
import CampaignSemantics
import CampaignValues
import Glibc

/// The zones that were asked for: each is read once, and none that nobody asks for.
package final class ZoneCache {
  private var known: [String: Zone?] = [:]

  func zone(_ name: String) -> Zone? {
    if let zone = known[name] { return zone }
    let zone = try? ZoneFiles.zone(name)
    known[name] = .some(zone)
    return zone
  }

  /// What proofs stand on: today, by UTC, and the machine's zones.
  package static func basis() -> ProofBasis { basis(from: today()) }

  static func basis(from day: CivilDate) -> ProofBasis { ProofBasis(start: day, zone: ZoneCache().zone) }

  static func today() -> CivilDate { LocalDateTime(secondsSince1970: Int64(time(nil))).date }
}
