import CampaignLocales
import CampaignValues

/// What the sizes of a tenant's messages hang on apart from the messages themselves.
struct SizeContext {
  let audience: CheckedAudience
  let currency: Currency
  /// Where unsubscribe links lead.
  let linkBase: String
  /// What is demanded of everybody who gets the message.
  let facts: [CheckedExpression]
  let language: String
  /// How it is sent, for an SMS writes numbers and dates with plain spaces.
  let channel: Channel

  /// How the language writes numbers and money; nil where no plan can be made with them. Asked only where a message shows
  /// one: finding it out takes long.
  var amounts: AmountFormats? {
    let amounts = LocaleExtraction.amounts(
      language: language, currencyCode: currency.code, fractionDigits: currency.fractionDigits)
    return channel == .sms ? amounts?.inShortMessages : amounts
  }

  /// The same of dates and times.
  var dates: DateFormats? {
    let dates = LocaleExtraction.dates(language: language)
    return channel == .sms ? dates?.inShortMessages : dates
  }

  var unsubscribeURL: String { linkBase + "/u/" + String(repeating: "0", count: CrockfordBase32.blockLength) }

  /// The characters of a code of the member's own, without its prefix.
  static let uniqueCodeCharacters = 12
}
