/// An experiment: the machine draws a member's variant from it, and the engine adapts its weights.
package struct ExperimentRecord: Hashable, Sendable {
  /// The part of a layer whose members take part: those whose bucket under `salt` is from `lower` up to but not including `upper`.
  package struct Slice: Hashable, Sendable {
    package var layer: String
    package var salt: String
    package var lower: UInt16
    package var upper: UInt16

    package init(layer: String, salt: String, lower: UInt16, upper: UInt16) {
      self.layer = layer
      self.salt = salt
      self.lower = lower
      self.upper = upper
    }
  }

  /// By Thompson sampling, for the engine.
  package struct Optimization: Hashable, Sendable {
    package enum Goal: UInt8, CaseIterable, Sendable { case opens, clicks, conversions }

    package var goal: Goal
    package var floorBasisPoints: UInt16
    package var windowSeconds: Int64

    package init(goal: Goal, floorBasisPoints: UInt16, windowSeconds: Int64) {
      self.goal = goal
      self.floorBasisPoints = floorBasisPoints
      self.windowSeconds = windowSeconds
    }
  }

  /// When the engine ends a variant: where more than the limit of its messages did harm.
  package struct StopRule: Hashable, Sendable {
    package enum Harm: UInt8, CaseIterable, Sendable { case unsubscribes, complaints, bounces }

    package var harm: Harm
    package var limitBasisPoints: UInt16

    package init(harm: Harm, limitBasisPoints: UInt16) {
      self.harm = harm
      self.limitBasisPoints = limitBasisPoints
    }
  }

  package var name: String
  package var salt: String
  package var variants: [String]
  /// One for each variant; rising, the last is 10,000.
  package var cumulativeBasisPoints: [UInt16]
  /// Nil where everybody takes part.
  package var slice: Slice?
  package var optimization: Optimization?
  /// At most one for each kind of harm.
  package var stops: [StopRule]

  package init(
    name: String, salt: String, variants: [String], cumulativeBasisPoints: [UInt16], slice: Slice? = nil,
    optimization: Optimization? = nil, stops: [StopRule] = []
  ) {
    self.name = name
    self.salt = salt
    self.variants = variants
    self.cumulativeBasisPoints = cumulativeBasisPoints
    self.slice = slice
    self.optimization = optimization
    self.stops = stops
  }
}
