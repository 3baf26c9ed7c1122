import CampaignDiagnostics

/// A draw that decides what members read, so that the outcomes can be compared.
package struct CheckedExperiment: Sendable {
  package struct Variant: Sendable {
    package var name: String
    package var weightBasisPoints: Int

    package init(name: String, weightBasisPoints: Int) {
      self.name = name
      self.weightBasisPoints = weightBasisPoints
    }
  }

  /// The part of a layer whose members take part: their bucket under the layer's salt lies in the range. Everybody else
  /// reads the first variant's fields, and is not in the experiment.
  package struct Slice: Hashable, Sendable {
    package var layer: String
    package var salt: String
    /// Not empty, within 0 to 10,000.
    package var basisPoints: Range<Int>

    package init(layer: String, salt: String, basisPoints: Range<Int>) {
      self.layer = layer
      self.salt = salt
      self.basisPoints = basisPoints
    }
  }

  /// What the weights are moved towards while the experiment runs, by Thompson sampling.
  package struct Optimization: Hashable, Sendable {
    package enum Goal: String, CaseIterable, Hashable, Sendable { case opens, clicks, conversions }

    package var goal: Goal
    /// The weight that every variant keeps.
    package var floorBasisPoints: Int
    /// How long after a message what it brought about counts.
    package var windowSeconds: Int64

    package init(goal: Goal, floorBasisPoints: Int, windowSeconds: Int64) {
      self.goal = goal
      self.floorBasisPoints = floorBasisPoints
      self.windowSeconds = windowSeconds
    }
  }

  /// A variant is given up where more than the limit of its messages did harm.
  package struct StopRule: Hashable, Sendable {
    package enum Harm: String, CaseIterable, Hashable, Sendable { case unsubscribes, complaints, bounces }

    package var harm: Harm
    package var limitBasisPoints: Int

    package init(harm: Harm, limitBasisPoints: Int) {
      self.harm = harm
      self.limitBasisPoints = limitBasisPoints
    }
  }

  package var name: String
  package var salt: String
  /// Weights add to exactly 10,000.
  package var variants: [Variant]
  /// Nil where everybody takes part.
  package var slice: Slice?
  package var optimization: Optimization?
  /// At most one for each kind of harm.
  package var stops: [StopRule]
  package var span: Span

  package init(
    name: String, salt: String, variants: [Variant], slice: Slice? = nil, optimization: Optimization? = nil,
    stops: [StopRule] = [], span: Span
  ) {
    self.name = name
    self.salt = salt
    self.variants = variants
    self.slice = slice
    self.optimization = optimization
    self.stops = stops
    self.span = span
  }
}
