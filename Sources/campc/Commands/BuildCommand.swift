import ArgumentParser
import CampaignPlan
import CampaignWorkspace

struct BuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Compile campaigns to plans.",
    discussion: """
      Checks the workspace and writes a plan for each campaign, TENANT/CAMPAIGN.campplan in the output folder. The same source gives \
      the same bytes. Where anything is wrong, no plan is written.

        campc build                                     every campaign around the current folder
        campc build shop --tenant fresh --campaign weekly
      """)

  @Argument(help: "A folder or file of the workspace.", completion: .file())
  var path = "."

  @Option(help: "Only this tenant.")
  var tenant: String?

  @Option(help: "Only this campaign.")
  var campaign: String?

  @Option(help: "The folder that plans are written to.", completion: .directory)
  var out = "plans"

  func run() throws {
    let project = try Project(path: path)
    let tenants = tenant == nil && campaign == nil ? project.checked.tenants : [try project.tenant(tenant)]
    var plans: [Plan] = []
    for tenant in tenants {
      let campaigns = campaign == nil ? tenant.campaigns : [try project.campaign(campaign, of: tenant)]
      for campaign in campaigns {
        let plan = try project.compile(campaign, of: tenant)
        do throws(PlanError) {
          _ = try Verifier.verify(plan)
        } catch {
          throw Failure("`\(campaign.name)`: \(error.description)")
        }
        plans.append(plan)
      }
    }
    for plan in plans {
      let folder = Paths.join(out, plan.tenant.name)
      try PlanFile.makeFolder(folder)
      let file = Paths.join(folder, plan.campaign + PlanFile.suffix)
      try PlanFile.write(plan, to: file)
      try Console.write(file + "\n")
    }
    Console.error("\(plans.count) \(plans.count == 1 ? "plan" : "plans")\n")
  }
}
