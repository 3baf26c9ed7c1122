import ArgumentParser
import CampaignEngine
import CampaignWorkspace

struct ApplyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Make a workspace the one that runs: all of it, or nothing.",
    discussion: """
      Checks and compiles the workspace, and gives it to the engine in one step, whether the engine runs or not. Where anything in it \
      is wrong nothing changes. Runs that have begun keep to the plan that they began with.

        campd apply shop
        campd apply shop --dry-run
      """)

  @OptionGroup var data: DataOption

  @Argument(help: "The workspace's folder.", completion: .directory)
  var path = "."

  @Option(help: "Who does this, for the record of changes; the user's name without it.")
  var by: String?

  @Flag(help: "Say what would run, and change nothing.")
  var dryRun = false

  func run() throws {
    let register = try data.folder.register()
    let now = SystemClock.now()
    let revision = try Application(project: try Project(path: path), register: register, now: now).revision()
    var table = TextTable()
    for tenant in revision.tenants {
      for campaign in tenant.campaigns { table.add([tenant.name, campaign.name, String(campaign.plan.prefix(12))]) }
    }
    print(table.text, terminator: "")
    if dryRun { return }
    let number = try register.apply(revision, by: by ?? Actor.name, at: now)
    print("revision \(number) runs: \(String(revision.digest.prefix(12)))")
  }
}
