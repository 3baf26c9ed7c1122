import ArgumentParser
import CampaignCalendar
import CampaignEngine
import CampaignWorkspace

struct StopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "Stop a campaign, or a whole tenant, at once.",
    discussion: "Nothing more of it is begun or sent; what was handed off is gone. `campd resume` lets it go on.")

  @OptionGroup var change: SwitchOptions

  func run() throws { try change.set(true) }
}

struct ResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Let a stopped campaign or tenant go on.")

  @OptionGroup var change: SwitchOptions

  func run() throws { try change.set(false) }
}

struct SwitchOptions: ParsableArguments {
  @OptionGroup var choice: TenantChoice
  @Argument(help: "The campaign; all of the tenant's without it.") var campaign: String?
  @Option(help: "Who does this, for the record of changes.") var by: String?

  func set(_ isStopped: Bool) throws {
    let register = try choice.data.folder.register()
    let tenant = try choice.one(register)
    if let campaign, !tenant.record.campaigns.contains(where: { $0.name == campaign }) {
      let names = tenant.record.campaigns.map { "`\($0.name)`" }.joined(separator: ", ")
      throw Failure("tenant `\(tenant.record.name)` has no campaign `\(campaign)`", help: "it has \(names)")
    }
    let isNew = try register.setStopped(
      isStopped, tenant: tenant, campaign: campaign, by: by ?? Actor.name, at: SystemClock.now())
    let what = campaign.map { "`\(tenant.record.name)/\($0)`" } ?? "`\(tenant.record.name)`"
    print("\(what) \(isNew ? "is" : "was already") \(isStopped ? "stopped" : "running")")
  }
}

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Show who changed what, and check that nothing was taken out.",
    discussion: "Ends with 1 where a line does not follow from the one before it.")

  @OptionGroup var data: DataOption

  func run() throws {
    let (lines, broken) = try data.folder.register().auditLines()
    for line in lines { print("\(line.id)  \(ISOText.string(instant: line.at))  \(line.actor)  \(line.what)") }
    guard let broken else { return }
    throw Failure(
      "line \(broken) does not follow from the one before it: the record was changed",
      help: "compare it with a back-up")
  }
}
