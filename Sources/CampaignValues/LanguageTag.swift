/// A language as HTML and mail headers name it (BCP 47).
package enum LanguageTag {
  /// `en-US` of the language that a tenant writes as `en_US`.
  package static func tag(_ language: String) -> String { String(language.map { $0 == "_" ? "-" : $0 }) }
}
