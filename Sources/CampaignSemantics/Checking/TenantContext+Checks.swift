import CampaignDiagnostics
import CampaignSyntax

extension TenantContext {
  /// What the author wrote, as it stands.
  func source(_ span: Span) -> String {
    span.file.rawValue < UInt32(clamping: sources.files.count) ? sources[span.file].text(span) : ""
  }

  /// Reports a word that is nearly one of the language's.
  func reportMisspelt(_ written: Name, as meant: String) {
    report(
      .misspeltWord, "`\(written.text)` is not a word that stands here", at: written.span,
      helps: ["did you mean `\(meant)`?"], fixes: [Fix("write `\(meant)`", replace: written.span, with: meant)])
  }

  func reportTwice(_ what: String, at span: Span, first: Span) {
    report(.declaredTwice, "\(what) is declared twice", at: span, notes: [Note("the first is here", at: first)])
  }

  func reportBuiltIn(_ name: Name) {
    report(
      .builtInName, "`\(name.text)` already means something everywhere", at: name.span, helps: ["choose another name"])
  }

  /// Whether a name of a campaign's own means nothing else in its audience; reported where it does. The names of a template
  /// are its own: what a tenant calls the same is something else.
  @discardableResult
  func checkIsFree(_ name: Name, template: TemplateBinding?) -> Bool {
    if AudienceChecker.reserved.contains(name.text) || name.text == audience.memberName {
      reportBuiltIn(name)
      return false
    }
    if let template {
      if let parameter = template.template.parameters.first(where: { $0.name.text == name.text }) {
        reportTwice("`\(name.text)`", at: name.span, first: parameter.name.span)
        return false
      }
      if template.contains(name.span), !template.needs.contains(name.text) { return true }
    }
    let declared =
      audience.attributeIndex[name.text].map { audience.attributes[$0].name.span }
      ?? audience.relationIndex[name.text].map { audience.relations[$0].name.span }
      ?? audience.eventIndex[name.text].map { audience.events[$0].name.span }
    guard let declared else { return true }
    reportTwice("`\(name.text)`", at: name.span, first: declared)
    return false
  }

  /// Reports an item that stands twice where one is allowed; true the first time.
  func isFirst(_ item: String, _ span: Span, _ seen: inout [String: Span]) -> Bool {
    guard let first = seen[item] else {
      seen[item] = span
      return true
    }
    report(
      .repeatedItem, "`\(item)` stands here twice", at: span, notes: [Note("the first is here", at: first)],
      helps: ["keep one of them"])
    return false
  }

  /// Whether a text is the name of a time zone; reported where it isn't.
  func checkZone(_ zone: StringLiteral) -> Bool {
    if let zones {
      if zones.contains(zone.value) { return true }
      let meant =
        Suggestion.nearest(to: zone.value, among: zones.sorted())
        ?? zones.sorted().first { $0.hasSuffix("/" + zone.value.split(separator: " ").joined(separator: "_")) }
      reportZone(zone, meant)
      return false
    }
    let isShaped =
      zone.value == "UTC"
      || (zone.value.contains("/") && zone.value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
    if !isShaped { reportZone(zone, nil) }
    return isShaped
  }

  private func reportZone(_ zone: StringLiteral, _ meant: String?) {
    report(
      .unknownZone, "`\(zone.value)` is not a time zone", at: zone.span,
      helps: [meant.map { "did you mean `\($0)`?" } ?? "write a region and a city, such as `Europe/Oslo`"],
      fixes: meant.map { [Fix("write `\($0)`", replace: zone.span, with: "\"\($0)\"")] } ?? [])
  }

  /// Whether a name is one of the tenant's languages; reported where it isn't.
  package func checkLanguage(_ language: Name) -> Bool {
    if settings.languages.isEmpty || settings.hasDoubtfulLanguage || settings.languages.contains(language.text) {
      return true
    }
    let meant =
      Suggestion.nearest(to: language.text, among: settings.languages)
      ?? settings.languages.first { $0.hasPrefix(language.text) }
    // Names of languages are short: where two are as near, neither is put in by itself.
    let rival = meant.flatMap { meant in
      Suggestion.nearest(to: language.text, among: settings.languages.filter { $0 != meant })
    }
    let question = meant.map { "did you mean `\($0)`\(rival.map { " or `\($0)`" } ?? "")?" }
    report(
      .unknownLanguage, "`\(language.text)` is not one of this tenant's languages", at: language.span,
      helps: [question ?? "its languages are \(settings.languages.quotedList(limit: 8))"],
      fixes: rival == nil ? meant.map { [Fix("write `\($0)`", replace: language.span, with: $0)] } ?? [] : [])
    return false
  }

  /// As `checkLanguage`, for a label: one of the attribute that says a member's language is read before that is known.
  func checkLabelLanguage(_ language: Name) -> Bool {
    guard settings.labelLanguages != nil else { return checkLanguage(language) }
    settings.labelLanguages?.append(language)
    return true
  }

  /// Whether a salt is one; a second draw by it is warned of. `owner` is what a template's draw is called where it is replaced.
  func checkSalt(_ salt: StringLiteral, of owner: String = "") -> Bool {
    if salt.value.isBlankText {
      report(
        .blankText, "a salt can't be blank", at: salt.span,
        helps: ["write a name for the draw, such as `\"spring-2027\"`"])
      return false
    }
    let isOfTemplate = instance?.binding.contains(salt.span) ?? false
    if let first = salts[salt.value] {
      report(
        .sharedSalt, "the salt `\(salt.value)` is used twice", at: salt.span,
        notes: [
          Note("the first is here", at: first),
          Note("with the same salt the same members fall into the same shares"),
        ],
        helps: [
          isOfTemplate
            ? "give this campaign a salt of its own: `replace \(owner).salt \"…\"`" : "give each draw a salt of its own"
        ])
    } else {
      salts[salt.value] = isOfTemplate ? instance?.place : salt.span
    }
    return true
  }
}
