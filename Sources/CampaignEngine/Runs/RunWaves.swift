import CampaignCalendar
import CampaignLedger
import CampaignPlan

/// The waves of a run of a schedule: messages that are due together, by zone, hour and channel. They are made as members come that belong to them.
struct RunWaves {
  private struct Key: Hashable {
    var zone: String?
    var hour: Int
    var channel: Int64
  }

  private let campaign: ActiveCampaign
  private let step: Int
  private let occurrence: LocalDateTime
  private let hours: BestHours?
  private var numbers: [Key: Int64] = [:]

  init(_ campaign: ActiveCampaign, step: Int, occurrence: LocalDateTime, hours: BestHours?) {
    self.campaign = campaign
    self.step = step
    self.occurrence = occurrence
    self.hours = hours
  }

  /// The number of the wave in which a person's message goes, which is added to the run where it is new.
  ///
  /// `zone` is the person's own, where the campaign goes by it and it is known. A wave whose time was over before the campaign was scheduled, or is
  /// too long ago, is made so that it expires.
  mutating func number(
    of person: Int64, zone: (name: String, rules: Zone)?, channel: Int64, in run: Int64, _ tick: Tick, at now: Int64
  ) throws(LedgerError) -> Int64 {
    let rules = zone?.rules ?? campaign.zone
    let key = Key(zone: zone?.name, hour: hours?.hour(of: person, in: rules) ?? 0, channel: channel)
    if let known = numbers[key] { return known }
    let number = Int64(numbers.count)
    let instant = campaign.instant(of: occurrence, step: step, in: rules, hour: key.hour)
    let isOver = instant < campaign.scheduledSince || campaign.lastStart(of: instant) <= now
    try tick.add(
      Wave(
        number: number, channel: channel, notBefore: instant,
        notAfter: isOver ? instant : campaign.end(of: instant, in: rules), zone: key.zone), to: run)
    numbers[key] = number
    return number
  }
}
