import CampaignDiagnostics
import CampaignSyntax
import CampaignValues

/// Rules about how long a text may be, and how much it may have of something.
extension BrandEvaluation {
  enum TextMeasure { case length, emoji, capitals, segments }

  func size(
    _ measure: TextMeasure, _ name: String, _ comparison: CheckedExpression.Comparison, _ limit: Int64
  ) -> BrandOutcome {
    guard let part = message.part(name) else { return .vacuous }
    guard let sizes else { return BrandOutcome() }
    let text = MeasuredText(measure: measure, limit: limit, nodes: part.template, sizes: sizes)
    if !findsWitnesses {
      // A wider interval is found sooner, and mostly decides.
      let rough = text.outcome(comparison, SizeSearch.Mode(isRough: true)).outcome
      if rough.isVacuous || rough.alwaysHolds || rough.alwaysFails { return rough }
      return text.outcome(comparison, SizeSearch.Mode()).outcome
    }
    var (outcome, holdsAtMost) = text.outcome(comparison, SizeSearch.Mode())
    if outcome.isVacuous { return outcome }
    let report = SizeReport(evaluation: self, text: text, name: name, part: part)
    if !outcome.alwaysFails {
      outcome.holding = [report.witness(comparison, holdsAtMost ? .most : .least)]
    }
    if !outcome.alwaysHolds {
      outcome.failing = [report.witness(comparison.negated, !holdsAtMost ? .most : .least)]
    }
    return outcome
  }
}

extension BrandEvaluation {
  /// A member whose text has none of the phrases, and the text; nothing where none is found.
  func notes(of part: WrittenMessage.Part, withoutAny phrases: [String]) -> [Note] {
    guard findsWitnesses, let sizes else { return [] }
    let folded = phrases.map { phrase in phrase.withBytes { FoldedPhrase($0) } }
    let found = SizeSearch.bound(
      of: part.template, .phrases(folded), .least, sizes.context, SizeSearch.Mode(keepsText: true)
    ).plain
    var scratch: [UInt8] = []
    // Over a seam there may be one after all.
    guard let found, let member = sizes.words.line(found.witness),
      !folded.contains(where: { phrase in found.text.withBytes { phrase.isContained(in: $0, scratch: &scratch) } })
    else { return [] }
    return [Note("where \(member), the member would get: `\(SizeReport.shortened(found.text))`")]
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

  /// Whether the size compares so for every member, or for none; and at its most.
  func outcome(
    _ comparison: CheckedExpression.Comparison, _ mode: SizeSearch.Mode
  ) -> (outcome: BrandOutcome, holdsAtMost: Bool) {
    guard let most = extreme(.most, mode)?.size, let least = extreme(.least, mode)?.size else {
      return (.vacuous, false)
    }
    // Of capitals, what goes beyond the limit was counted.
    let bound = measure == .capitals ? 0 : limit
    let holds = [least, most].map { comparison.holds($0, bound) }
    let isWithin = least < bound && bound < most
    var outcome = BrandOutcome()
    outcome.alwaysHolds = holds == [true, true] && (comparison != .notEqual || !isWithin)
    outcome.alwaysFails = holds == [false, false] && (comparison != .equal || !isWithin)
    return (outcome, holds[1])
  }

  /// Nil where no member gets the text.
  func extreme(_ end: SizeEnd, _ mode: SizeSearch.Mode = SizeSearch.Mode()) -> Extreme? {
    if measure == .segments {
      let found =
        end == .most
        ? SegmentBound.most(of: nodes, sizes.context, mode) : SegmentBound.least(of: nodes, sizes.context, mode)
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
