import Foundation
import Testing

@testable import CampaignMarkdown

/// Bodies and what they become, in `Tests/Goldens/markdown`; `UPDATE_GOLDENS=1` rewrites them, and that run still fails.
@Suite struct MarkdownGoldenTests {
  static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Goldens/markdown")

  @Test(arguments: ["blocks", "lists", "tables", "inlines", "links", "problems"])
  func goldens(_ name: String) throws {
    let file = Self.directory.appending(path: name + ".md")
    let old = try String(contentsOf: file, encoding: .utf8)
    var new = ""
    var cases = 0
    for (title, source) in Self.cases(old) {
      cases += 1
      new += Self.shown(title, source)
    }
    #expect(cases > 3)
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
    let notation = Notation(source)
    let document = Markdown.compile(notation.pieces)
    var text = "## \(title)\n\n~~~~~~markdown\n\(source)\n~~~~~~\n"
    func section(_ name: String, _ content: String) {
      guard !content.isEmpty else { return }
      text += "\n~~~~~~\(name)\n\(content)\n~~~~~~\n"
    }
    let problems = document.problems.map { notation.show($0, in: source) }
    section("problems", problems.joined(separator: "\n"))
    if problems.isEmpty {
      section("html", notation.show(document.html))
      section("text", notation.show(document.plain))
      section("words", notation.show(document.words))
      section("links", (document.links + document.images).map { show($0, source) }.joined(separator: "\n"))
    }
    return text + "\n"
  }

  private static func show(_ link: MarkdownLink, _ source: String) -> String {
    let written = link.source.map { String(decoding: Array(source.utf8)[$0], as: UTF8.self) } ?? "?"
    return "\(link.host ?? "no host") from \(written)\(link.altIsKnown ? "" : ", without text")"
  }
}
