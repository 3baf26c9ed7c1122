import CampaignDiagnostics
import CampaignSyntax

/// How values are written.
extension PieceResolver {
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
    case .time: return .time(.short)
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
    case .set, .rows, .item:
      // Reported where a value is asked for.
      return nil
    case .duration:
      return notPrintable(
        "\(context.quoted(span)) is a duration, which has no form in a message", at: span,
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
    if written == "label" { return label(value, at: place) }
    let isTime = last.text == "time"
    let date = isTime ? nil : first.text == "date" ? DateStyle.medium : DateStyle(rawValue: first.text)
    let time = !isTime ? nil : first.text == "time" ? TimeStyle.short : TimeStyle(rawValue: first.text)
    switch (value.type.base, date, time) {
    case (.date, let style?, _): return .date(style)
    case (.timestamp, let style?, _): return .timestampDate(style)
    case (.timestamp, _, let style?): return .timestampTime(style)
    case (.time, _, let style?): return .time(style)
    default:
      let help =
        switch value.type.base {
        case .date: "a date has no time of day; write `as date`"
        case .time: "a time of day belongs to no date; write `as time`"
        default: "`as \(written)` is for dates and times; leave it out here"
        }
      context.report(
        .formatMismatch, "\(context.words(value)) can't be written as `\(written)`", at: place, helps: [help])
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
    // Labels are the tenants': a template is held to them in each campaign.
    guard missing.isEmpty || context.isLibrary else {
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
