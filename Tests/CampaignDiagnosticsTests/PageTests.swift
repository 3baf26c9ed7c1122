import Foundation
import Testing

@testable import CampaignDiagnostics

/// docs/diagnostics is made from the table of codes: `UPDATE_GOLDENS=1 swift test --filter PageTests`.
@Suite struct PageTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "docs/diagnostics")

  static var pages: [String: String] {
    var pages = ["README.md": DiagnosticCode.indexPage]
    for code in DiagnosticCode.all { pages["\(code.id).md"] = code.page }
    return pages
  }

  @Test func pagesAreWhatTheTableSays() throws {
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil {
      try? FileManager.default.removeItem(at: Self.folder)
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      for (name, text) in Self.pages {
        try text.write(to: Self.folder.appending(path: name), atomically: true, encoding: .utf8)
      }
      Issue.record("the pages were rewritten: look at them and run the tests again")
    }
    let present = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(present) == Set(Self.pages.keys))
    for (name, text) in Self.pages {
      let stored = try? String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
      #expect(stored == text, "\(name) is stale: run the tests with UPDATE_GOLDENS=1")
    }
  }

  @Test func codesAreUniqueAndWellFormed() {
    let ids = DiagnosticCode.all.map(\.id)
    #expect(Set(ids.map { $0.dropFirst() }).count == ids.count, "two codes have one number")
    for code in DiagnosticCode.all {
      #expect(code.id.wholeMatch(of: /[EW](0[1-9]|1[0-3])\d\d/) != nil)
      // An abbreviation may begin a title, a sentence's capital may not.
      #expect(code.title.firstMatch(of: /^(\p{Lu}{2}|[^\p{Lu}])/) != nil && !code.title.hasSuffix("."), "\(code.id)")
      #expect(!code.explanation.isEmpty, "\(code.id)")
    }
  }

  @Test func everyDeclaredCodeIsListed() throws {
    let sources = Self.folder.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources/CampaignDiagnostics")
    var declared: Set<String> = []
    for name in try FileManager.default.contentsOfDirectory(atPath: sources.path)
    where name.hasPrefix("DiagnosticCode+") {
      let text = try String(contentsOf: sources.appending(path: name), encoding: .utf8)
      for match in text.matches(of: /"([EW]\d{4})",/) { declared.insert(String(match.1)) }
    }
    #expect(declared == Set(DiagnosticCode.all.map(\.id)))
  }

  @Test func findsCodesInAnyCase() {
    #expect(DiagnosticCode.named("e0102")?.id == "E0102")
    #expect(DiagnosticCode.named("E9999") == nil)
  }
}
