import CampaignDiagnostics
import CampaignSyntax

/// What an expectation asks about.
enum ExpectationSubject {
  case outcome(TestOutcome)
  case fact(TestFact)
  case text(MessageText)
  case measure(TextMeasure, MessageText)
}

extension ExpectationChecker {
  /// Whether any part of an expression speaks of the outcome; the rest is about the member.
  func asksOutcome(_ e: Expression) -> Bool {
    switch e.kind {
    case .path(let path): isOutcome(path)
    case .parenthesized(let a), .not(let a), .negate(let a), .isKnown(let a, _), .isEmpty(let a, _),
      .within(let a, _, _),
      .elapsed(_, _, let a), .fits(let a, _, _), .formatted(let a, _), .isOneOf(let a, _, _), .textTest(_, let a, _):
      asksOutcome(a)
    case .comparison(_, let a, let b, _), .arithmetic(_, let a, let b), .otherwise(let a, let b):
      asksOutcome(a) || asksOutcome(b)
    case .between(let a, let b, let c): [a, b, c].contains(where: asksOutcome)
    case .and(let all), .or(let all): all.contains(where: asksOutcome)
    case .missing, .literal, .template, .inSegment, .aggregate, .quantified: false
    }
  }

  private func isOutcome(_ path: Path) -> Bool {
    // At the first step nobody has converted, and an attribute may be called so.
    let isAttribute = step == 0 && context.audience.attributeIndex[path.head.text] != nil
    if path.text == TestOutcome.converted.rawValue, isAttribute { return false }
    if Self.names.contains(path.head.text) { return true }
    // An experiment's own name stands for the variant; its fields are values as in messages.
    return path.names.count == 1 && campaign.experiments.contains { $0.name == path.text }
  }

  func subject(of e: Expression) -> ExpectationSubject? {
    guard case .path(let path) = e.unwrapped.kind, isOutcome(path) else {
      return report(
        "\(context.quoted(e.span)) is not part of the outcome", at: e.span,
        help: "name the outcome's part on the left: `email.subject contains \"…\"`")
    }
    return subject(path)
  }

  /// What a path of the outcome names; nil where there is no such thing, and that was reported.
  func subject(_ path: Path) -> ExpectationSubject? {
    if let outcome = TestOutcome(rawValue: path.text) { return .outcome(outcome) }
    if path.names.count == 1 {
      switch path.text {
      case "channel": return .fact(.channel)
      case "language": return .fact(.language)
      case "reason": return .text(.reason)
      case "words": return .text(.words)
      default: break
      }
      if let index = campaign.experiments.firstIndex(where: { $0.name == path.text }) {
        return .fact(.experiment(index))
      }
    }
    if path.names.count == 2, ["words", "reason"].contains(path.head.text) {
      guard path.names[1].text == "length" else { return unknown(path.names[1], of: path.head.text, ["length"]) }
      return .measure(.length, path.head.text == "words" ? .words : .reason)
    }
    guard let channel = Channel(rawValue: path.head.text) else {
      return report("`\(path.text)` has no parts", at: path.span, help: "write `\(path.head.text)` alone")
    }
    return part(path, channel)
  }

  private func part(_ path: Path, _ channel: Channel) -> ExpectationSubject? {
    let tested = campaign.steps[step]
    let messages = tested.messages.filter { $0.channel == channel }
    guard !messages.isEmpty else {
      let own = tested.messages.map(\.channel.rawValue)
      return report(
        "`\(tested.name)` sends nothing by `\(channel.rawValue)`", at: path.head.span,
        help: "it sends by \(Channel.allCases.map(\.rawValue).filter(own.contains).quotedList(limit: 3))")
    }
    let parts = channel.testedParts
    guard path.names.count > 1 else {
      return report(
        "`\(path.text)` is a channel, not a text", at: path.span,
        help:
          "write `channel is \(path.text)`, or name a text of it: \(parts.map { "\(path.text).\($0.name)" }.quotedList(limit: 4))"
      )
    }
    let name = path.names[1]
    if channel == .sms, path.names.count == 2, name.text == TextMeasure.segments.rawValue {
      return .measure(.segments, .part(.sms, .text))
    }
    guard let part = parts.first(where: { $0.name == name.text })?.part else {
      return unknown(name, of: channel.rawValue, parts.map(\.name) + (channel == .sms ? ["segments"] : []))
    }
    guard messages.contains(where: { $0.parts.contains { $0.part == part } }) else {
      return report(
        "the `\(channel.rawValue)` of `\(tested.name)` has no `\(name.text)`", at: name.span,
        help: "add it, or leave this out")
    }
    guard path.names.count > 2 else { return .text(.part(channel, part)) }
    guard path.names.count == 3, path.names[2].text == TextMeasure.length.rawValue else {
      return unknown(path.names[2], of: "\(channel.rawValue).\(name.text)", ["length"])
    }
    return .measure(.length, .part(channel, part))
  }

  private func unknown(_ name: Name, of owner: String, _ parts: [String]) -> ExpectationSubject? {
    let meant = Suggestion.nearest(to: name.text, among: parts)
    context.report(
      .expectation, "`\(owner)` has no `\(name.text)`", at: name.span,
      helps: [
        meant.map { "did you mean `\($0)`?" } ?? "there is \(parts.map { "\(owner).\($0)" }.quotedList(limit: 6))"
      ],
      fixes: meant.map { [Fix("write `\($0)`", replace: name.span, with: $0)] } ?? [])
    return nil
  }
}

extension Channel {
  /// The texts that tests can ask about, as their author calls them.
  package var testedParts: [(name: String, part: MessagePart)] {
    switch self {
    case .email: [("subject", .subject), ("preheader", .preheader), ("body", .text), ("html", .html)]
    case .sms: [("text", .text)]
    case .push: [("title", .title), ("text", .text), ("link", .link)]
    }
  }
}
