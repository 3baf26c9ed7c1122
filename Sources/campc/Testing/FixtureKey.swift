import CampaignPlan
import CampaignSemantics
import CampaignValues

/// Chooses the key under which a test's member stands in the database. Who is held out and who draws which variant hangs on
/// the key alone, so that a key can be found for each: nothing in the plan has to be changed for a test.
enum FixtureKey {
  private static let triesLimit = 1_000_000

  /// The least number that draws what the test asks for; nil where a million don't.
  static func find(_ plan: Plan, holdout: CheckedCampaign.Holdout?, isHeldOut: Bool, variants: [Int: Int]) -> Int64? {
    for number in Int64(1)...Int64(triesLimit) {
      let key = String(number)
      if let holdout {
        let bucket = Assignment.bucket(salt: holdout.salt, key: key)
        if (bucket < UInt32(holdout.basisPoints)) != isHeldOut { continue }
      }
      if variants.allSatisfy({ draws(key, plan.experiments[$0.key]) == $0.value }) { return number }
    }
    return nil
  }

  /// The variant; nil for a key outside of the experiment's slice.
  private static func draws(_ key: String, _ experiment: ExperimentRecord) -> Int? {
    if let slice = experiment.slice {
      let bucket = Assignment.bucket(salt: slice.salt, key: key)
      if bucket < UInt32(slice.lower) || bucket >= UInt32(slice.upper) { return nil }
    }
    return Assignment.pick(
      Assignment.bucket(salt: experiment.salt, key: key), experiment.cumulativeBasisPoints.map { UInt32($0) })
  }
}
