import CampaignDiagnostics
import CampaignSyntax
import Foundation
import Testing

@testable import CampaignSemantics

/// The samples are held to what their authors are.
@Suite struct SamplesTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "samples")

  /// Reads every source file below a folder, in the order of their paths.
  static func load() throws -> (workspace: ParsedWorkspace, sources: SourceMap, findings: [Diagnostic]) {
    var sources = SourceMap()
    var findings: [Diagnostic] = []
    func parse(_ url: URL) throws -> FileSyntax {
      let id = sources.add(path: url.lastPathComponent, bytes: Array(try Data(contentsOf: url)))
      let parsed = Parser.parse(sources[id])
      findings += parsed.diagnostics
      return parsed.syntax
    }
    let root = try parse(self.root.appending(path: "workspace.campaign"))
    var tenants: [ParsedWorkspace.Tenant] = []
    let folder = self.root.appending(path: "tenants")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
      let tenant = folder.appending(path: name)
      let files = FileManager.default.enumerator(atPath: tenant.path)?.compactMap { $0 as? String }.sorted() ?? []
      let parsed = try files.filter { $0.hasSuffix(".campaign") }.map { try parse(tenant.appending(path: $0)) }
      tenants.append(ParsedWorkspace.Tenant(directory: "tenants/\(name)", files: parsed))
    }
    return (ParsedWorkspace(root: root, library: [], tenants: tenants), sources, findings)
  }

  @Test func samplesHaveNoFindings() throws {
    let (workspace, sources, findings) = try Self.load()
    let checked = Checker.check(workspace, sources: sources, syntaxErrors: findings)
    for finding in findings + checked.diagnostics {
      let file = sources[finding.span.file]
      let place = file.location(at: finding.span.start)
      Issue.record("\(file.path):\(place.line):\(place.column): \(finding.code.id) \(finding.message)")
    }
    #expect(checked.workspace.tenants.map(\.name) == ["bazaar", "fjordmat", "journey"])
  }
}
