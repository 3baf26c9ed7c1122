import CampaignDiagnostics
import CampaignTestSupport
import Foundation
import Testing

/// Mistakes made in the samples, at every place where they can be made: what `campc check` says of each.
@Suite struct MutationTests {
  @Test func mistakesInTheSamplesAreFound() throws {
    var table = MutationTable()
    for tenant in SampleTenant.all {
      let workspace = TestWorkspace.samples.only(tenant.name)
      #expect(workspace.check().diagnostics.isEmpty)
      let byNight = workspace.removingLines("  quiet_hours ", of: "tenants/\(tenant.name)/tenant.campaign")
      for mutator in MutationOperator.all {
        let workspace = mutator.isWithoutQuietHours ? byNight : workspace
        for mutation in try Mutation.all(mutator, in: workspace, tenant) {
          // What lies in the library is changed once for each tenant that uses it: it is that tenant's message that breaks.
          let findings = mutation.applied(to: workspace).check().diagnostics
          table.add(mutator.name, tenant.name, mutation, findings.map(\.code.id))
        }
      }
    }
    for operation in MutationOperator.all { #expect(table.count(operation.name) > 0, "\(operation.name)") }
    #expect(table.unexplained.isEmpty, "\n\(table.unexplained.joined(separator: "\n"))")
    try table.expectGolden()
  }
}

extension TestWorkspace {
  /// The same without the lines of a file that begin so.
  fileprivate func removingLines(_ start: String, of path: String) -> TestWorkspace {
    guard let file = self[path] else { return self }
    let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    return replacing(path, with: lines.filter { !$0.hasPrefix(start) }.joined(separator: "\n"))
  }

  /// One tenant with the library, without its tests.
  fileprivate func only(_ tenant: String) -> TestWorkspace {
    let kept = files.filter { file in
      (!file.path.hasPrefix("tenants/") || file.path.hasPrefix("tenants/\(tenant)/"))
        && !file.path.hasSuffix("/tests.campaign")
    }
    return TestWorkspace(Dictionary(uniqueKeysWithValues: kept.map { ($0.path, $0.bytes) }))
  }
}
