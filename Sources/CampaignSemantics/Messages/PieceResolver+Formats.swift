import CampaignDiagnostics
import CampaignSyntax

/// How values are written.
extension PieceResolver {
  private static let formats = [
    "date", "short date", "long date", "weekday", "label", "time",
  ]

  /// How a value is written where nothing is said.
  func defaultFormat(of value: CheckedExpression, at span: Span) -> ValueFormat? {
    switch value.type.base {
    case .text, .timezone, .email, .phone, .url: return .text
    case .integer: return .integer
    case .decimal: return .decimal
    case .money: return .money
    case .percent: return .percent
    case .date: return .date(.medium)
    case .timestamp: return .timestampDate(.medium)
    case .time: return .time
    case .choice(let choice):
      context.report(
        .choiceWithoutLabel, "\(context.quoted(span)) is a choice, and a choice is shown by its label", at: span,
        notes: [Note("its values are \(choice.options.map(\.name).quotedList(limit: 6))")],
        helps: ["write `{\(context.text(span)) as label}`"],
        fixes: [Fix("show the label", replace: span.endPoint, with: " as label")])
      return nil
    case .bool:
      return notPrintable(
        "\(context.quoted(span)) is `yes` or `no`, which nobody should read in a message", at: span,
        help: "choose a text: `{if \(context.text(span))}…{else}…{end}`")
    case .set, .rows:
      // Reported where a value is asked for.
      return nil
    case .duration:
      return notPrintable(
        "\(context.quoted(span)) is a duration, which has no form in a message yet", at: span,
        help: "show a date instead")
    }
  }

  private func notPrintable(_ message: String, at span: Span, help: String) -> ValueFormat? {
    context.report(.notPrintable, message, at: span, helps: [help])
    return nil
  }

  /// How `as …` says that a value is written.
  func format(_ words: [Name], of value: CheckedExpression, at span: Span) -> ValueFormat? {
    guard let first = words.first, let last = words.last else { return defaultFormat(of: value, at: span) }
    let written = words.map(\.text).joined(separator: " ")
    let place = first.span.union(last.span)
    guard Self.formats.contains(written) else {
      let meant = Suggestion.nearest(to: written, among: Self.formats) ?? Self.formats.first { $0.hasPrefix(written) }
      context.report(
        .unknownFormat, "`\(written)` is not a way to write a value", at: place,
        helps: [meant.map { "did you mean `as \($0)`?" } ?? "write one of \(Self.formats.quotedList(limit: 8))"],
        fixes: meant.map { [Fix("write `\($0)`", replace: place, with: $0)] } ?? [])
      return nil
    }
    if written == "label" { return label(value, at: place) }
    let style = first.text == "date" ? DateStyle.medium : DateStyle(rawValue: first.text)
    switch (value.type.base, style) {
    case (.date, let style?): return .date(style)
    case (.timestamp, let style?): return .timestampDate(style)
    case (.time, nil): return .time
    default:
      context.report(
        .formatMismatch, "\(context.words(value)) can't be written as `\(written)`", at: place,
        helps: [
          style == nil
            ? "`as time` is for a time of day" : "`as \(written)` is for dates and times; leave it out here"
        ], fixes: [])
      return nil
    }
  }

  private func label(_ value: CheckedExpression, at span: Span) -> ValueFormat? {
    guard case .choice(let choice) = value.type.base else {
      context.report(
        .formatMismatch, "\(context.words(value)) has no labels: only a choice has", at: span,
        helps: ["leave `as label` out"])
      return nil
    }
    var labels: [String] = []
    var missing: [String] = []
    for option in choice.options {
      if let label = option.labels[language] ?? option.labels[""] {
        labels.append(label)
      } else {
        missing.append(option.name)
      }
    }
    guard missing.isEmpty else {
      context.report(
        .choiceWithoutLabel, "\(missing.quotedList(limit: 4)) \(missing.count == 1 ? "has" : "have") no label to show",
        at: span,
        notes: [Note("the message is in `\(language)`")],
        helps: ["add to the audience: `\(missing[0]) as \"…\"`, so that every value can be shown"])
      return nil
    }
    return .label(labels)
  }
}
