import CampaignDiagnostics
import CampaignSyntax

extension ExpressionChecker {
  /// What a name means in the text of a template: a parameter or something that the template needs. Nil for everything
  /// else, which the language or the campaign names, and which is looked up as elsewhere.
  func resolveInTemplate(_ name: Name, _ template: TemplateBinding) -> Resolution? {
    if let parameter = template.parameters[name.text] { return self.parameter(parameter) }
    return template.needs.contains(name.text) ? resolveMember(name) : nil
  }

  /// A parameter that the campaign's own text reads; the tenant's own names come first there.
  func resolveParameter(_ name: Name) -> Resolution? {
    scope.campaign?.template?.parameters[name.text].map { parameter($0) }
  }

  private func parameter(_ parameter: TemplateBinding.Parameter?) -> Resolution {
    parameter.map { .parameter($0) } ?? .silent
  }

  /// The template in whose text the name stands.
  func template(around name: Name) -> TemplateBinding? {
    guard let template = scope.campaign?.template, template.contains(name.span) else { return nil }
    return template
  }

  /// A parameter as a value.
  func read(_ parameter: TemplateBinding.Parameter, at span: Span) -> CheckedExpression? {
    scope.campaign?.template?.noteRead(of: parameter, at: span)
    if let duration = parameter.duration { return literal(duration, at: span) }
    return parameter.value
  }

  /// A duration by itself is exact; where it moves a time, `movedTime` takes it first.
  private func literal(_ duration: DurationSyntax, at span: Span) -> CheckedExpression? {
    literal(Literal(.duration(duration.amount, duration.unit), span), expecting: nil)
  }

  /// By how much a parameter moves a time; nil where the expression is no parameter of that type.
  func movingParameter(_ e: Expression) -> (duration: DurationSyntax?, place: Span)? {
    guard case .path(let path) = e.unwrapped.kind, path.names.count == 1,
      case .parameter(let parameter) = resolve(path), parameter.type.base == .duration
    else { return nil }
    scope.campaign?.template?.noteRead(of: parameter, at: path.span)
    return (parameter.duration, path.span)
  }
}
