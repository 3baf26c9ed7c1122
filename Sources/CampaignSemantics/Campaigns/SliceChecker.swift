import CampaignDiagnostics
import CampaignSyntax

/// Checks which members of a layer an experiment takes: no two experiments of a tenant take the same.
struct SliceChecker {
  let context: TenantContext
  /// Of the experiment.
  let campaign: String

  /// Nil where the experiment takes everybody, or its slice was wrong and was reported.
  func check(_ syntax: ExperimentSyntax) -> CheckedExperiment.Slice? {
    guard let written = syntax.layer else { return nil }
    let range = basisPoints(written.from, written.to)
    guard let layer = context.settings.layers[written.name.text] else {
      if context.isTenantIncomplete { context.fail() } else { reportUnknown(written.name) }
      return nil
    }
    guard let range else { return nil }
    if let other = layer.slices.first(where: { $0.basisPoints.overlaps(range) }) {
      let owner = other.campaign == campaign ? "" : " of `\(other.campaign)`"
      context.report(
        .overlappingSlices,
        "`\(syntax.name.text)` takes members of `\(written.name.text)` that `\(other.experiment.text)`\(owner) has",
        at: written.from.span.union(written.to.span),
        notes: [
          Note("`\(other.experiment.text)`\(owner) takes \(Self.words(other.basisPoints))", at: other.experiment.span)
        ],
        helps: [help(layer.slices.map(\.basisPoints))])
    }
    context.settings.layers[written.name.text]?.slices.append((range, syntax.name, campaign))
    return CheckedExperiment.Slice(layer: written.name.text, salt: layer.salt, basisPoints: range)
  }

  private func reportUnknown(_ name: Name) {
    let meant = Suggestion.nearest(to: name.text, among: context.settings.layers.keys.sorted())
    context.report(
      .unknownName, "`\(name.text)` is not a layer of this tenant", at: name.span,
      helps: [meant.map { "did you mean `\($0)`?" } ?? "declare it in the tenant: `layer \(name.text) salt \"…\"`"],
      fixes: meant.map { [Fix("write `\($0)`", replace: name.span, with: $0)] } ?? [])
  }

  private func basisPoints(_ from: Literal, _ to: Literal) -> Range<Int>? {
    guard let start = bound(from), let end = bound(to) else { return nil }
    if start < end { return start..<end }
    let span = from.span.union(to.span)
    guard start > end else {
      context.report(
        .shareRange, "the slice \(context.quoted(span)) is empty", at: span,
        helps: ["write where it begins and where it ends: `0% to 50%`"])
      return nil
    }
    context.report(
      .rangeReversed, "the slice \(context.quoted(span)) ends before it begins", at: span, helps: ["swap them"],
      fixes: [Fix("swap them", [Edit(from.span, context.source(to.span)), Edit(to.span, context.source(from.span))])])
    return nil
  }

  /// 0% is where a layer begins, and no share.
  private func bound(_ literal: Literal) -> Int? {
    if case .percent(let number) = literal.value, number.mantissa == 0 { return 0 }
    return context.share(literal, what: "a slice's end")
  }

  /// The largest part of the layer that is still free.
  private func help(_ taken: [Range<Int>]) -> String {
    var free: Range<Int> = 0..<0
    var start = 0
    for slice in taken.sorted(by: { $0.lowerBound < $1.lowerBound }) + [10_000..<10_000] {
      if slice.lowerBound - start > free.count { free = start..<slice.lowerBound }
      start = max(start, slice.upperBound)
    }
    return free.isEmpty ? "declare another layer: this one has no members left" : "\(Self.words(free)) is still free"
  }

  private static func words(_ range: Range<Int>) -> String {
    "`\(range.lowerBound.asPercent) to \(range.upperBound.asPercent)`"
  }
}
