import CampaignCompiler
import CampaignPlan
import CampaignSemantics
import CampaignValues
import CampaignWorkspace

/// A verified plan, from a campaign's source or from a file, with the audience that it runs over.
struct PreparedRun {
  let plan: VerifiedPlan
  let audiencePath: String
  /// The tenant's folder, in which the audience must lie; nil where it was named on the command line.
  let audienceFolder: String?
  let expectedTenant: String?
  let expectedFingerprint: UInt64?
  /// The files that the run was made from, and what each is to it: `the audience`.
  let inputs: [(path: String, what: String)]
  /// What is checked of the campaign; nil where the plan was read from a file.
  var checked: (campaign: CheckedCampaign, tenant: CheckedTenant, project: Project)?

  init(path: String, tenant: String?, campaign: String?, planPath: String?, audience: String?) throws {
    if let planPath {
      plan = try PlanFile.read(planPath)
      if let audience {
        audiencePath = audience
        audienceFolder = nil
        expectedTenant = tenant
        expectedFingerprint = nil
        inputs = [(planPath, "the plan"), (audience, "the audience")]
        return
      }
      let project = try Project(path: path)
      let found = try project.tenant(tenant ?? plan.plan.tenant.name)
      audiencePath = try project.audiencePath(of: found)
      audienceFolder = project.shownFolder(of: found)
      expectedTenant = found.name
      expectedFingerprint = found.audience.fingerprint
      inputs = [(planPath, "the plan"), (audiencePath, "the audience")] + project.inputs(of: found)
      Self.warnIfStale(plan.plan, project.sources(of: found))
      return
    }
    let project = try Project(path: path)
    let found = try project.tenant(tenant)
    let chosen = try project.campaign(campaign, of: found)
    let compiled = try project.compile(chosen, of: found)
    do throws(PlanError) {
      plan = try Verifier.verify(compiled)
    } catch {
      throw Failure("`\(chosen.name)`: \(error.description)")
    }
    audiencePath = try audience ?? project.audiencePath(of: found)
    audienceFolder = audience == nil ? project.shownFolder(of: found) : nil
    expectedTenant = found.name
    expectedFingerprint = nil
    inputs = [(audiencePath, "the audience")] + project.inputs(of: found)
    checked = (chosen, found, project)
  }

  /// A plan may well be older than its sources; whoever runs it should know.
  private static func warnIfStale(_ plan: Plan, _ sources: [String: [UInt8]]) {
    let changed = plan.sources.filter { record in
      sources[record.path].map { XXH64.hash($0) != record.digest } ?? true
    }
    guard !changed.isEmpty else { return }
    let names = changed.prefix(3).map { "`\($0.path)`" }.joined(separator: ", ")
    let more = changed.count > 3 ? " and \(changed.count - 3) more" : ""
    Console.error(
      "warning: the plan is older than \(names)\(more)\n  help: build it again to run what is written there now\n")
  }
}
