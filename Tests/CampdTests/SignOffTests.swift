import CampaignEngine
import Foundation
import Testing

@Suite struct SignOffTests {
  @Test func aChangedPlanWaitsForItsSignature() throws {
    let market = try Market("ann", "ben")
    try market.campd("apply", ".")
    let before = try market.running()
    #expect(try market.campd("sign-off", "require").out == "sign-off is required\n")
    try market.writeCampaign("ann", time: "11:00")
    let said = try market.campd("apply", ".")
    #expect(said.status == 0 && said.out.contains("1 plans wait"), "\(said.out)\(said.err)")
    #expect(try market.running() == before)
    let held = try #require(market.register().plansToSign().first)
    let plan = try #require(held.campaign?.plan)
    #expect(try market.campd("status").out.contains("ann/weekly          \(plan.prefix(12))"))
    let wrong = try market.campd("sign", "ann/weekly", String(before["ann/weekly"]?.prefix(12) ?? ""))
    #expect(wrong.status == 2 && wrong.err.contains("is \(plan.prefix(12)), not"), "\(wrong.err)")
    let signed = try market.campd("sign", "ann/weekly", String(plan.prefix(12)))
    #expect(signed.status == 0 && signed.out.contains("revision 3 runs"), "\(signed.out)\(signed.err)")
    #expect(try market.running()["ann/weekly"] == plan && market.running()["ben/weekly"] == before["ben/weekly"])
    #expect(try market.register().plansToSign().isEmpty)
    // What was signed once needs no second signature, nor does what ran.
    #expect(try market.campd("rollback", "1").status == 0)
    #expect(try market.running() == before)
    try market.campd("apply", ".")
    #expect(try market.running()["ann/weekly"] == plan)
  }

  @Test func aNewTenantRunsNothingUntilItIsSigned() throws {
    let market = try Market("ann")
    try market.campd("sign-off", "require")
    try market.campd("apply", ".")
    #expect(try market.running().isEmpty)
    let plan = try #require(market.register().plansToSign().first?.campaign?.plan)
    let since = try #require(market.register().plansToSign().first?.campaign?.scheduledSince)
    try market.campd("sign", "ann/weekly", String(plan.prefix(12)))
    #expect(try market.running() == ["ann/weekly": plan])
    #expect(try market.campaign("ann").scheduledSince >= since)
  }

  @Test func anEditOfTheLibraryThatChangesContentOnlyIsSignedOnce() throws {
    let market = try Market("ann", "ben")
    try market.campd("apply", ".")
    try market.campd("sign-off", "require")
    let before = try market.running()
    try market.writeTemplate("the second version")
    try market.campd("apply", ".")
    #expect(try market.running() == before)
    #expect(try market.register().plansToSign().allSatisfy(\.isContent))
    let signed = try market.campd("sign", "--revision", "2")
    #expect(signed.status == 0 && signed.out.contains("2 plans signed"), "\(signed.out)\(signed.err)")
    let after = try market.running()
    #expect(after.count == 2 && after.allSatisfy { before[$0.key] != $0.value })
    // How long a message may wait is no content.
    try market.writeTemplate("the second version", expires: "9 hours")
    try market.campd("apply", ".")
    let refused = try market.campd("sign", "--revision", "4")
    #expect(refused.status == 2 && refused.err.contains("changes more than what messages say: ann/weekly, ben/weekly"))
    #expect(try market.running() == after)
  }

  @Test func whoAppliedMayNotSignWhereFourEyesAreNeeded() throws {
    let market = try Market("ann")
    try market.campd("sign-off", "require", "--four-eyes")
    try market.campd("apply", ".", "--by", "author")
    let plan = try #require(market.register().plansToSign().first?.campaign?.plan)
    let own = try market.campd("sign", "ann/weekly", plan, "--by", "author")
    #expect(own.status == 2 && own.err.contains("somebody else has to sign it"), "\(own.err)")
    #expect(try market.campd("sign", "ann/weekly", plan, "--by", "reviewer").status == 0)
    #expect(try market.running() == ["ann/weekly": plan])
    #expect(try market.campd("audit").out.contains("reviewer  sign ann/weekly \(plan)"))
  }

  @Test func withWhatWaitsGoesWhatElseTheTenantChanged() throws {
    let market = try Market("ann")
    try market.campd("apply", ".")
    try market.campd("sign-off", "require")
    try market.writeTenant("ann", items: "cap 1 per day")
    try market.campd("apply", ".")
    #expect(try market.register().tenants().first?.record.caps == [])
    let plan = try #require(market.register().plansToSign().first?.campaign?.plan)
    try market.campd("sign", "ann/weekly", plan)
    #expect(try market.register().tenants().first?.record.caps == [TenantRecord.Cap(count: 1, days: 1)])
  }

  @Test func whatIsTakenBackWaitsNoMore() throws {
    let market = try Market("ann")
    try market.campd("apply", ".")
    try market.campd("sign-off", "require")
    try market.writeCampaign("ann", time: "11:00")
    try market.campd("apply", ".")
    try market.writeCampaign("ann")
    try market.campd("apply", ".")
    #expect(try market.register().plansToSign().isEmpty)
    #expect(try market.campd("sign-off", "release").out == "sign-off is not required\n")
    try market.writeCampaign("ann", time: "11:00")
    try market.campd("apply", ".")
    #expect(try market.campd("status").out.contains("waits to be signed") == false)
  }
}
