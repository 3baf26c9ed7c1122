import CampaignDiagnostics
import CampaignSyntax

/// Checks an experiment: its weights, and that every variant defines the same fields.
struct ExperimentChecker {
  let context: TenantContext
  let names: CampaignNames
  let scope: Scope
  /// Whether the campaign says what a conversion is.
  let hasConversion: Bool

  func check(_ syntax: ExperimentSyntax) -> CheckedExperiment? {
    let errorsBefore = context.errorCount
    if context.checkIsFree(syntax.name, template: names.template),
      let first = names.experimentIndex[syntax.name.text]
    {
      context.reportTwice("`\(syntax.name.text)`", at: syntax.name.span, first: names.experiments[first].name.span)
    }
    _ = context.checkSalt(syntax.salt, of: syntax.name.text)
    let slice = SliceChecker(context: context, campaign: names.name.text).check(syntax)
    let variants = self.variants(syntax)
    let fields = variants.isEmpty ? [] : self.fields(syntax)
    let adaptation = AdaptationChecker(context: context, hasConversion: hasConversion)
    let optimization = adaptation.optimization(syntax.optimizations, variantCount: variants.count)
    let stops = adaptation.stops(syntax.stops)
    let isBroken = context.errorCount != errorsBefore || context.isUnreadable(syntax.span)
    names.add(
      ExperimentNames(name: syntax.name, variants: syntax.variants.map(\.name), fields: fields, isBroken: isBroken))
    guard !isBroken else { return nil }
    return CheckedExperiment(
      name: syntax.name.text, salt: syntax.salt.value, variants: variants, slice: slice, optimization: optimization,
      stops: stops, span: syntax.name.span)
  }

  private func variants(_ syntax: ExperimentSyntax) -> [CheckedExperiment.Variant] {
    var result: [CheckedExperiment.Variant] = []
    var seen: [String: Span] = [:]
    var isWhole = true
    for variant in syntax.variants {
      if let first = seen.updateValue(variant.name.span, forKey: variant.name.text) {
        context.reportTwice("the variant `\(variant.name.text)`", at: variant.name.span, first: first)
        isWhole = false
      }
      if let weight = context.share(variant.weight, what: "a variant's weight") {
        result.append(CheckedExperiment.Variant(name: variant.name.text, weightBasisPoints: weight))
      } else {
        isWhole = false
      }
    }
    guard isWhole, !context.isUnreadable(syntax.span) else { return result }
    guard result.count > 1 else {
      context.report(
        .weights, "the experiment `\(syntax.name.text)` has nothing to compare", at: syntax.name.span,
        helps: ["give it two variants or more"])
      return result
    }
    let total = result.reduce(0) { $0 + $1.weightBasisPoints }
    if total != 10_000, let first = syntax.variants.first, let last = syntax.variants.last {
      let missing = 10_000 - total
      let span = first.weight.span.union(last.weight.span)
      context.report(
        .weights, "the weights add to \(total.asPercent), not 100%", at: syntax.name.span,
        notes: [
          Note("they are \(syntax.variants.map { context.text($0.weight.span) }.joined(separator: " + "))", at: span)
        ],
        helps: [
          missing > 0
            ? "give \(missing.asPercent) more, to one variant or several"
            : "take away \((-missing).asPercent), from one variant or several"
        ])
    }
    return result
  }

  /// The fields that every variant has.
  private func fields(_ syntax: ExperimentSyntax) -> [ExperimentField] {
    guard let first = usual(syntax.variants) else { return [] }
    let values = syntax.variants.map { variant in
      Dictionary(variant.fields.map { ($0.name.text, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
    if !context.isUnreadable(syntax.span) {
      let usual = Set(first.fields.map(\.name.text))
      for variant in syntax.variants { reportFieldNames(variant, like: first, usual) }
    }
    var result: [ExperimentField] = []
    var seen: Set<String> = []
    for field in first.fields where seen.insert(field.name.text).inserted {
      let values = values.compactMap { $0[field.name.text] }
      guard values.count == syntax.variants.count else { continue }
      let (isSound, checked) = check(values)
      if isSound { result.append(ExperimentField(name: field.name, values: values, checked: checked)) }
    }
    return result
  }

  /// The variant whose fields most variants have; of several the first.
  private func usual(_ variants: [ExperimentSyntax.Variant]) -> ExperimentSyntax.Variant? {
    let names = variants.map { Set($0.fields.map(\.name.text)) }
    var counts: [Set<String>: Int] = [:]
    for names in names { counts[names, default: 0] += 1 }
    let most = counts.values.max()
    return zip(variants, names).first { counts[$1] == most }?.0
  }

  /// `usual` are the names of the fields of `first`.
  private func reportFieldNames(
    _ variant: ExperimentSyntax.Variant, like first: ExperimentSyntax.Variant, _ usual: Set<String>
  ) {
    var seen: [String: Span] = [:]
    for field in variant.fields {
      if let earlier = seen.updateValue(field.name.span, forKey: field.name.text) {
        context.reportTwice("`\(field.name.text)`", at: field.name.span, first: earlier)
      }
    }
    let missing = first.fields.filter { seen[$0.name.text] == nil }
    let extra = variant.fields.filter { !usual.contains($0.name.text) }
    let wanted = missing.map(\.name.text)
    for field in extra {
      let meant =
        Suggestion.nearest(to: field.name.text, among: wanted)
        ?? (missing.count == 1 && extra.count == 1 ? wanted[0] : nil)
      context.report(
        .variantFields, "`\(field.name.text)` is not in the variant `\(first.name.text)`", at: field.name.span,
        notes: [Note("every variant has the same fields, so that each can be shown", at: first.name.span)],
        helps: [meant.map { "did you mean `\($0)`?" } ?? "add `\(field.name.text)` to every variant"],
        fixes: meant.map { [Fix("write `\($0)`", replace: field.name.span, with: $0)] } ?? [])
    }
    if extra.isEmpty, let field = missing.first {
      context.report(
        .variantFields, "the variant `\(variant.name.text)` has no \(wanted.quotedList(limit: 5))",
        at: variant.name.span,
        notes: [Note("`\(first.name.text)` has it here", at: field.name.span)],
        helps: ["give every variant the same fields"])
    }
  }

  /// Text is rendered where it is read; everything else is a value that needs no member.
  private func check(_ values: [Expression]) -> (isSound: Bool, checked: [CheckedExpression]?) {
    let isText = values.map { value in
      switch value.unwrapped.kind {
      case .template: true
      case .literal(let literal): if case .string = literal.value { true } else { false }
      default: false
      }
    }
    if isText.allSatisfy({ $0 }) { return (true, nil) }
    var checker = ExpressionChecker(context: context, scope: scope)
    checker.scope.isExperimentField = true
    var checked: [CheckedExpression] = []
    for value in values {
      if case .literal(let literal) = value.unwrapped.kind, case .duration = literal.value {
        context.report(
          .calendarUnit, "a variant's field can't be a duration", at: value.span,
          notes: [Note("a time is moved by a duration that is written where it is moved: `now + 7 days`")],
          helps: ["write a number, or a text: `\"\(context.text(value.span))\"`"])
        return (false, nil)
      }
      guard let one = checker.value(value, expecting: checked.first?.type.base) else { return (false, nil) }
      if let first = checked.first, !first.type.base.isLike(one.type.base) {
        context.report(
          .typesDiffer,
          "\(context.quoted(one.span)) is \(context.words(one)), but \(context.quoted(first.span)) is \(context.words(first))",
          at: one.span, notes: [Note("a field has the same type in every variant", at: first.span)])
        return (false, nil)
      }
      checked.append(one)
    }
    return (true, checked)
  }
}

extension Int {
  /// Basis points as a percentage is written: `12.5%`.
  var asPercent: String {
    let fraction = self % 100
    if fraction == 0 { return "\(self / 100)%" }
    return fraction % 10 == 0
      ? "\(self / 100).\(fraction / 10)%" : "\(self / 100).\(fraction < 10 ? "0" : "")\(fraction)%"
  }
}
