import CampaignCompiler
import CampaignDiagnostics
import CampaignPlan
import CampaignSemantics
import CampaignSyntax
import Foundation

/// A workspace that was parsed and checked from texts or from the samples.
package struct SampleWorkspace {
  package var workspace: CheckedWorkspace
  package var sources: SourceMap
  package var diagnostics: [Diagnostic]
  /// The files of each tenant, by the tenant's folder.
  private var files: [String: [FileID]]

  private init(
    root: (path: String, bytes: [UInt8]), tenants: [(directory: String, files: [(path: String, bytes: [UInt8])])]
  ) {
    var sources = SourceMap()
    var findings: [Diagnostic] = []
    var files: [String: [FileID]] = [:]
    func parse(_ file: (path: String, bytes: [UInt8])) -> FileSyntax {
      let id = sources.add(path: file.path, bytes: file.bytes)
      let parsed = Parser.parse(sources[id])
      findings += parsed.diagnostics
      return parsed.syntax
    }
    let rootSyntax = parse(root)
    var parsed: [ParsedWorkspace.Tenant] = []
    for tenant in tenants {
      let syntax = tenant.files.map(parse)
      files[tenant.directory] = syntax.map(\.file)
      parsed.append(ParsedWorkspace.Tenant(directory: tenant.directory, files: syntax))
    }
    let checked = Checker.check(
      ParsedWorkspace(root: rootSyntax, library: [], tenants: parsed), sources: sources, syntaxErrors: findings)
    workspace = checked.workspace
    diagnostics = findings + checked.diagnostics
    self.sources = sources
    self.files = files
  }

  /// A workspace of one tenant from texts by path.
  package init(tenant directory: String = "tenants/shop", _ texts: [(path: String, text: String)]) {
    self.init(
      root: ("workspace.campaign", Array("workspace example {\n  tenants \"tenants/*\"\n}\n".utf8)),
      tenants: [(directory, texts.map { ($0.path, Array($0.text.utf8)) })])
  }

  /// The repository's samples.
  package static func samples() throws -> SampleWorkspace {
    let root = Repository.root.appending(path: "samples")
    func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: root.appending(path: path))) }
    let folder = root.appending(path: "tenants").path
    let tenants = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
      let directory = "tenants/\(name)"
      let walker = FileManager.default.enumerator(atPath: root.appending(path: directory).path)
      let paths = walker?.compactMap { $0 as? String }.filter { $0.hasSuffix(".campaign") }.sorted() ?? []
      return (directory, try paths.map { ("\(directory)/\($0)", try bytes("\(directory)/\($0)")) })
    }
    return SampleWorkspace(root: ("workspace.campaign", try bytes("workspace.campaign")), tenants: tenants)
  }

  /// The plan of a campaign, made from all files of its tenant.
  package func plan(_ tenant: CheckedTenant, _ campaign: CheckedCampaign) throws -> Plan {
    try Compiler.compile(
      tenant: tenant, campaign: campaign, sources: (files[tenant.directory] ?? []).map { sources[$0] },
      zoneRulesVersion: "2026b")
  }

  /// The plans of all campaigns.
  package func plans() throws -> [Plan] {
    try workspace.tenants.flatMap { tenant in try tenant.campaigns.map { try plan(tenant, $0) } }
  }

  /// Texts of the sources by path, as the disassembler takes them.
  package var texts: [String: [UInt8]] {
    Dictionary(sources.files.map { ($0.path, $0.bytes) }, uniquingKeysWith: { first, _ in first })
  }
}

/// Where the package's files are.
package enum Repository {
  package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
}
