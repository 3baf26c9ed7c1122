import CampaignDiagnostics
import CampaignTestSupport
import Foundation
import Testing

/// Programs and what checking says of them, in `Tests/Goldens/semantics`: a case is a heading, a `campaign` block, and
/// blocks with the findings and the checked campaigns. `UPDATE_GOLDENS=1` rewrites the last two, and that run still
/// fails.
@Suite struct GoldenTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Goldens/semantics")

  static var files: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".md") }.sorted()
  }

  @Test(arguments: files) func casesAreAsWritten(_ name: String) throws {
    let url = Self.folder.appending(path: name)
    let written = try String(contentsOf: url, encoding: .utf8)
    let actual = Self.rewritten(written)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil, actual != written {
      try actual.write(to: url, atomically: true, encoding: .utf8)
      Issue.record("\(name) was rewritten: look at the difference")
    }
    for (old, new) in zip(Self.cases(written), Self.cases(actual)) { #expect(old == new) }
    #expect(Self.cases(written).count == Self.cases(actual).count)
  }

  @Test func thereAreCases() { #expect(!Self.files.isEmpty) }

  private static func cases(_ text: String) -> [String] { text.components(separatedBy: "\n## ") }

  /// The file with its findings and checked campaigns as they come out now.
  private static func rewritten(_ text: String) -> String {
    cases(text).map { section in
      let fence = "```campaign\n"
      guard let open = section.range(of: fence),
        let close = section.range(of: "\n```", range: open.upperBound..<section.endIndex)
      else { return section }
      let program = String(section[open.upperBound..<close.lowerBound])
      let result = StandardTenant.check(program)
      var after = ""
      let findings = ConciseReport.text(result)
      if !findings.isEmpty { after += "\n\n```findings\n\(findings)\n```" }
      let checked = CheckedDump.text(result.workspace)
      if !checked.isEmpty { after += "\n\n```checked\n\(checked)```" }
      return section[..<close.lowerBound] + "\n```" + after + "\n"
    }.joined(separator: "\n## ")
  }
}
