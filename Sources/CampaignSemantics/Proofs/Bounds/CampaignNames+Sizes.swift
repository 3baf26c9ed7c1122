/// What the sizes of a campaign's messages hang on while it is checked.
extension CampaignNames {
  /// Nil where the tenant is not whole, and that was reported: then nothing is said of sizes.
  func sizes(_ channel: Channel, language: String, _ context: TenantContext) -> MessageSizes? {
    guard let audience = context.audience.checked, let currency = context.settings.currency, !language.isEmpty,
      !isIncomplete
    else { return nil }
    var facts = demanded
    if let consent = context.audience.reaches[channel]?.consent, consent.constantInteger == nil {
      facts.append(consent)
    }
    if language != context.settings.languages.first, let own = context.settings.memberLanguage?.test(language) {
      facts.append(own)
    }
    let sizes = SizeContext(
      audience: audience, currency: currency, linkBase: context.settings.linkBase ?? "", facts: facts,
      language: language, channel: channel)
    let words = SizeWords(
      audience: audience, currency: currency,
      experiments: experiments.map { (name: $0.name.text, variants: $0.variants.map(\.text)) },
      written: { context.text($0, limit: 60) })
    return MessageSizes(context: sizes, words: words)
  }
}

/// What is asked about the sizes of one message.
struct MessageSizes {
  let context: SizeContext
  let words: SizeWords
}
