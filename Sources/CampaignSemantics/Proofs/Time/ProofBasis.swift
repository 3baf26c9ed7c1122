import CampaignCalendar
import CampaignValues

/// What proofs of times stand on besides the sources. The same sources and basis give the same findings.
package struct ProofBasis {
  /// The day from which on campaigns are looked at, as a driver gives it.
  package let start: CivilDate
  /// The rules of a zone by its name, which the driver keeps once they were read; nil where it has none.
  package let zone: (String) -> Zone?

  /// How far a campaign is followed that has no end: two years, so that each change of the clocks is met.
  package static let horizonDays: Int32 = 731

  package init(start: CivilDate, zone: @escaping (String) -> Zone?) {
    self.start = start
    self.zone = zone
  }

  /// The last day that is looked at.
  package var end: CivilDate { CivilDate(days: start.days + Self.horizonDays) }
}
