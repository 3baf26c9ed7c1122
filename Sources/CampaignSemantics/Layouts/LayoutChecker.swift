import CampaignDiagnostics
import CampaignSyntax

/// Checks a layout of the library, and takes it apart into what is the same in every mail, colors, and slots.
struct LayoutChecker {
  /// The library's: it has no tenant.
  let context: TenantContext
  let layout: LayoutSyntax

  func check() -> LibraryLayout {
    var seen: [String: Span] = [:]
    var colors: [Name] = []
    for color in layout.colors where !color.text.isEmpty {
      if let first = seen.updateValue(color.span, forKey: color.text) {
        context.reportTwice("the color `\(color.text)`", at: color.span, first: first)
      } else {
        colors.append(color)
      }
    }
    var result = LibraryLayout(name: layout.name, colors: colors, style: [], parts: [], isSound: false)
    guard let html = layout.html else {
      if !context.isUnreadable(layout.span) {
        context.report(
          .missingItem, "the layout has no `html`", at: layout.name.span,
          helps: ["add `html` and the layout's HTML between `\"\"\"`"])
      }
      return result
    }
    if !context.isUnreadable(html.span) {
      var reader = LayoutReader(context: context, html: html, layout: layout.name, colors: colors.map(\.text))
      reader.read()
      (result.style, result.parts) = (reader.style, reader.parts)
    }
    result.isSound = context.errorCount == 0 && !context.isUnreadable(layout.span)
    return result
  }
}
