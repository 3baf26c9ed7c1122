import CampaignDiagnostics
import CampaignSyntax

/// Checks the library's files: each declaration once, by itself, whatever the number of tenants that use it.
struct LibraryChecker {
  let sources: SourceMap
  let zones: Set<String>?
  /// Syntax errors by file.
  let syntaxErrors: [FileID: [Diagnostic]]
  private(set) var table = LibraryTable()
  private(set) var findings: [Diagnostic] = []

  init(sources: SourceMap, zones: Set<String>?, syntaxErrors: [FileID: [Diagnostic]]) {
    self.sources = sources
    self.zones = zones
    self.syntaxErrors = syntaxErrors
  }

  mutating func check(_ files: [FileSyntax]) {
    for file in files {
      for declaration in file.declarations { check(declaration) }
      let isLost = syntaxErrors[file.file, default: []].contains { error in
        !file.declarations.contains { $0.span.start <= error.span.start && error.span.start <= $0.span.end }
      }
      if isLost { table.isIncomplete = true }
    }
  }

  private mutating func check(_ declaration: Declaration) {
    let context = TenantContext(
      sources: sources, zones: zones, syntaxErrors: syntaxErrors[declaration.span.file] ?? [], isLibrary: true)
    switch declaration {
    case .template(let template):
      let isSound = TemplateChecker(context: context, template: template).check()
      if let first = table.templates[template.name.text] {
        context.reportTwice(
          "the template `\(template.name.text)`", at: template.name.span, first: first.syntax.name.span)
      } else if !template.name.text.isEmpty {
        table.templates[template.name.text] = LibraryTemplate(syntax: template, isSound: isSound)
      }
    case .layout(let layout):
      let checked = LayoutChecker(context: context, layout: layout).check()
      if let first = table.layouts[layout.name.text] {
        context.reportTwice("the layout `\(layout.name.text)`", at: layout.name.span, first: first.name.span)
      } else if !layout.name.text.isEmpty {
        table.layouts[layout.name.text] = checked
      }
    default:
      context.report(
        .misplacedDeclaration, "\(declaration.words) can't stand in this file", at: declaration.nameSpan,
        notes: [Note("the library holds templates and layouts")],
        helps: ["move it into the tenant's own folder"])
    }
    findings += context.findings
  }
}
