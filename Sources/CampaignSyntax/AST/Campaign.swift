import CampaignDiagnostics

/// `campaign welcome was hello from winback(…) { … }`; items in source order.
package struct CampaignSyntax: Sendable {
  package var name: Name
  package var was: Name?
  package var instantiates: Instantiation?
  package var items: [CampaignItem]
  /// Items that could not be read, and were reported.
  package var lost: [LostSyntax] = []
  package var span: Span

  /// `from winback(lapse: 45 days, hero: "…")`.
  package struct Instantiation: Sendable {
    package var template: Name
    package var arguments: [(name: Name, value: Expression)]
    package var span: Span
  }
}

/// What stands in a campaign or a template.
package enum CampaignItem: Sendable {
  case goal(StringLiteral, keyword: Span)
  /// `audience where P except where Q`.
  case audience(predicate: Expression?, exceptions: [Expression], span: Span)
  case schedule(ScheduleSyntax)
  /// `trigger basket_abandoned after 2 hours`.
  case trigger(Name, after: DurationSyntax?, span: Span)
  case `repeat`(RepeatSyntax, span: Span)
  case expires(DurationSyntax, span: Span)
  /// `holdout 5% salt "…"`.
  case holdout(Literal, salt: StringLiteral, span: Span)
  case experiment(ExperimentSyntax)
  case offer(OfferSyntax)
  case pick(PickSyntax)
  case whileCondition(Expression, span: Span)
  /// `conversion P within 7 days`.
  case conversion(Expression, within: DurationSyntax, span: Span)
  case priority(Number, span: Span)
  case message(MessageSyntax)
  case step(StepSyntax)
  /// `replace email.subject "…"`.
  case replace(Path, Template, span: Span)
  /// `needs first_name text(40)?`, in templates.
  case needs(Name, TypeSyntax, span: Span)
}

extension CampaignItem {
  package var span: Span {
    switch self {
    case .goal(let text, let keyword): keyword.union(text.span)
    case .audience(_, _, let span), .trigger(_, _, let span), .repeat(_, let span), .expires(_, let span): span
    case .holdout(_, _, let span), .whileCondition(_, let span), .conversion(_, _, let span): span
    case .priority(_, let span), .replace(_, _, let span), .needs(_, _, let span): span
    case .schedule(let schedule): schedule.span
    case .experiment(let experiment): experiment.span
    case .offer(let offer): offer.span
    case .pick(let pick): pick.span
    case .message(let message): message.span
    case .step(let step): step.span
    }
  }
}

package enum RepeatSyntax: Sendable {
  case never, everyRun
  case after(DurationSyntax)
}

/// `schedule every tuesday and friday at 09:30 in tenant.timezone from 2027-03-02 until 2027-03-26`.
package struct ScheduleSyntax: Sendable {
  package var recurrence: Recurrence
  package var times: Times?
  package var zone: Expression?
  package var from: Literal?
  package var until: Literal?
  package var span: Span

  package enum Recurrence: Sendable {
    case once(Literal)
    case everyDay(Span)
    /// Lower-case weekday names as written.
    case everyWeekday([Name])
    /// `every month on the 1st and 15th`, `on the last`: nil is the last day.
    case everyMonth(days: [Int?], span: Span)
  }

  package enum Times: Sendable {
    case at([Literal])
    /// `at the best hour between 09:00 and 18:00`.
    case bestHour(between: Literal, and: Literal, span: Span)
  }
}

/// `experiment opening in spring 0% to 50% salt "…" { variant plain 50% { line "…" } }`.
package struct ExperimentSyntax: Sendable {
  package var name: Name
  package var layer: (name: Name, from: Literal, to: Literal)?
  package var salt: StringLiteral
  package var variants: [Variant]
  package var optimizations: [Optimize]
  package var stops: [Stop]
  package var span: Span

  package struct Variant: Sendable {
    package var name: Name
    package var weight: Literal
    package var fields: [(name: Name, value: Expression)]
    package var span: Span
  }

  /// `optimize clicks by thompson floor 10% within 24 hours`.
  package struct Optimize: Sendable {
    package var metric: Name
    package var method: Name
    package var floor: Literal?
    package var within: DurationSyntax?
    package var span: Span
  }

  /// `stop variant if unsubscribes > 0.5%`.
  package struct Stop: Sendable {
    package var predicate: Expression
    package var span: Span
  }
}

/// `offer { percent_off 10%, code unique "HELLO-", valid 14 days }`.
package struct OfferSyntax: Sendable {
  package var items: [Item]
  package var span: Span

  package enum Item: Sendable {
    case percentOff(Expression, keyword: Span)
    case amountOff(Expression, keyword: Span)
    case minimum(Expression, keyword: Span)
    case code(StringLiteral, isUnique: Bool, keyword: Span)
    case valid(DurationSyntax, keyword: Span)
  }
}

/// `pick coupon from coupons where … by expires`.
package struct PickSyntax: Sendable {
  package var name: Name
  package var source: Path
  package var predicate: Expression?
  package var order: [OrderKey]
  package var span: Span
}

/// `email in es_US { subject "…" … }`.
package struct MessageSyntax: Sendable {
  package var channel: Name
  package var language: Name?
  package var parts: [Part]
  package var span: Span

  package struct Part: Sendable {
    package var name: Name
    package var isOpen: Bool
    package var template: Template
    package var span: Span
  }
}

/// `then reminder after 3 days where not clicked { … }`.
package struct StepSyntax: Sendable {
  package var name: Name
  package var after: DurationSyntax
  package var predicate: Expression?
  package var messages: [MessageSyntax]
  package var span: Span
}
