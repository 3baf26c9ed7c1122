import CampaignPlan
import CampaignWorkspace

/// Keeps a running experiment as it is: members keep their variant only as long as salt, variants and weights stay.
enum ExperimentGuard {
  /// Throws where a plan has an experiment of the same name as the one that runs, and another salt, other variants or other weights.
  static func check(_ plan: Plan, against running: Plan) throws(Failure) {
    for experiment in plan.experiments {
      guard let before = running.experiments.first(where: { $0.name == experiment.name }), before != experiment else {
        continue
      }
      throw Failure(
        "the experiment `\(experiment.name)` of `\(plan.campaign)` is running, and its salt, variants and weights can't be edited",
        help: "give the new experiment another name, which ends this one")
    }
  }
}
