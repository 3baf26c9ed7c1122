import CampaignDiagnostics
import Foundation
import Testing

@testable import CampaignWorkspace

@Suite struct BuilderTests {
  private static let samples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "samples")

  /// Calls with a copy of the samples, without their audiences.
  private static func inCopy(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appending(path: "builder-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for path in try FileManager.default.subpathsOfDirectory(atPath: samples.path) where path.hasSuffix(".campaign") {
      let copy = folder.appending(path: path)
      try FileManager.default.createDirectory(at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(contentsOf: samples.appending(path: path)).write(to: copy)
    }
    try body(folder)
  }

  private static func edit(_ file: URL, _ old: String, _ new: String) throws {
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains(old))
    try text.replacingOccurrences(of: old, with: new).write(to: file, atomically: false, encoding: .utf8)
  }

  /// Plans by tenant and campaign.
  private static func digests(_ build: WorkspaceBuild) -> [String: String] {
    build.tenants.reduce(into: [:]) { all, tenant in
      guard case .sound(let checked, let campaigns) = tenant.outcome else { return }
      for campaign in campaigns { all["\(checked.name)/\(campaign.plan.campaign)"] = campaign.digest }
    }
  }

  @Test func plansAreThoseOfTheProject() throws {
    let project = try Project(path: Self.samples.path)
    var builder = try WorkspaceBuilder(path: Self.samples.path)
    let digests = Self.digests(try builder.build())
    #expect(digests.count > 20)
    for tenant in project.checked.tenants {
      for campaign in tenant.campaigns {
        let plan = TenantBuild.Campaign(try project.compile(campaign, of: tenant), frame: "")
        #expect(digests["\(tenant.name)/\(campaign.name)"] == plan.digest, "\(tenant.name)/\(campaign.name)")
      }
    }
  }

  @Test func onlyWhatDependsOnAnEditIsBuiltAgain() throws {
    try Self.inCopy { folder in
      var builder = try WorkspaceBuilder(path: folder.path)
      let first = try builder.build()
      #expect(first.rebuilt == 4 && first.tenants.allSatisfy(\.isSound))
      #expect(try builder.build().rebuilt == 0)
      try Self.edit(folder.appending(path: "tenants/fjordmat/tenant.campaign"), "\"Fjordmat\"", "\"Fjordmaten\"")
      #expect(try builder.build().rebuilt == 1)
      // Two tenants make a campaign of this template.
      try Self.edit(folder.appending(path: "library/winback.campaign"), "We have missed you", "We did miss you")
      let edited = try builder.build()
      #expect(edited.rebuilt == 2)
      // Each of these builds is what one anew makes.
      var anew = try WorkspaceBuilder(path: folder.path)
      #expect(Self.digests(edited) == Self.digests(try anew.build()))
      #expect(Self.digests(edited) != Self.digests(first))
      try Self.edit(folder.appending(path: "workspace.campaign"), "storefront", "storefronts")
      #expect(try builder.build().rebuilt == 4)
    }
  }

  @Test func anErrorIsTheTenantsAloneAndGoesWhenItIsMended() throws {
    try Self.inCopy { folder in
      var builder = try WorkspaceBuilder(path: folder.path)
      let first = Self.digests(try builder.build())
      let file = folder.appending(path: "tenants/bazaar/tenant.campaign")
      try Self.edit(file, "languages", "langages")
      let broken = try builder.build()
      #expect(broken.tenants.filter { !$0.isSound }.map(\.name) == ["bazaar"])
      #expect(broken.tenants.first { !$0.isSound }?.report.hasErrors == true)
      #expect(try builder.build().rebuilt == 0, "what is wrong stays so until somebody edits it")
      try Self.edit(file, "langages", "languages")
      #expect(Self.digests(try builder.build()) == first)
    }
  }

  @Test func anErrorOfTheLibraryIsEverybodys() throws {
    try Self.inCopy { folder in
      var builder = try WorkspaceBuilder(path: folder.path)
      let first = Self.digests(try builder.build())
      let file = folder.appending(path: "library/winback.campaign")
      try Self.edit(file, "offer {", "offr {")
      #expect(throws: Findings.self) { try builder.build() }
      try Self.edit(file, "offr {", "offer {")
      let mended = try builder.build()
      #expect(mended.rebuilt == 0 && Self.digests(mended) == first)
    }
  }

  @Test func ofTwoTenantsOfOneNameTheSecondIsWrong() throws {
    try Self.inCopy { folder in
      try FileManager.default.copyItem(
        at: folder.appending(path: "tenants/bazaar"), to: folder.appending(path: "tenants/souk"))
      var builder = try WorkspaceBuilder(path: folder.path)
      let wrong = try builder.build().tenants.filter { !$0.isSound }
      #expect(wrong.map { Paths.name($0.folder) } == ["souk"])
      #expect(wrong.first?.report.diagnostics.map(\.code.title) == [DiagnosticCode.declaredTwice.title])
    }
  }

  @Test func aTemplatesFrameIsAllButItsMessages() throws {
    try Self.inCopy { folder in
      func frames() throws -> Set<String> {
        var builder = try WorkspaceBuilder(path: folder.path)
        return try builder.build().tenants.reduce(into: []) { all, tenant in
          if case .sound(_, let campaigns) = tenant.outcome { all.formUnion(campaigns.map(\.frame)) }
        }
      }
      let file = folder.appending(path: "library/winback.campaign")
      let first = try frames()
      #expect(first.count == 2, "one of the template, one of no template")
      try Self.edit(file, "We have missed you", "We did miss you")
      try Self.edit(file, "  expires ", "  // How long\n  expires ")
      #expect(try frames() == first)
      try Self.edit(file, "valid 14 days", "valid 15 days")
      #expect(try frames() != first)
    }
  }
}
