import CampaignDiagnostics
import CampaignSyntax

/// Rules about how long a text may be, and how much it may have of something.
extension BrandEvaluation {
  enum TextMeasure { case length, emoji, capitals, segments }

  func size(
    _ measure: TextMeasure, _ name: String, _ comparison: CheckedExpression.Comparison, _ limit: Int64
  ) -> BrandOutcome {
    guard let part = message.part(name) else { return .vacuous }
    guard let sizes else { return BrandOutcome() }
    let text = MeasuredText(measure: measure, limit: limit, nodes: part.template, sizes: sizes)
    guard let most = text.extreme(.most), let least = text.extreme(.least) else { return .vacuous }
    // Of capitals, what goes beyond the limit was counted.
    let bound = measure == .capitals ? 0 : limit
    var outcome = BrandOutcome()
    let ends = [least.size, most.size]
    let holds = ends.map { comparison.holds($0, bound) }
    let isWithin = ends[0] < bound && bound < ends[1]
    outcome.alwaysHolds = holds == [true, true] && (comparison != .notEqual || !isWithin)
    outcome.alwaysFails = holds == [false, false] && (comparison != .equal || !isWithin)
    let report = SizeReport(evaluation: self, text: text, name: name, part: part)
    if !outcome.alwaysFails {
      outcome.holding = [report.witness(comparison, holds[1] ? .most : .least)]
    }
    if !outcome.alwaysHolds {
      outcome.failing = [report.witness(comparison.negated, !holds[1] ? .most : .least)]
    }
    return outcome
  }
}

/// A text whose size a rule speaks of.
struct MeasuredText {
  let measure: BrandEvaluation.TextMeasure
  let limit: Int64
  let nodes: [TemplateNode]
  let sizes: MessageSizes

  struct Extreme {
    var size: Int64
    var path: SizeExtreme
    /// Of an SMS: whether it is counted in septets.
    var isGSM = true
  }

  /// Nil where no member gets the text.
  func extreme(_ end: SizeEnd, _ mode: SizeSearch.Mode = SizeSearch.Mode()) -> Extreme? {
    if measure == .segments {
      let found =
        end == .most
        ? SegmentBound.most(of: nodes, sizes.context, mode) : SegmentBound.least(of: nodes, sizes.context)
      return found.map { Extreme(size: Int64($0.segments), path: $0.extreme, isGSM: $0.isGSM) }
    }
    let counted: SizeMeasure =
      switch measure {
      case .length, .segments: .characters
      case .emoji: .emoji
      case .capitals: .capitals(aboveBasisPoints: Int(clamping: limit))
      }
    return SizeSearch.bound(of: nodes, counted, end, sizes.context, mode).plain.map {
      Extreme(size: Int64($0.weight.amount), path: $0)
    }
  }
}
