import CampaignCalendar
import CampaignSemantics
import CampaignValues
import Foundation
import Synchronization

/// The rules of the system's time zones, each read once.
package enum SystemZones {
  private static let known = Mutex<[String: Zone?]>([:])

  package static func zone(_ name: String) -> Zone? {
    known.withLock { known in
      if let zone = known[name] { return zone }
      let bytes = (try? Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)"))).map(Array.init)
      let zone = bytes.flatMap { bytes in try? bytes.withUnsafeBytes { try Zone(name: name, tzif: $0) } }
      known[name] = zone
      return zone
    }
  }

  /// Proofs as of a day on which nothing in the samples has ended that has not ended for good.
  package static let start = CivilDate(days: CivilDate.days(year: 2027, month: 1, day: 1))

  package static var basis: ProofBasis { basis(from: start) }

  package static func basis(from start: CivilDate) -> ProofBasis { ProofBasis(start: start) { zone($0) } }
}
