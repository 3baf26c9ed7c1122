import CampaignDiagnostics

/// A template while it is checked for one campaign. The template itself was found to be sound, so what is found in its text
/// now concerns the tenant: it is reported where the campaign names the template, with a note at the place in the library.
struct TemplateInstance {
  let binding: TemplateBinding
  /// Where the campaign names the template.
  let place: Span

  /// Warnings that are the tenant's; all others were given when the template was checked alone.
  private static let tenantsWarnings: Set<DiagnosticCode> = [
    .brandAdvice, .sharedSalt, .noBestHour, .quietTime, .clockChange,
  ]

  /// The finding as it is reported; nil where it says nothing about the tenant.
  func placed(_ diagnostic: Diagnostic) -> Diagnostic? {
    guard binding.contains(diagnostic.span) else { return diagnostic }
    if diagnostic.severity != .error, !Self.tenantsWarnings.contains(diagnostic.code) { return nil }
    let template = binding.template.name.text
    let open = binding.template.parts.first { $0.part.isOpen && $0.part.span.covers(diagnostic.span) }
    let replacing = open.map { ["put your own text there: `replace \($0.path) \"…\"`"] } ?? []
    return Diagnostic(
      diagnostic.code, diagnostic.message, at: place(of: diagnostic.span),
      notes: [Note("it stands here in the template `\(template)`", at: diagnostic.span)] + diagnostic.notes,
      helps: replacing + diagnostic.helps, severity: diagnostic.severity)
  }

  /// Of a parameter the argument that the campaign gives; else where it names the template.
  private func place(of span: Span) -> Span {
    guard let argument = binding.argument(readAt: span), !binding.contains(argument) else { return place }
    return argument
  }
}

extension Span {
  func covers(_ other: Span) -> Bool { file == other.file && start <= other.start && other.end <= end }
}
