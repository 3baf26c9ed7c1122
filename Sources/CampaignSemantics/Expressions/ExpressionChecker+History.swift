import CampaignDiagnostics
import CampaignSyntax

/// What can be read of a campaign's course: `entered`, `converted`, and of a step `sent`, `opened`, `clicked`.
extension ExpressionChecker {
  static let stepFacts = HistoryFact.Event.allCases.map(\.rawValue)
  static let entryFacts = ["entered", "converted"]

  /// Whether a name means something of the campaign's course, where nothing else has that name.
  func isHistory(_ name: Name) -> Bool {
    scope.campaign != nil && (Self.stepFacts + Self.entryFacts).contains(name.text)
  }

  /// A name by itself, where the campaign's course can be asked about.
  func resolveHistory(_ name: Name) -> Resolution? {
    scope.stage != .entry && isHistory(name) ? .history(step: nil, name) : nil
  }

  /// `welcome.clicked`.
  func resolveHistory(_ step: Name, _ fact: Name) -> Resolution? {
    guard let campaign = scope.campaign, campaign.steps.contains(where: { $0.text == step.text }) else { return nil }
    if Self.stepFacts.contains(fact.text) { return .history(step: step, fact) }
    // Related tables and members have fields of their own.
    let table = context.audience
    let isOther =
      table.relationIndex[step.text] != nil || table.attributeIndex[step.text] != nil || step.text == table.memberName
      || AudienceChecker.reserved.contains(step.text)
    return isOther ? nil : .history(step: step, fact)
  }

  /// A part of the campaign's course as a value.
  func history(_ step: Name?, _ fact: Name, _ path: Path) -> CheckedExpression? {
    guard let campaign = scope.campaign else { return nil }
    if step == nil, let declared = declaredMember(fact) {
      context.report(
        .ambiguousFact, "`\(fact.text)` is an attribute, and here it could also say what happened in the campaign",
        at: path.span, notes: [Note("the attribute is declared here", at: declared)],
        helps: [
          "write `\(context.audience.memberName).\(fact.text)` for the attribute"
            + (Self.stepFacts.contains(fact.text) ? ", or name the step: `\(campaign.name.text).\(fact.text)`" : "")
        ])
      return nil
    }
    switch fact.text {
    case "entered" where step == nil: return entered(path.span)
    case "converted" where step == nil: return converted(campaign, path.span)
    default: break
    }
    guard let event = HistoryFact.Event(rawValue: fact.text) else {
      reportUnknownPart(of: step?.text ?? "", fact, among: Self.stepFacts)
      return nil
    }
    return message(event, of: step, in: campaign, path.span)
  }

  private func declaredMember(_ name: Name) -> Span? {
    let table = context.audience
    return table.relationIndex[name.text].map { table.relations[$0].name.span }
      ?? table.attributeIndex[name.text].map { table.attributes[$0].name.span }
  }

  private func entered(_ span: Span) -> CheckedExpression? {
    if case .entry = scope.stage {
      context.report(
        .misplacedFact, "`entered` is read where the member only enters", at: span,
        helps: ["write `now`, which is the same here"], fixes: [Fix("write `now`", replace: span, with: "now")])
      return nil
    }
    return CheckedExpression(.entered, ValueType(.timestamp), span)
  }

  private func converted(_ campaign: CampaignNames, _ span: Span) -> CheckedExpression? {
    guard mayAsk("converted", span) else { return nil }
    guard campaign.hasConversion else {
      if !campaign.isIncomplete {
        context.report(
          .misplacedFact, "`converted` is asked, but nothing says what a conversion is", at: span,
          helps: ["add `conversion any(orders where placed after entered) within 7 days`, or what success is here"])
      }
      return nil
    }
    return CheckedExpression(.history(.converted), ValueType(.bool), span)
  }

  private func message(
    _ event: HistoryFact.Event, of step: Name?, in campaign: CampaignNames, _ span: Span
  ) -> CheckedExpression? {
    guard mayAsk(event.rawValue, span) else { return nil }
    var number = step.flatMap { step in campaign.steps.firstIndex { $0.text == step.text } }
    if case .followUp(let own) = scope.stage {
      if let number, number >= own {
        let name = campaign.steps[number]
        context.report(
          .misplacedFact,
          number == own
            ? "`\(name.text)` asks about itself, before it is sent" : "`\(name.text)` comes only after this step",
          at: span, notes: [Note("`\(name.text)` is declared here", at: name.span)],
          helps: ["ask about a step before: `\(campaign.steps[own - 1].text).\(event.rawValue)`"])
        return nil
      }
      number = number ?? own - 1
    }
    return CheckedExpression(.history(.message(event, step: number)), ValueType(.bool), span)
  }

  /// Whether something can have happened yet; reported where it can't.
  private func mayAsk(_ fact: String, _ span: Span) -> Bool {
    switch scope.stage {
    case .everyStep, .followUp: return true
    case .entry:
      context.report(
        .misplacedFact, "`\(fact)` is asked before anything was sent", at: span,
        helps: ["ask it in a step that follows: `then reminder after 3 days where not \(fact) { … }`, or in `while`"])
    case .conversion:
      context.report(
        .misplacedFact, "`\(fact)` is asked in `conversion`, which is about what the member does", at: span,
        helps: ["ask about the member's own data, such as `any(orders where placed after entered)`"])
    }
    return false
  }

  /// When the offer ends: in the first step counted from `now`, later from the entry, so that it stays the same.
  func ends(_ validity: CalendarOffset, _ span: Span) -> CheckedExpression {
    let isDate = validity.seconds == 0
    let type = ValueType(isDate ? .date : .timestamp)
    if case .entry = scope.stage {
      return CheckedExpression(isDate ? .runDate(validity) : .runInstant(validity), type, span)
    }
    let entered = CheckedExpression(.entered, ValueType(.timestamp), span)
    if !isDate { return CheckedExpression(.movedInstant(entered, validity), type, span) }
    return CheckedExpression(
      .movedDate(CheckedExpression(.localDate(entered), ValueType(.date), span), validity), type, span)
  }
}

extension Scope {
  /// What can be read of the campaign's course here.
  var historyNames: [String] {
    guard let campaign else { return [] }
    switch stage {
    case .entry: return []
    case .conversion: return ["entered"]
    case .everyStep, .followUp:
      return ExpressionChecker.stepFacts + ExpressionChecker.entryFacts + campaign.steps.map(\.text)
    }
  }
}

extension CheckedExpression {
  /// Characters of a member's own code behind its prefix.
  package static let uniqueCodeCharacters = 12

  static func uniqueCode(_ prefix: String, _ span: Span) -> CheckedExpression {
    let type = TextType(maxCharacters: prefix.utf8.count + uniqueCodeCharacters, textClass: .gsm)
    return CheckedExpression(.uniqueCode(prefix: prefix), ValueType(.text(type)), span)
  }
}
