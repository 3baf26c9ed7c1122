import CampaignCompiler
import CampaignPlan
import CampaignSemantics
import CampaignVM
import CampaignWorkspace

/// A campaign that tests are run of: its verified plan, and what the runs so far have come to.
final class TestedCampaign {
  let tenant: CheckedTenant
  let campaign: CheckedCampaign
  let plan: VerifiedPlan
  let branches: [BranchPoint]
  /// By step.
  let traces: [InstructionTrace]
  /// Messages of the plan that were made, and variants that were drawn by somebody who got one.
  private(set) var madeMessages: Set<Int> = []
  private(set) var drawnVariants: [Set<Int>]

  init(_ campaign: CheckedCampaign, of tenant: CheckedTenant, in project: Project) throws {
    self.tenant = tenant
    self.campaign = campaign
    let compiled = try project.compileTraceable(campaign, of: tenant)
    branches = compiled.branches
    do throws(PlanError) {
      plan = try Verifier.verify(compiled.plan)
    } catch {
      throw Failure("`\(campaign.name)`: \(error.description)")
    }
    traces = plan.plan.steps.map { InstructionTrace(instructionCount: $0.code.count) }
    drawnVariants = plan.plan.experiments.map { _ in [] }
  }

  func add(_ message: MadeMessage) {
    madeMessages.insert(message.index)
    for (experiment, variant) in message.variants.enumerated() where drawnVariants.indices.contains(experiment) {
      drawnVariants[experiment].insert(variant)
    }
  }
}
