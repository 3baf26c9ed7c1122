import CampaignDiagnostics
import CampaignLocales
import CampaignSemantics
import CampaignValues

extension LocaleExtraction {
  /// The formats of a message's language; throws where it has none, at the value that would be written so.
  package static func formats(
    language: String, currency: Currency, at span: Span
  ) throws(CompileError) -> LocaleFormats {
    let formats = formats(
      language: language, currencyCode: currency.code, fractionDigits: currency.fractionDigits)
    guard let formats else {
      throw CompileError(
        "numbers and dates of language `\(language)` are written in a way that is not supported", at: span,
        help: "write the message in another language, or without formatted values")
    }
    return formats
  }
}
