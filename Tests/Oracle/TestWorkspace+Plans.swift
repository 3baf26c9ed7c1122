import CampaignCompiler
import CampaignPlan
import CampaignSemantics
import CampaignTestSupport

extension TestWorkspace {
  /// The plan of a campaign, made from its own file, the tenant's files that hold no campaign, and what it uses of the
  /// library.
  package func plan(_ tenant: CheckedTenant, _ campaign: CheckedCampaign) throws -> Plan {
    try traceablePlan(tenant, campaign).plan
  }

  /// The same, and where its messages go one way or the other.
  package func traceablePlan(
    _ tenant: CheckedTenant, _ campaign: CheckedCampaign
  ) throws -> (plan: Plan, branches: [BranchPoint]) {
    try Compiler.compileTraceable(
      tenant: tenant, campaign: campaign,
      sources: files.filter { file in
        let isOther = syntax(of: file).declarations.contains { if case .campaign = $0 { true } else { false } }
        return campaign.libraryFiles.contains(file.id)
          || file.path.hasPrefix(tenant.directory + "/") && (file.id == campaign.file || !isOther)
      }, zoneRulesVersion: "2026b")
  }

  /// The plans of all campaigns.
  package func plans() throws -> [Plan] {
    try check().workspace.tenants.flatMap { tenant in try tenant.campaigns.map { try plan(tenant, $0) } }
  }

  /// Texts of the sources by path, as the disassembler takes them.
  package var texts: [String: [UInt8]] { Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.bytes) }) }
}

extension SeededGenerator {
  /// True once in `count` times.
  package mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }

  /// One of the values; they must not be empty.
  package mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int.random(in: 0..<values.count, using: &self)]
  }
}
