import CampaignDiagnostics
import CampaignSyntax

/// Finds the layout that a brand names, and gives it the brand's colors.
struct LayoutBinder {
  let context: TenantContext

  /// The layout; nil where there is none or a color is wrong, and that was reported.
  func bind(_ name: Name, _ colors: [(Name, Literal)], _ span: Span) -> MailLayout? {
    guard let layout = context.library.layouts[name.text] else {
      reportUnknown(name)
      return nil
    }
    // What it has for colors is not known for sure.
    guard layout.isSound else { return nil }
    let errorsBefore = context.errorCount
    let names = Set(layout.colors.map(\.text))
    var values: [String: String] = [:]
    var given: [String: Span] = [:]
    var written: [String: (color: ScreenColor, span: Span)] = [:]
    for (color, literal) in colors where !color.text.isEmpty {
      guard names.contains(color.text) else {
        reportUnknown(color, of: layout, given: colors.map(\.0.text))
        continue
      }
      if let first = given.updateValue(color.span, forKey: color.text) {
        context.report(
          .layoutColors, "`\(color.text)` is given twice", at: color.span,
          notes: [Note("the first is here", at: first)],
          helps: ["keep one of them"])
        continue
      }
      if case .color(let value) = literal.value {
        values[color.text] = Self.hexadecimal(value)
        written[color.text] = (ScreenColor(value), literal.span)
      }
    }
    reportMissing(layout, given, name, span, errorsBefore)
    if context.errorCount == errorsBefore { reportContrast(layout, written) }
    return context.errorCount == errorsBefore ? layout.layout(colors: values, file: layout.name.span.file) : nil
  }

  private static func hexadecimal(_ color: UInt32) -> String {
    let digits = String(color, radix: 16)
    return "#" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }

  private func reportUnknown(_ name: Name) {
    if context.library.isIncomplete || name.text.isEmpty { return }
    let names = context.library.layouts.keys.sorted()
    let meant = Suggestion.nearest(to: name.text, among: names)
    let others =
      names.isEmpty
      ? "the library has no layouts; without one e-mails get the layout that is built in"
      : "its layouts are \(names.quotedList(limit: 8))"
    context.report(
      .unknownLayout, "`\(name.text)` is not a layout of the library", at: name.span,
      helps: [meant.map { "did you mean `\($0)`?" } ?? others],
      fixes: meant.map { [Fix("write `\($0)`", replace: name.span, with: $0)] } ?? [])
  }

  private func reportUnknown(_ color: Name, of layout: LibraryLayout, given: [String]) {
    let names = layout.colors.map(\.text)
    let meant = Suggestion.nearest(to: color.text, among: names.filter { !given.contains($0) })
    let others = names.isEmpty ? "it has no colors: leave this out" : "its colors are \(names.quotedList(limit: 8))"
    context.report(
      .layoutColors, "`\(color.text)` is not a color of the layout `\(layout.name.text)`", at: color.span,
      notes: [Note("`\(layout.name.text)` is declared here", at: layout.name.span)],
      helps: [meant.map { "did you mean `\($0)`?" } ?? others],
      fixes: meant.map { [Fix("write `\($0)`", replace: color.span, with: $0)] } ?? [])
  }

  private func reportMissing(
    _ layout: LibraryLayout, _ given: [String: Span], _ name: Name, _ span: Span, _ errorsBefore: Int
  ) {
    // A color under a wrong name may have been meant for it.
    guard context.errorCount == errorsBefore, !context.isUnreadable(span) else { return }
    let missing = layout.colors.filter { given[$0.text] == nil }
    guard let first = missing.first else { return }
    let example = missing.map { "\($0.text) #RRGGBB" }.joined(separator: ", ")
    context.report(
      .layoutColors, "the layout `\(name.text)` is not given its \(missing.map(\.text).quotedList(limit: 8))",
      at: name.span, notes: [Note("`\(first.text)` is declared here", at: first.span)],
      helps: [
        given.isEmpty ? "write `layout \(name.text) { \(example) }`" : "add `\(example)`"
      ])
  }
}
