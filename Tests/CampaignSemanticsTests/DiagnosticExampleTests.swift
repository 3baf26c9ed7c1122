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

  /// The law of fixes: a fix leaves neither its finding nor a new one.
  @Test(arguments: codes.filter { !$0.bad.isEmpty }) func everyFixMendsItsExample(_ code: DiagnosticCode) {
    let result = StandardTenant.check(code.bad)
    for fix in result.diagnostics.flatMap(\.fixes) {
      var bytes = Array(code.bad.utf8)
      for edit in fix.edits.sorted(by: { $0.span.start > $1.span.start }) {
        #expect(edit.span.file == result.file, "`\(fix.title)` changes another file")
        bytes.replaceSubrange(Int(edit.span.start)..<Int(edit.span.end), with: Array(edit.replacement.utf8))
      }
      let mended = StandardTenant.check(String(decoding: bytes, as: UTF8.self))
      #expect(mended.codes.isEmpty, "after `\(fix.title)`: \(ConciseReport.text(mended))")
    }
  }

  @Test func standardTenantHasNoFinding() {
    let result = StandardTenant.check("segment all where yes")
    #expect(result.codes.isEmpty, "\(ConciseReport.text(result))")
    #expect(result.tenant?.audience.attributes.count == 21)
  }

  @Test func codesAreDistinct() {
    let ids = Self.codes.map(\.id)
    #expect(Set(ids.map { $0.dropFirst() }).count == ids.count)
  }
}
