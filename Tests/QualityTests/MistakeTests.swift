import CampaignDiagnostics
import CampaignTestSupport
import Foundation
import Testing

/// The commonest mistakes, one a file, and what a person sees: `Tests/Goldens/mistakes`. Each case replaces one file of the sound
/// workspace beside them. `UPDATE_GOLDENS=1` rewrites what is seen, and that run still fails.
@Suite struct MistakeTests {
  static let folder = TestWorkspace.repository.appending(path: "Tests/Goldens/mistakes")
  static let workspace = TestWorkspace(reading: folder.appending(path: "workspace"))

  struct Case: Sendable, CustomTestStringConvertible {
    let url: URL
    let text: String
    /// Of the file that is replaced, in the workspace.
    let path: String
    let source: String

    var testDescription: String { url.lastPathComponent }
    var broken: TestWorkspace { MistakeTests.workspace.replacing(path, with: source) }

    init?(_ url: URL) {
      let parts = ((try? String(contentsOf: url, encoding: .utf8)) ?? "").components(separatedBy: "~~~~~~")
      let head = parts[0].split(separator: "`")
      guard parts.count > 2, head.count > 1, parts[1].hasPrefix("campaign\n") else { return nil }
      self.url = url
      text = parts.joined(separator: "~~~~~~")
      path = String(head[head.count - 2])
      source = String(parts[1].dropFirst("campaign\n".count))
    }

    /// The case with what is seen now.
    var shown: String {
      let workspace = broken
      let report = DiagnosticReport(workspace.diagnostics, in: workspace.sources)
      let end = text.range(of: source + "~~~~~~\n").map(\.upperBound) ?? text.endIndex
      return text[..<end] + "\nWhat is seen:\n\n~~~~~~text\n" + report.rendered(as: .full) + "~~~~~~\n"
    }
  }

  static let cases: [Case] = {
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    return files.filter { $0.pathExtension == "md" }.sorted { $0.path() < $1.path() }.compactMap(Case.init)
  }()

  @Test func theWorkspaceIsSound() {
    #expect(Self.workspace.diagnostics.isEmpty, "\n\(Self.workspace.shown(Self.workspace.diagnostics))")
    #expect(Self.cases.count >= 20)
  }

  @Test(arguments: cases)
  func isSeenAsRecorded(_ mistake: Case) throws {
    let findings = mistake.broken.diagnostics
    #expect(!findings.isEmpty, "nothing was found")
    let shown = mistake.shown
    guard shown != mistake.text else { return }
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil {
      try shown.write(to: mistake.url, atomically: true, encoding: .utf8)
      Issue.record("the golden was rewritten")
    } else {
      Issue.record("this is seen now:\n\(shown)")
    }
  }

  @Test(arguments: cases)
  func everyFixClearsItsFinding(_ mistake: Case) {
    let breaches = FixLaw.breaches(in: mistake.broken)
    #expect(breaches.isEmpty, "\(breaches.joined(separator: "\n"))")
  }
}
