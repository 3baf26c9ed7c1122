import CampaignDiagnostics
import Foundation
import Testing

@testable import CampaignSemantics

/// Messages in the standard tenant, and what becomes of them, in `Tests/Goldens/messages`; `UPDATE_GOLDENS=1` rewrites
/// them, and that run still fails.
@Suite struct MessageGoldenTests {
  static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Goldens/messages")

  @Test(arguments: ["messages", "findings", "brand", "layouts", "languages"])
  func goldens(_ name: String) throws {
    let file = Self.directory.appending(path: name + ".md")
    let old = try String(contentsOf: file, encoding: .utf8)
    var new = ""
    for (title, source) in Self.cases(old) { new += Self.shown(title, source) }
    #expect(new.contains("~~~~~~"))
    guard new != old else { return }
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil {
      try new.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("goldens of \(name) were rewritten")
    } else {
      let line = zip(new.split(separator: "\n"), old.split(separator: "\n")).first { $0 != $1 }
      Issue.record("goldens of \(name) differ, first: \(line.map { "got \($0), expected \($1)" } ?? "at the end")")
    }
  }

  /// Titles and bodies: a `## ` heading, then a block between `~~~~~~`.
  private static func cases(_ text: String) -> [(String, String)] {
    text.components(separatedBy: "\n## ").compactMap { part in
      let pieces = part.components(separatedBy: "\n~~~~~~")
      guard pieces.count > 1, let title = pieces[0].split(separator: "\n").first else { return nil }
      let body = pieces[1].drop { $0 != "\n" }.dropFirst()
      return (title.hasPrefix("## ") ? String(title.dropFirst(3)) : String(title), String(body))
    }
  }

  private static func shown(_ title: String, _ source: String) -> String {
    let result = StandardTenant.check(wrapped(source))
    var text = "## \(title)\n\n~~~~~~campaign\n\(source)\n~~~~~~\n"
    func section(_ name: String, _ content: String) {
      if !content.isEmpty { text += "\n~~~~~~\(name)\n\(content)\n~~~~~~\n" }
    }
    section("findings", ConciseReport.text(result))
    if result.diagnostics.allSatisfy({ $0.severity != .error }) {
      for message in result.tenant?.campaigns.first?.steps.first?.messages ?? [] {
        let name = message.channel.rawValue + (message.condition == nil ? "" : " in \(message.language)")
        for part in message.parts {
          section("\(name) \(part.part.rawValue)", show(part.template.nodes, result))
        }
      }
    }
    return text + "\n"
  }

  /// What stands in a case is the inside of a campaign, with what follows `---` beside it.
  private static func wrapped(_ source: String) -> String {
    let halves = source.components(separatedBy: "\n---\n")
    let head = halves[0].contains("audience where") ? "" : "  audience where yes\n"
    return "campaign hello {\n\(head)  schedule every day at 10:00\n\(halves[0])\n}\n"
      + (halves.count > 1 ? halves[1] : "")
  }

  // MARK: Showing

  static func show(_ nodes: [TemplateNode], _ result: StandardTenant.Result) -> String {
    nodes.map { show($0, result) }.joined()
  }

  private static func show(_ node: TemplateNode, _ result: StandardTenant.Result) -> String {
    switch node {
    case .literal(let text): text
    case .value(let e, let format, let escape):
      "{\(written(e, result)) \(format)\(escape == .plain ? "" : " \(escape)")}"
    case .conditional(let branches, let otherwise):
      "⟨if " + branches.map { "\(written($0.condition, result))|\(show($0.nodes, result))|" }.joined()
        + "else|\(show(otherwise, result))⟩"
    case .loop(let loop):
      "⟨for \(show(loop.prologue, result))…\(show(loop.epilogue, result))|\(show(loop.body, result))"
        + "|else|\(show(loop.otherwise, result))⟩"
    case .variant(_, let variants): "⟨variant|" + variants.map { show($0, result) }.joined(separator: "|") + "⟩"
    case .plural(let plural):
      "⟨plural \(written(plural.number, result))"
        + plural.forms.map { "|\($0.form.name) \(show($0.nodes, result))" }.joined() + "⟩"
    case .pluralNumber(let escape): "{n\(escape == .plain ? "" : " \(escape)")}"
    case .unsubscribeURL(let escape): "{unsubscribe \(escape)}"
    }
  }

  private static func written(_ e: CheckedExpression, _ result: StandardTenant.Result) -> String {
    result.sources[e.span.file].text(e.span)
  }
}
