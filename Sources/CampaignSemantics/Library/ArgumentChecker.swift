import CampaignDiagnostics
import CampaignSyntax
import CampaignValues

/// Checks what a template's parameters are given.
struct ArgumentChecker {
  let context: TenantContext

  /// The parameter's type; nil where it was wrong, and was reported.
  func type(of parameter: TemplateSyntax.Parameter) -> ValueType? {
    if case .set = parameter.type.kind {
      context.report(
        .parameterType, "a parameter is one value, not a set", at: parameter.type.span,
        helps: ["`needs` can ask for a set of the member's"])
      return nil
    }
    guard let type = TypeResolver(context: context).resolve(parameter.type) else { return nil }
    guard !type.isOptional else {
      let mark = Span(parameter.type.span.file, parameter.type.span.end - 1, parameter.type.span.end)
      context.report(
        .parameterType, "a parameter always has a value", at: parameter.type.span,
        helps: ["leave the `?` out, and give a default: `\(parameter.name.text): … = …`"],
        fixes: context.source(mark) == "?" ? [Fix("leave the `?` out", replace: mark, with: "")] : [])
      return nil
    }
    return type
  }

  /// The value that a parameter is given; nil where it was wrong, and was reported.
  func value(
    _ written: Expression, for parameter: TemplateSyntax.Parameter
  ) -> TemplateBinding.Parameter? {
    guard let type = type(of: parameter) else { return nil }
    if type.base == .duration { return duration(written, parameter, type) }
    guard isWrittenOut(written, parameter) else { return nil }
    let checker = ExpressionChecker(context: context, scope: Scope())
    guard let value = checker.value(written, expecting: type.base) else { return nil }
    guard let constant = checked(value, written, parameter, type) else { return nil }
    return TemplateBinding.Parameter(declaration: parameter.name, type: type, value: constant)
  }

  /// A value that nothing has to be looked up for: a literal, perhaps negative, or the name of a choice.
  private func isWrittenOut(_ e: Expression, _ parameter: TemplateSyntax.Parameter) -> Bool {
    switch e.unwrapped.kind {
    case .missing: return false
    case .literal: return true
    case .negate(let inner): return isWrittenOut(inner, parameter)
    case .template(let template) where template.literal != nil: return true
    case .path(let path) where path.names.count == 1:
      if case .choice = parameter.type.kind { return true }
    default: break
    }
    reportNotWrittenOut(e, parameter)
    return false
  }

  private func reportNotWrittenOut(_ e: Expression, _ parameter: TemplateSyntax.Parameter) {
    context.report(
      .argumentValue, "\(context.quoted(e.span)) is not a value that is written out", at: e.span,
      notes: [declared(parameter)], helps: ["write the value itself: it is the same for every member"])
  }

  private func duration(
    _ written: Expression, _ parameter: TemplateSyntax.Parameter, _ type: ValueType
  ) -> TemplateBinding.Parameter? {
    guard case .literal(let literal) = written.unwrapped.kind, case .duration(let amount, let unit) = literal.value
    else {
      if case .missing = written.unwrapped.kind { return nil }
      reportType(context.quoted(written.span), "a duration", written.span, parameter, help: "write `60 days`")
      return nil
    }
    guard let offset = DurationResolver(context: context).offset(amount, unit, literal.span) else { return nil }
    return TemplateBinding.Parameter(
      declaration: parameter.name, type: type,
      value: CheckedExpression(.constant(.integer(offset.seconds)), type, literal.span),
      duration: DurationSyntax(amount, unit, literal.span))
  }

  /// The value with the type that it was written in; nil where the parameter's type has no such value.
  private func checked(
    _ value: CheckedExpression, _ written: Expression, _ parameter: TemplateSyntax.Parameter, _ type: ValueType
  ) -> CheckedExpression? {
    let quoted = context.quoted(written.span)
    guard value.type.base.isLike(type.base) else {
      reportType(quoted, context.words(type), written.span, parameter, fixes: unit(value, written, type))
      return nil
    }
    guard value.isConstant else {
      reportNotWrittenOut(written, parameter)
      return nil
    }
    if case .constant(.text(let text)) = value.kind, let why = misfit(of: text, type.base) {
      context.report(
        .argumentValue, "`\(parameter.name.text)` can't be \(quoted): \(why)", at: written.span,
        notes: [declared(parameter)], helps: ["write a text that fits \(context.words(type))"])
      return nil
    }
    if let own = value.constantInteger, let bounds = type.base.bounds, !bounds.contains(own) {
      context.report(
        .argumentValue, "\(quoted) is out of the bounds of `\(parameter.name.text)`", at: written.span,
        notes: [declared(parameter)], helps: ["write a value of \(context.words(type))"])
      return nil
    }
    return value
  }

  /// Why a text is none of the type; nil where it is one.
  private func misfit(of text: String, _ base: BaseType) -> String? {
    if text.isBlankText { return "it is blank" }
    // It may stand in a header.
    if text.unicodeScalars.contains(where: { $0 == "\n" || $0 == "\r" }) { return "it has a line break" }
    var text = text
    switch base {
    case .text(let type):
      if text.count > type.maxCharacters { return "it has \(text.count) characters" }
      if !type.allowsClass(of: text) {
        return type.lacksLetter(text)
          ? "it has no letter, as a name has"
          : "it has characters that are not of the class `\(type.textClass.rawValue)`"
      }
      return nil
    case .email:
      return text.withUTF8 { Addresses.isEmail(UnsafeRawBufferPointer($0)) } ? nil : "it is no e-mail address"
    case .phone:
      return text.withUTF8 { Addresses.isPhone(UnsafeRawBufferPointer($0)) } ? nil : "it is no telephone number"
    case .url(let host):
      var host = host
      let isOnHost = host.withUTF8 { host in
        text.withUTF8 { Links.isURL(UnsafeRawBufferPointer($0), on: UnsafeRawBufferPointer(host)) }
      }
      return isOnHost ? nil : "it is no address on `\(host)`"
    default: return nil
    }
  }

  private func unit(_ value: CheckedExpression, _ written: Expression, _ type: ValueType) -> [Fix] {
    guard value.type.base.isPlainNumber else { return [] }
    switch type.base {
    case .percent: return [Fix("write `\(context.text(written.span))%`", replace: written.span.endPoint, with: "%")]
    case .money:
      guard let code = context.settings.currency?.code, !code.isEmpty else { return [] }
      return [
        Fix("write `\(context.text(written.span)) \(code)`", replace: written.span.endPoint, with: " \(code)")
      ]
    default: return []
    }
  }

  private func reportType(
    _ quoted: String, _ wanted: String, _ span: Span, _ parameter: TemplateSyntax.Parameter, help: String? = nil,
    fixes: [Fix] = []
  ) {
    context.report(
      .argumentValue, "`\(parameter.name.text)` takes \(wanted), which \(quoted) is not", at: span,
      notes: [declared(parameter)],
      helps: (help ?? fixes.first?.title).map { [$0] } ?? [], fixes: fixes)
  }

  private func declared(_ parameter: TemplateSyntax.Parameter) -> Note {
    Note(
      "`\(parameter.name.text)` is declared as `\(context.text(parameter.type.span))` here", at: parameter.name.span)
  }
}
