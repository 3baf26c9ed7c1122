import ArgumentParser
import CampaignCalendar
import CampaignEngine
import CampaignPlan
import CampaignValues
import CampaignWorkspace

struct WhenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "when", abstract: "List the next times at which a campaign falls due.",
    discussion: """
      Where a campaign goes by each member's clocks, or by their best hour, its messages go in waves: the first and the last of them are listed. A \
      campaign that answers events falls due with each of them.
      """)

  @OptionGroup var choice: TenantChoice

  @Argument(help: "The campaign.")
  var campaign: String

  @Option(help: "How many: a whole number from 1 to 1000.")
  var count = 5

  func validate() throws {
    guard (1...1_000).contains(count) else {
      throw ValidationError("--count takes a whole number from 1 to 1000, not \(count)")
    }
  }

  func run() throws {
    let folder = try choice.data.folder
    let register = try folder.register()
    let found = try choice.all(register).compactMap { tenant in
      tenant.record.campaigns.first { $0.name == campaign }.map { (tenant: tenant, campaign: $0) }
    }
    guard !found.isEmpty else {
      throw Failure("no campaign `\(campaign)` was applied", help: "`campd status` lists those that were")
    }
    var table = TextTable()
    table.add(["tenant", "occurrence", "first (UTC)", "last (UTC)", "clocks", "sent until (UTC)"])
    for (tenant, record) in found {
      guard let bytes = try register.plan(record.plan) else { continue }
      let active = try ActiveCampaign(record, try Verifier.verify(PlanDecoder.decode(bytes)).plan) {
        name throws(EngineError) in
        do throws(Failure) { return try ZoneFiles.zone(name) } catch {
          throw .noZone(name: name, reason: error.message)
        }
      }
      if active.answersEvents {
        table.add([tenant.record.name, "with each event", "-", "-", active.zone.name, "-"])
        continue
      }
      let last = try folder.ledger(of: tenant)?.lastOccurrence(of: campaign, step: active.steps[0].name)
      for occurrence in active.next(count, after: last.flatMap(LocalDateTime.init(occurrence:)), at: SystemClock.now())
      {
        let clocks = active.clocks.areMembers ? "each member's, else \(active.zone.name)" : active.zone.name
        table.add(
          [tenant.record.name, occurrence.local.occurrence]
            + [occurrence.first, occurrence.last].map { ISOText.string(instant: $0) }
            + [clocks, ISOText.string(instant: active.end(of: occurrence.last))])
      }
    }
    print(table.text, terminator: "")
  }
}
