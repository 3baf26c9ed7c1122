import CampaignDiagnostics
import CampaignSyntax

extension TenantContext {
  /// A campaign, written out or made from a template, and its own names; the campaign is nil where something in it was wrong,
  /// and was reported.
  func checkCampaign(_ syntax: CampaignSyntax) -> (campaign: CheckedCampaign?, names: CampaignNames) {
    var checked =
      if let instantiation = syntax.instantiates {
        TemplatedCampaignChecker(context: self, syntax: syntax, instantiation: instantiation).check()
      } else {
        CampaignChecker(context: self, syntax: syntax).checked()
      }
    if let file = layout.file { checked.campaign?.libraryFiles.insert(file) }
    return checked
  }
}

/// Checks a campaign that is made from a template: its arguments, whether the tenant fits, and what becomes of both together.
private struct TemplatedCampaignChecker {
  let context: TenantContext
  let syntax: CampaignSyntax
  let instantiation: CampaignSyntax.Instantiation

  func check() -> (campaign: CheckedCampaign?, names: CampaignNames) {
    guard let template = template() else { return checkAlone() }
    let errorsBefore = context.errorCount
    let binding = TemplateBinding(template.syntax)
    context.instance = TemplateInstance(binding: binding, place: instantiation.template.span)
    defer { context.instance = nil }
    let isBound = bind(template, binding)
    guard template.isSound else { return checkAlone() }
    let isFit = TemplateFit(context: context, template: template.syntax, place: instantiation.template.span).check()
    guard isBound, isFit else { return checkAlone() }
    let merged = TemplateInstantiation(context: context, campaign: syntax, template: template.syntax).merged()
    var checked = CampaignChecker(context: context, syntax: merged, template: binding).checked()
    checked.campaign?.libraryFiles.insert(template.syntax.span.file)
    if context.errorCount != errorsBefore { checked.campaign = nil }
    return checked
  }

  private func template() -> LibraryTemplate? {
    let name = instantiation.template
    if let found = context.library.templates[name.text] { return found }
    if context.library.isIncomplete || name.text.isEmpty { return nil }
    let names = context.library.templates.keys.sorted()
    let meant = Suggestion.nearest(to: name.text, among: names)
    let others = names.isEmpty ? "the library has no templates" : "its templates are \(names.quotedList(limit: 8))"
    context.report(
      .unknownTemplate, "`\(name.text)` is not a template of the library", at: name.span,
      helps: [meant.map { "did you mean `\($0)`?" } ?? others],
      fixes: meant.map { [Fix("write `\($0)`", replace: name.span, with: $0)] } ?? [])
    return nil
  }

  /// Checks the campaign's own items where its template can't be had: what that would have given is not said to be missing.
  private func checkAlone() -> (campaign: CheckedCampaign?, names: CampaignNames) {
    var own = syntax
    own.instantiates = nil
    own.items.removeAll { if case .replace = $0 { true } else { false } }
    let checker = CampaignChecker(context: context, syntax: own)
    checker.names.isIncomplete = true
    checker.names.hasBrokenOffer = true
    _ = checker.check()
    return (nil, checker.names)
  }

  // MARK: Arguments

  /// Gives the parameters their values; false where one has none.
  private func bind(_ template: LibraryTemplate, _ binding: TemplateBinding) -> Bool {
    let parameters = template.syntax.parameters.filter { !$0.name.text.isEmpty }
    let names = Set(parameters.map(\.name.text))
    var given: [String: (name: Name, value: Expression)] = [:]
    var isWhole = true
    for argument in instantiation.arguments where !argument.name.text.isEmpty {
      guard names.contains(argument.name.text) else {
        reportUnknown(argument.name, parameters, template.syntax)
        isWhole = false
        continue
      }
      if let first = given[argument.name.text] {
        context.report(
          .argumentNames, "`\(argument.name.text)` is given twice", at: argument.name.span,
          notes: [Note("the first is here", at: first.name.span)], helps: ["keep one of them"])
        isWhole = false
        continue
      }
      given[argument.name.text] = argument
    }
    guard template.isSound else { return false }
    let arguments = ArgumentChecker(context: context)
    for parameter in parameters {
      guard let value = given[parameter.name.text]?.value ?? parameter.defaultValue else {
        // What was given under no parameter's name may have been meant for this one.
        if isWhole { reportMissing(parameter, template.syntax) }
        isWhole = false
        continue
      }
      let bound = arguments.value(value, for: parameter)
      if bound == nil { isWhole = false }
      binding.bind(parameter.name.text, to: bound)
    }
    return isWhole
  }

  private func reportUnknown(_ name: Name, _ parameters: [TemplateSyntax.Parameter], _ template: TemplateSyntax) {
    let names = parameters.map(\.name.text)
    let open = names.filter { name in !instantiation.arguments.contains { $0.name.text == name } }
    let meant = Suggestion.nearest(to: name.text, among: open)
    let others = names.isEmpty ? "it has no parameters: leave this out" : "they are \(names.quotedList(limit: 8))"
    context.report(
      .argumentNames, "`\(name.text)` is not a parameter of the template `\(template.name.text)`", at: name.span,
      notes: [Note("`\(template.name.text)` is declared here", at: template.name.span)],
      helps: [meant.map { "did you mean `\($0)`?" } ?? others],
      fixes: meant.map { [Fix("write `\($0)`", replace: name.span, with: $0)] } ?? [])
  }

  private func reportMissing(_ parameter: TemplateSyntax.Parameter, _ template: TemplateSyntax) {
    // A syntax error in the list may have hidden it.
    if context.isUnreadable(instantiation.span) { return }
    context.report(
      .argumentNames, "the template `\(template.name.text)` is not given its `\(parameter.name.text)`",
      at: instantiation.template.span,
      notes: [
        Note(
          "`\(parameter.name.text)` is declared as `\(context.text(parameter.type.span))` here", at: parameter.name.span
        )
      ],
      helps: ["add `\(parameter.name.text): …` to the parentheses behind `\(instantiation.template.text)`"])
  }
}
