import CampaignDiagnostics
import Testing

/// Holds each code's examples: the bad one has that finding and no other, the good one has none.
@Suite struct DiagnosticExampleTests {
  static let codes = DiagnosticCode.semantics

  @Test(arguments: codes.filter { !$0.bad.isEmpty }) func badExampleHasItsFinding(_ code: DiagnosticCode) {
    let result = StandardTenant.check(code.bad)
    #expect(result.codes == [code.id], "\(ConciseReport.text(result))")
  }

  @Test(arguments: codes.filter { !$0.good.isEmpty }) func goodExampleHasNoFinding(_ code: DiagnosticCode) {
    let result = StandardTenant.check(code.good)
    #expect(result.codes.isEmpty, "\(ConciseReport.text(result))")
  }

  @Test func standardTenantHasNoFinding() {
    let result = StandardTenant.check("segment all where yes")
    #expect(result.codes.isEmpty, "\(ConciseReport.text(result))")
    #expect(result.tenant?.audience.attributes.count == 18)
  }

  @Test func codesAreDistinct() {
    let ids = Self.codes.map(\.id)
    #expect(Set(ids.map { $0.dropFirst() }).count == ids.count)
  }
}
