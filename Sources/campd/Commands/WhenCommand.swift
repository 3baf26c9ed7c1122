import ArgumentParser
import CampaignCalendar
import CampaignEngine
import CampaignPlan
import CampaignValues
import CampaignWorkspace

struct WhenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "when", abstract: "List the next times at which a campaign falls due.")

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
    table.add(["tenant", "occurrence", "at (UTC)", "zone", "sent until (UTC)"])
    for (tenant, record) in found {
      guard let bytes = try register.plan(record.plan) else { continue }
      let active = try ActiveCampaign(record, try Verifier.verify(PlanDecoder.decode(bytes)).plan) {
        name throws(EngineError) in
        do throws(Failure) { return try ZoneFiles.zone(name) } catch {
          throw .noZone(name: name, reason: error.message)
        }
      }
      let last = try folder.ledger(of: tenant)?.lastOccurrence(of: campaign, step: active.steps[0].name)
      for occurrence in active.next(count, after: last.flatMap(LocalDateTime.init(occurrence:)), at: SystemClock.now())
      {
        table.add([
          tenant.record.name, occurrence.local.occurrence, ISOText.string(instant: occurrence.instant),
          active.zone.name, ISOText.string(instant: active.end(of: occurrence.instant)),
        ])
      }
    }
    print(table.text, terminator: "")
  }
}
