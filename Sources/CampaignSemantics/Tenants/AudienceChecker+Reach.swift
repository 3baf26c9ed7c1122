import CampaignDiagnostics
import CampaignSyntax

/// How members may be reached: the address of each channel, and who agreed to it.
extension AudienceChecker {
  func add(_ reach: ReachSyntax) {
    guard let channel = context.channel(reach.channel) else { return }
    if let first = context.audience.reaches[channel] {
      return context.reportTwice(
        "how to reach members by \(channel.rawValue)", at: reach.channel.span, first: first.span)
    }
    // A reach that is wrong still says that there is one, so that campaigns don't report it missing.
    var checked = CheckedReach(
      channel: channel, address: AttributeID(0), consent: .yes(reach.span), span: reach.channel.span)
    defer { context.audience.reaches[channel] = checked }
    let checker = ExpressionChecker(context: context, scope: Scope())
    if let address = checker.optional(Expression(.path(reach.address), reach.address.span)) {
      if case .attribute(let id) = address.kind, channel.addressTypes(address.type.base) {
        checked.address = id
      } else {
        context.report(
          .badAddress,
          "`\(reach.address.text)` is \(context.words(address.type)), which no \(channel.rawValue) is sent to",
          at: reach.address.span, notes: checker.declarationNotes(address), helps: [channel.addressHelp])
      }
    }
    guard let consent = reach.consent else {
      if !context.isUnreadable(reach.span) {
        context.report(
          .noConsent, "nothing says who agreed to \(channel.rawValue)", at: reach.channel.span,
          notes: [Note("nobody is written to without having been asked")],
          helps: [
            "add `where` and the attribute that holds the consent", "where everybody agreed, say so: `where yes`",
          ])
      }
      return
    }
    let known = Facts(known: .attribute(checked.address)).and(checker.facts(whenTrue: consent))
    if let condition = checker.assuming(known).predicate(consent) { checked.consent = condition }
  }
}

extension Channel {
  fileprivate func addressTypes(_ base: BaseType) -> Bool {
    switch (self, base) {
    case (.email, .email), (.sms, .phone), (.push, .text): true
    default: false
    }
  }

  fileprivate var addressHelp: String {
    switch self {
    case .email: "declare the attribute as `email?`"
    case .sms: "declare the attribute as `phone?`"
    case .push: "declare the attribute as text, such as `text(200)?`: it is the device's token"
    }
  }
}

extension CheckedExpression {
  static func yes(_ span: Span) -> CheckedExpression {
    CheckedExpression(.constant(.integer(1)), ValueType(.bool), span)
  }
}
