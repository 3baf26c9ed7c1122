import CampaignDiagnostics
import CampaignSyntax

/// Checks in which languages a tenant writes, and how a member's own is known.
struct LanguageChecker {
  let context: TenantContext

  /// The languages themselves. What says a member's language is checked when the audience is known.
  func check(_ names: [Name], otherwise: Name?) {
    var seen: [String: Span] = [:]
    var languages: [String] = []
    for name in names where !name.text.isEmpty {
      guard Self.isLanguage(name.text) else {
        context.settings.hasDoubtfulLanguage = true
        reportShape(name)
        continue
      }
      if let first = seen.updateValue(name.span, forKey: name.text) {
        context.reportTwice("the language `\(name.text)`", at: name.span, first: first)
        continue
      }
      languages.append(name.text)
    }
    context.settings.languages = languages
    guard let otherwise, context.checkLanguage(otherwise), let index = languages.firstIndex(of: otherwise.text) else {
      return
    }
    context.settings.languages.insert(context.settings.languages.remove(at: index), at: 0)
  }

  private func reportShape(_ name: Name) {
    let parts = name.text.split(whereSeparator: { $0 == "-" || $0 == "_" })
    let meant = parts.count == 2 ? "\(parts[0].lowercased())_\(parts[1].uppercased())" : ""
    let isMeant = Self.isLanguage(meant)
    context.report(
      .unknownLanguage, "`\(name.text)` is not a language and a country", at: name.span,
      helps: [isMeant ? "did you mean `\(meant)`?" : "write both, such as `en_US` or `nb_NO`"],
      fixes: isMeant ? [Fix("write `\(meant)`", replace: name.span, with: meant)] : [])
  }

  /// `ll_CC`: two or three small letters, and two capitals or three digits.
  static func isLanguage(_ text: String) -> Bool {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return false }
    let language = parts[0].utf8
    let country = parts[1].utf8
    return (2...3).contains(language.count) && language.allSatisfy { (0x61...0x7A).contains($0) }
      && ((country.count == 2 && country.allSatisfy { (0x41...0x5A).contains($0) })
        || (country.count == 3 && country.allSatisfy { (0x30...0x39).contains($0) }))
  }

  // MARK: The member's own language

  /// What says which language a member reads, and the languages of labels; the audience is checked by now.
  func check(_ tenant: TenantSyntax) {
    for case .languages(let names, let by, _, _) in tenant.items {
      if let by { check(by, names) } else if !context.isUnreadable(tenant.span) { reportNoChoice(names) }
      break
    }
    let labels = context.settings.labelLanguages ?? []
    context.settings.labelLanguages = nil
    for language in labels { _ = context.checkLanguage(language) }
  }

  private func reportNoChoice(_ names: [Name]) {
    guard let second = names.dropFirst().first, context.settings.languages.count > 1 else { return }
    context.report(
      .languageChoice, "nothing says which members read `\(second.text)`", at: second.span,
      helps: ["add the attribute that says it: `by \(proposedAttribute())`"])
  }

  /// The first choice of the audience that has one of the languages among its options.
  private func proposedAttribute() -> String {
    let table = context.audience
    let attribute = table.attributes.first { attribute in
      guard attribute.owner == .member, case .choice(let choice)? = attribute.type?.base else { return false }
      return choice.options.contains { context.settings.languages.contains($0.name) }
    }
    return "\(table.memberName).\(attribute?.name.text ?? "language")"
  }

  private func check(_ path: Path, _ names: [Name]) {
    let checker = ExpressionChecker(context: context, scope: Scope())
    guard let attribute = checker.optional(Expression(.path(path), path.span)) else { return }
    guard case .attribute(let id) = attribute.kind, case .choice(let choice) = attribute.type.base else {
      context.report(
        .languageChoice, "`\(path.text)` is \(context.words(attribute.type)), which names no language", at: path.span,
        notes: checker.declarationNotes(attribute),
        helps: ["declare it as a choice of them: `choice(\(names.map(\.text).joined(separator: ", ")))`"])
      return
    }
    let options = choice.options.map(\.name)
    let language = MemberLanguage(attribute: id, type: attribute.type, options: options, span: path.span)
    context.settings.memberLanguage = language
    // The default is for everybody else, so it needs no option of its own.
    for name in names where name.text != context.settings.languages.first && !options.contains(name.text) {
      guard Self.isLanguage(name.text) else { continue }
      report(name, path, options, checker.declarationNotes(attribute))
    }
  }

  private func report(_ language: Name, _ path: Path, _ options: [String], _ notes: [Note]) {
    context.settings.hasDoubtfulLanguage = true
    let others = options.filter { !context.settings.languages.contains($0) }
    let meant = Suggestion.nearest(to: language.text, among: others)
    context.report(
      .languageChoice, "nobody reads `\(language.text)`: it is no option of `\(path.text)`", at: language.span,
      notes: notes, helps: [meant.map { "did you mean `\($0)`?" } ?? "add it to the options, or leave it out here"],
      fixes: meant.map { [Fix("write `\($0)`", replace: language.span, with: $0)] } ?? [])
  }
}

/// The attribute that says which language a member reads.
struct MemberLanguage {
  let attribute: AttributeID
  let type: ValueType
  let options: [String]
  let span: Span

  /// Whether the member reads a language: a member whose language is missing reads none but the default. Nil for a
  /// language that is no option, which was reported.
  func test(_ language: String) -> CheckedExpression? {
    guard let option = options.firstIndex(of: language) else { return nil }
    let value = CheckedExpression(.attribute(attribute), type, span)
    let isIt = CheckedExpression(
      .compare(.equal, value, CheckedExpression(.constant(.integer(Int64(option))), ValueType(type.base), span)),
      ValueType(.bool), span)
    guard type.isOptional else { return isIt }
    return CheckedExpression(
      .and([CheckedExpression(.isKnown(value), ValueType(.bool), span), isIt]), ValueType(.bool), span)
  }
}
