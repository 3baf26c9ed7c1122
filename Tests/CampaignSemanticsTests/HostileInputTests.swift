import CampaignDiagnostics
import CampaignSyntax
import CampaignTestSupport
import Testing

@testable import CampaignSemantics

/// Checking ends, and never traps, whatever it is given.
@Suite struct HostileInputTests {
  @Test func damagedSamplesAreChecked() {
    let seed: UInt64 = 41
    var generator = SeededGenerator(seed: seed)
    let alphabet = Array("(){}\"<>,.?%0959 x\n".utf8)
    for _ in 0..<150 {
      guard let file = TestWorkspace.samples.files.randomElement(using: &generator) else { continue }
      var bytes = file.bytes
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        let start = Int.random(in: 0..<bytes.count, using: &generator)
        let end = min(bytes.count, start + Int.random(in: 0...12, using: &generator))
        let inserted = (0..<Int.random(in: 0...3, using: &generator)).compactMap { _ in
          alphabet.randomElement(using: &generator)
        }
        bytes.replaceSubrange(start..<end, with: inserted)
        if bytes.isEmpty { break }
      }
      let result = StandardTenant.check(String(decoding: bytes, as: UTF8.self))
      #expect(result.workspace.tenants.count <= 1, "seed \(seed)")
    }
  }

  @Test func segmentsThatDoubleAreRefused() {
    var text = "segment s0 where points > 5 and points < 9\n"
    for index in 1...60 { text += "segment s\(index) where in s\(index - 1) or not (in s\(index - 1))\n" }
    #expect(StandardTenant.check(text).codes.filter { $0.hasPrefix("E") } == ["E0313"])
  }

  @Test func longChainsOfSegmentsAreRefused() {
    var text = ""
    for index in 0..<3_000 { text += "segment s\(index) where in s\(index + 1)\n" }
    text += "segment s3000 where points > 5\n"
    #expect(Set(StandardTenant.check(text).codes) == ["E0313"])
  }

  @Test func wideConditionsAreChecked() {
    let operands = (0..<3_000).map { "points is \($0)" }.joined(separator: " or ")
    #expect(StandardTenant.check("segment wide where \(operands)").codes.isEmpty)
  }

  @Test func anEmptyWorkspaceIsReported() {
    var sources = SourceMap()
    let root = sources.add(path: "workspace.campaign", bytes: [])
    let folder = sources.add(path: "tenants/shop/tenant.campaign", bytes: Array("audience a from t key k { }".utf8))
    let files = [root, folder].map { Parser.parse(sources[$0]).syntax }
    let empty = ParsedWorkspace(
      root: files[0], library: [],
      tenants: [
        ParsedWorkspace.Tenant(directory: "tenants/none", files: []),
        ParsedWorkspace.Tenant(directory: "tenants/shop", files: [files[1]]),
      ])
    let codes = Checker.check(empty, sources: sources).diagnostics.map(\.code.id)
    #expect(codes == ["E1001", "E1003", "E1003"])
  }

  @Test func aTenantWithoutAudienceIsReported() {
    var sources = SourceMap()
    let texts = [("workspace.campaign", StandardTenant.workspace), ("tenant.campaign", StandardTenant.tenant)]
    let ids = texts.map { sources.add(path: $0.0, bytes: Array($0.1.utf8)) }
    let files = ids.map { Parser.parse(sources[$0]).syntax }
    let workspace = ParsedWorkspace(
      root: files[0], library: [], tenants: [ParsedWorkspace.Tenant(directory: "tenants/shop", files: [files[1]])])
    let codes = Checker.check(workspace, sources: sources).diagnostics.map(\.code.id)
    #expect(codes == ["E1004"])
  }
}
