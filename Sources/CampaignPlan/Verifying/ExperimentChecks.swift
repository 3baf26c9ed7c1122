/// Holds that every bucket falls into one variant, and that what is there for the engine makes sense.
struct ExperimentChecks {
  let experiment: ExperimentRecord

  func check() throws(PlanError) {
    let cumulative = experiment.cumulativeBasisPoints
    let isWhole =
      !cumulative.isEmpty && cumulative.count == experiment.variants.count && cumulative.last == 10_000
      && zip(cumulative, cumulative.dropFirst()).allSatisfy(<=)
    try require(isWhole, "its weights do not rise to the whole")
    if let slice = experiment.slice {
      try require(slice.lower < slice.upper && slice.upper <= 10_000, "its slice is none of a layer")
    }
    if let optimization = experiment.optimization {
      let floors = Int(optimization.floorBasisPoints) * experiment.variants.count
      try require(floors <= 10_000 && optimization.windowSeconds > 0, "it can't be optimized so")
    }
    let areLimits = experiment.stops.allSatisfy { (1...10_000).contains($0.limitBasisPoints) }
    try require(
      areLimits && Set(experiment.stops.map(\.harm)).count == experiment.stops.count, "it can't be stopped so")
  }

  private func require(_ holds: Bool, _ reason: String) throws(PlanError) {
    if !holds { throw .unsound(place: "experiment `\(experiment.name)`", reason: reason) }
  }
}
