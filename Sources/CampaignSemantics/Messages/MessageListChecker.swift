import CampaignDiagnostics
import CampaignSyntax

/// Checks the messages of one step: its channels, in which languages each is written, and every message by itself.
struct MessageListChecker {
  let context: TenantContext
  let checker: ExpressionChecker
  let names: CampaignNames
  /// What holds the messages: `the campaign`.
  let owner: String

  /// `checker` is the campaign's: its names are in scope, and what is known of everybody who is written to is known.
  init(checker: ExpressionChecker, names: CampaignNames, owner: String) {
    context = checker.context
    self.checker = checker
    self.names = names
    self.owner = owner
  }

  /// A channel's messages, at most one for each language, as written.
  private struct ChannelMessages {
    var channel: Channel
    var messages: [(syntax: MessageSyntax, language: String)] = []
    /// Whether one of them is in a language that the tenant does not have.
    var hasUnknownLanguage = false
  }

  /// The messages in the order in which they are tried: channels as they are first written; of each channel the default
  /// language last. Messages in which something was wrong, and was reported, are left out.
  func check(_ messages: [MessageSyntax]) -> [CheckedMessage] {
    var channels: [ChannelMessages] = []
    for message in messages {
      guard let channel = context.channel(message.channel) else { continue }
      let index = channels.firstIndex { $0.channel == channel } ?? channels.count
      if index == channels.count { channels.append(ChannelMessages(channel: channel)) }
      add(message, to: &channels[index])
    }
    return channels.flatMap { check($0) }
  }

  private var defaultLanguage: String { context.settings.languages.first ?? "" }

  private func add(_ message: MessageSyntax, to list: inout ChannelMessages) {
    let language = message.language?.text ?? defaultLanguage
    if let written = message.language, !context.checkLanguage(written) {
      list.hasUnknownLanguage = true
      return
    }
    guard let first = list.messages.first(where: { $0.language == language }) else {
      return list.messages.append((message, language))
    }
    let place = message.language ?? message.channel
    let isOne = context.settings.languages.count <= 1
    context.report(
      .repeatedItem,
      "\(owner) has two messages by `\(list.channel.rawValue)`\(isOne ? "" : " in `\(language)`")", at: place.span,
      notes: [Note("the first is here", at: (first.syntax.language ?? first.syntax.channel).span)],
      helps: [
        isOne || message.language != nil
          ? "keep one of them"
          : "keep one of them, or say which language this one is in: `\(list.channel.rawValue) in …`"
      ])
  }

  private func check(_ list: ChannelMessages) -> [CheckedMessage] {
    reportNoDefault(list)
    guard let first = list.messages.first else { return [] }
    let reach = self.reach(list.channel, at: first.syntax.channel.span)
    let ordered =
      list.messages.filter { $0.language != defaultLanguage } + list.messages.filter { $0.language == defaultLanguage }
    return ordered.compactMap { message in
      let own = message.language == defaultLanguage ? nil : context.settings.memberLanguage
      // In a language of one's own it is known which.
      let checker = own.map { self.checker.assuming(Facts(known: .attribute($0.attribute))) } ?? self.checker
      let checked = MessageChecker(checker: checker, names: names, language: message.language)
        .check(message.syntax, channel: list.channel)
      guard let reach, var checked else { return nil }
      checked.condition = own?.test(message.language)
      checked.reach = reach
      return checked
    }
  }

  private func reportNoDefault(_ list: ChannelMessages) {
    guard let first = list.messages.first, let language = first.syntax.language, !defaultLanguage.isEmpty,
      !list.hasUnknownLanguage, !context.settings.hasDoubtfulLanguage, !names.isIncomplete,
      !list.messages.contains(where: { $0.language == defaultLanguage })
    else { return }
    context.report(
      .noDefaultLanguage, "the `\(list.channel.rawValue)` is not written in `\(defaultLanguage)`", at: language.span,
      notes: [
        Note(
          "members whose language is not known, or is none that the message is written in, read the default language")
      ],
      helps: ["add `\(list.channel.rawValue) { … }`, in `\(defaultLanguage)`"])
  }

  /// How members are reached by a channel; what is missing for it is reported once for each tenant.
  private func reach(_ channel: Channel, at span: Span) -> CheckedReach? {
    let reach = context.audience.reaches[channel]
    let isSetUp = context.settings.channels[channel] != nil
    if reach != nil, isSetUp, channel != .email || context.settings.linkBase != nil { return reach }
    guard context.reportedChannels.insert(channel).inserted else { return nil }
    if reach == nil, !context.audience.isIncomplete, context.audience.checked != nil {
      context.report(
        .noReach, "nothing says how members are reached by `\(channel.rawValue)`, or who agreed to it", at: span,
        helps: ["add to the audience: `\(proposedReach(channel))`"])
    } else if !isSetUp, !context.isTenantIncomplete {
      context.report(
        .noChannel, "the tenant has no channel `\(channel.rawValue)`", at: span,
        helps: ["add to the tenant: `channel \(channel.rawValue) { … }`"])
    } else if channel == .email, context.settings.linkBase == nil, !context.isTenantIncomplete {
      context.report(
        .mailFooter, "e-mail needs a `link_base`, where its unsubscribe links lead", at: span,
        notes: [Note("without a way to unsubscribe no e-mail is sent")],
        helps: ["add to the tenant: `link_base \"https://go.shop.example\"`"])
    }
    return nil
  }

  /// `reach` for the channel, by the attributes that look like its address and its consent.
  private func proposedReach(_ channel: Channel) -> String {
    let own = context.audience.attributes.filter { $0.owner == .member }
    let address = own.first { attribute in
      switch (channel, attribute.type?.base) {
      case (.email, .email?), (.sms, .phone?): true
      default: false
      }
    }
    let consent = own.first {
      $0.type?.base == .bool && $0.name.text.contains(channel.rawValue)
    }
    return "reach \(channel.rawValue) at \(address?.name.text ?? "ADDRESS") where \(consent?.name.text ?? "CONSENT")"
  }
}
