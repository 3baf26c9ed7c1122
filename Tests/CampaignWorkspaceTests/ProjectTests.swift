import CampaignDiagnostics
import CampaignPlan
import CampaignValues
import Foundation
import Testing

@testable import CampaignWorkspace

@Suite struct ProjectTests {
  private static let samples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "samples").path

  /// Calls with a new folder, which goes afterwards.
  private static func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "workspace-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test func everyCampaignComesBackFromItsPlanFile() throws {
    let project = try Project(path: Self.samples)
    var count = 0
    try Self.inFolder { folder in
      for tenant in project.checked.tenants {
        let place = Paths.join(folder.path, "plans/" + tenant.name)
        try PlanFile.makeFolder(place)
        for campaign in tenant.campaigns {
          let plan = try project.compile(campaign, of: tenant)
          let file = Paths.join(place, campaign.name + PlanFile.suffix)
          try PlanFile.write(plan, to: file)
          #expect(try PlanFile.read(file).plan == plan, "\(tenant.name)/\(campaign.name)")
          count += 1
        }
      }
    }
    #expect(count > 5)
  }

  @Test func aTenantAloneIsLoadedByItsFolder() throws {
    let project = try Project(path: Self.samples + "/tenants/bazaar")
    #expect(project.checked.tenants.map(\.name) == ["bazaar"])
    let tenant = try project.tenant(nil)
    #expect(try project.audiencePath(of: tenant).hasSuffix("samples/tenants/bazaar/audience.sqlite"))
    #expect(throws: Failure.self) { try project.tenant("fjordmat") }
  }

  @Test func whatIsWrongIsHandedToWhoeverAsked() throws {
    try Self.inFolder { folder in
      try "workspace shop {\n  tenants \"tenants/*\"\n}\n".write(
        to: folder.appending(path: "workspace.campaign"), atomically: false, encoding: .utf8)
      let findings = try #require(throws: Findings.self) { try Project(path: folder.path) }
      #expect(findings.report.diagnostics.map(\.code.title) == [DiagnosticCode.noTenantFolder.title])
      #expect(findings.areAll)
    }
  }

  @Test func aFolderWithoutAWorkspaceIsAFailure() throws {
    try Self.inFolder { folder in
      #expect(throws: Failure.self) { try Project(path: folder.path) }
      #expect(throws: Failure.self) { try Project(path: folder.path + "/nothing") }
    }
  }

  /// The digits are the key's bytes in their order, as SipHash's authors number them.
  @Test func aKeyIsItsDigits() throws {
    try Self.inFolder { folder in
      let file = folder.appending(path: "key")
      try "00010203 04050607\n08090a0b 0c0d0e0f\n".write(to: file, atomically: false, encoding: .utf8)
      let bytes = (UInt8(0)...15).map(\.self)
      #expect(try TenantKeyFile.read(file.path) == bytes.withUnsafeBytes { SipHash128.Block($0) })
      for wrong in ["", "00010203", String(repeating: "g", count: 32), String(repeating: "0", count: 33)] {
        try wrong.write(to: file, atomically: false, encoding: .utf8)
        #expect(throws: Failure.self, "\(wrong)") { try TenantKeyFile.read(file.path) }
      }
    }
  }
}
