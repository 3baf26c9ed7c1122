import CampaignEngine
import Foundation
import Testing

@Suite struct ApplyTests {
  @Test func aWorkspaceRunsAndApplyingItAgainChangesNothing() throws {
    let market = try Market("ann", "ben")
    let first = try market.campd("apply", ".")
    #expect(first.status == 0, "\(first.err)")
    #expect(first.out.contains("revision 1 runs: 2 new"))
    #expect(try market.running().count == 2)
    let again = try market.campd("apply", ".")
    #expect(again.out.contains("revision 1 runs as before: 2 the same"), "\(again.out)")
    #expect(try market.register().auditLines().lines.count == 1)
  }

  @Test func aDryRunSaysWhatWouldChangeAndChangesNothing() throws {
    let market = try Market("ann", "ben", "cal")
    try market.campd("apply", ".")
    let before = try market.running()
    try market.writeCampaign("ben", time: "11:00")
    try market.remove("tenants/cal")
    try market.writeTenant("dan")
    try market.write("tenants/dan/audience.campaign", "audience member from members key id {\n  agreed bool\n}\n")
    let said = try market.campd("apply", ".", "--dry-run")
    #expect(said.status == 0, "\(said.err)")
    for line in ["ann/weekly  same", "ben/weekly  changed", "cal/weekly  removed"] {
      #expect(said.out.contains(line), "\(said.out)")
    }
    #expect(try market.running() == before && market.register().latestRevision() == 1)
  }

  @Test func aTenantWithErrorsKeepsWhatItRunsAndTheOthersGoOn() throws {
    let market = try Market("ann", "ben", "cal")
    try market.campd("apply", ".")
    let before = try market.running()
    // The edit of the template breaks a rule of one tenant's brand, and another tenant's own file is wrong.
    try market.writeTemplate("bens own word")
    try market.write("tenants/cal/tenant.campaign", "tenant cal {\n  name \n")
    let said = try market.campd("apply", ".")
    #expect(said.status == 1)
    #expect(
      said.err.contains("tenants/ben/campaigns/weekly.campaign") && said.err.contains("tenants/cal/tenant.campaign"))
    #expect(said.out.contains("1 changed, 2 kept"), "\(said.out)")
    let after = try market.running()
    #expect(after["ann/weekly"] != before["ann/weekly"] && after["ann/weekly"] != nil)
    #expect(after["ben/weekly"] == before["ben/weekly"] && after["cal/weekly"] == before["cal/weekly"])
  }

  @Test func whatIsWrongForAllChangesNothing() throws {
    let market = try Market("ann")
    try market.campd("apply", ".")
    let before = try market.running()
    try market.writeCampaign("ann", time: "11:00")
    try market.write("library/news.campaign", "template news(hero: text(40) {\n")
    let said = try market.campd("apply", ".")
    #expect(said.status == 1 && said.err.contains("library/news.campaign"), "\(said.err)")
    #expect(try market.running() == before && market.register().latestRevision() == 1)
  }

  @Test func aFolderWithoutAReadableNameRemovesNobody() throws {
    let market = try Market("ann", "ben")
    try market.campd("apply", ".")
    // Moved, and nobody can say whose it is.
    try FileManager.default.moveItem(
      at: market.url.appending(path: "tenants/ben"), to: market.url.appending(path: "tenants/moved"))
    try market.write("tenants/moved/tenant.campaign", "tenant {\n")
    #expect(try market.campd("apply", ".").status == 1)
    #expect(try market.running().keys.sorted() == ["ann/weekly", "ben/weekly"])
    try market.remove("tenants/moved")
    #expect(try market.campd("apply", ".").out.contains("ben/weekly  removed"))
    #expect(try market.running().keys.sorted() == ["ann/weekly"])
  }

  @Test func aRunningExperimentKeepsItsTenantAsItIs() throws {
    let market = try Market("ann", "ben")
    func experiment(_ weights: (Int, Int)) -> String {
      """
      experiment tone salt "ann-tone" {
        variant short \(weights.0)% { line "a" }
        variant long \(weights.1)% { line "b" }
      }
        replace email.subject "News {tone.line}"
      """
    }
    try market.writeTemplate()
    let template = try String(contentsOf: market.url.appending(path: "library/news.campaign"), encoding: .utf8)
    try market.write(
      "library/news.campaign", template.replacingOccurrences(of: "    subject ", with: "    open subject "))
    try market.writeCampaign("ann", items: experiment((50, 50)))
    let first = try market.campd("apply", ".")
    #expect(first.status == 0, "\(first.err)")
    let before = try market.running()
    try market.writeCampaign("ann", items: experiment((40, 60)))
    try market.writeCampaign("ben", time: "11:00")
    let said = try market.campd("apply", ".")
    #expect(said.status == 1 && said.err.contains("experiment `tone`"), "\(said.err)")
    let after = try market.running()
    #expect(after["ann/weekly"] == before["ann/weekly"] && after["ben/weekly"] != before["ben/weekly"])
    // Back there, where nothing of it runs any more.
    #expect(try market.campd("rollback", "1").status == 0)
  }

  @Test func aCommitIsReadAsItIsAndItsNameIsKept() throws {
    let market = try Market("ann")
    let git = { (arguments: String...) in
      try market.run(
        "/usr/bin/git", ["-c", "user.name=Test", "-c", "user.email=test@shop.example"] + arguments)
    }
    #expect(try git("init", "--quiet").status == 0)
    #expect(try git("add", "workspace.campaign", "library", "tenants").status == 0)
    #expect(try git("commit", "--quiet", "-m", "First").status == 0)
    try market.writeTemplate("the second version")
    #expect(try git("commit", "--quiet", "-a", "-m", "Second").status == 0)
    try market.write("tenants/ann/tenant.campaign", "tenant ann {\n")
    // The work tree is wrong, the commits are not.
    let second = try market.campd("apply", "HEAD")
    #expect(second.status == 0, "\(second.err)")
    let newest = try market.running()
    let first = try market.campd("apply", ".", "--rev", "HEAD~1")
    #expect(first.out.contains("1 changed"), "\(first.out)\(first.err)")
    #expect(try market.running() != newest)
    let commit = try git("rev-parse", "HEAD~1").out.filter { !$0.isWhitespace }
    #expect(try market.register().revisions().first?.origin == "commit \(commit)")
    #expect(try market.campd("revisions").out.contains(commit) && market.campd("audit").out.contains(commit))
    let record = try #require(market.register().tenants().first?.record)
    #expect(record.audienceFolder == market.url.appending(path: "tenants/ann").path)
    let missing = try market.campd("apply", ".", "--rev", "nowhere")
    #expect(missing.status == 2 && missing.err.contains("no revision `nowhere`"), "\(missing.err)")
    #expect(try market.campd("apply", ".", "--rev=--output=x").status == 2)
  }
}
