import CampaignTestSupport
import Foundation
import Testing

/// A fenced block of a page that holds campaign source.
struct Snippet: Sendable, CustomTestStringConvertible {
  /// What stands in it, and so what has to stand around it before it is a file.
  enum Kind: String, CaseIterable {
    /// Declarations: a file of the tenant.
    case declarations = "campaign"
    /// Declarations of the library.
    case library = "campaign library"
    /// Members and tests, beside the sample's campaigns and what the page's earlier tests declare.
    case tests = "campaign tests"
    /// Items of a campaign.
    case items = "campaign items"
    /// Messages of a campaign, each whole.
    case messages = "campaign messages"
    /// The body of an e-mail.
    case body = "campaign body"
    /// Predicates, one a line.
    case predicates = "campaign predicates"
    /// What can stand between braces in a message, one a line.
    case values = "campaign values"
    /// Items of the brand, one a line.
    case brand = "campaign brand"
  }

  let page: String
  let line: Int
  let kind: Kind
  let text: String
  /// The page's snippets of tests before this one, where it is one.
  let before: String

  var testDescription: String { "\(page):\(line)" }

  /// Languages of fences that hold something else.
  static let otherFences: Set<String> = ["sh", "text", "json", "csv", "python", "yaml", "html", "sql", "ebnf"]

  /// Every snippet of the pages below docs and of the README, and the fences that say of no language what they hold.
  static let all: (snippets: [Snippet], unknown: [String]) = {
    var snippets: [Snippet] = []
    var unknown: [String] = []
    for page in pages {
      let url = TestWorkspace.repository.appending(path: page)
      let lines = ((try? String(contentsOf: url, encoding: .utf8)) ?? "").split(
        separator: "\n", omittingEmptySubsequences: false)
      var open: (info: String, line: Int)?
      var text: [Substring] = []
      for (index, line) in lines.enumerated() {
        guard line.hasPrefix("```") else {
          text.append(line)
          continue
        }
        guard let fence = open else {
          open = (line.dropFirst(3).trimmingCharacters(in: .whitespaces), index + 1)
          text = []
          continue
        }
        if let kind = Kind(rawValue: fence.info) {
          let earlier = snippets.filter { kind == .tests && $0.page == page && $0.kind == .tests }
          snippets.append(
            Snippet(
              page: page, line: fence.line, kind: kind, text: text.joined(separator: "\n") + "\n",
              before: earlier.map(\.text).joined()))
        } else if !otherFences.contains(fence.info) {
          unknown.append("\(page):\(fence.line): ```\(fence.info)")
        }
        open = nil
      }
      if let fence = open { unknown.append("\(page):\(fence.line): never closed") }
    }
    return (snippets, unknown)
  }()

  /// Paths from the repository; the pages of findings have tests of their own.
  private static var pages: [String] {
    let docs = TestWorkspace.repository.appending(path: "docs").path
    let found = (FileManager.default.enumerator(atPath: docs)?.allObjects as? [String]) ?? []
    return ["README.md"]
      + found.filter { $0.hasSuffix(".md") && !$0.hasPrefix("diagnostics/") }.map { "docs/" + $0 }.sorted()
  }
}
