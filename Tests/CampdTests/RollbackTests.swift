import CampaignEngine
import Foundation
import Testing

@Suite struct RollbackTests {
  @Test func anEarlierRevisionRunsAgain() throws {
    let market = try Market("ann", "ben")
    try market.campd("apply", ".")
    let first = try market.running()
    try market.writeTemplate("the second version")
    try market.remove("tenants/ben")
    try market.campd("apply", ".")
    #expect(try market.running().keys.sorted() == ["ann/weekly"])
    let said = try market.campd("rollback")
    #expect(said.status == 0 && said.out.contains("revision 3 runs: 1 new, 1 changed"), "\(said.out)\(said.err)")
    #expect(try market.running() == first)
    #expect(try market.register().revisions().map(\.origin) == ["roll-back to revision 1", "", ""])
    #expect(try market.register().auditLines().firstBroken == nil)
    let none = try market.campd("rollback", "9")
    #expect(none.status == 2 && none.err.contains("there was no revision 9"))
  }

  @Test func nothingThatLiesInThePastFallsDue() throws {
    let market = try Market("ann")
    try market.campd("apply", ".")
    let first = try market.campaign("ann").scheduledSince
    // As if it had been applied long ago, so that a schedule that is another one can be told.
    let register = try market.register()
    var record = try #require(register.tenants().first?.record)
    record.campaigns[0].scheduledSince = first - 1_000_000
    _ = try register.apply(WorkspaceRevision(digest: "old", tenants: [record], plans: [:]), by: "test", at: first)
    try market.writeTemplate("the second version")
    try market.campd("apply", ".")
    #expect(try market.campaign("ann").scheduledSince == first - 1_000_000, "the schedule is the same")
    try market.writeCampaign("ann", time: "11:00")
    try market.campd("apply", ".")
    #expect(try market.campaign("ann").scheduledSince >= first, "the schedule is another one")
    try market.campd("rollback", "2")
    #expect(try market.campaign("ann").scheduledSince >= first, "and so it is after the roll-back")
  }

  @Test func whereAZoneIsReadSaysNothingOfWhenACampaignFallsDue() throws {
    let market = try Market("ann")
    try market.write(
      "tenants/ann/audience.campaign",
      """
      audience member from members key id {
        email      email?
        agreed     bool
        age        int(0 to 99)?
        first_name text(40, name)?
        zone       timezone?
        town       timezone?
        reach email at email where agreed
      }

      """)
    let write = { (zone: String, condition: String) in
      try market.write(
        "tenants/ann/campaigns/weekly.campaign",
        """
        campaign weekly from news(hero: "Fresh this week") {
          goal "Send"
          audience where \(condition)
          schedule every tuesday at 10:00 in \(zone) otherwise tenant.timezone
          repeat every run
        }

        """)
      let said = try market.campd("apply", ".")
      #expect(said.status == 0, "\(said.out)\(said.err)")
    }
    try write("zone", "agreed")
    let register = try market.register()
    var record = try #require(register.tenants().first?.record)
    let long = record.campaigns[0].scheduledSince - 1_000_000
    record.campaigns[0].scheduledSince = long
    _ = try register.apply(WorkspaceRevision(digest: "old", tenants: [record], plans: [:]), by: "test", at: long)
    // With the age, the zone is read at another place.
    try write("zone", "age is known")
    #expect(try market.campaign("ann").scheduledSince == long)
    try write("town", "age is known")
    #expect(try market.campaign("ann").scheduledSince > long)
  }

  @Test func aCampaignThatWasRenamedKeepsItsEntries() throws {
    let market = try Market("ann")
    try market.campd("apply", ".")
    try market.writeCampaign("ann", name: "each_week was weekly")
    let renamed = try market.campd("apply", ".")
    #expect(renamed.status == 0 && renamed.out.contains("1 changed"), "\(renamed.out)\(renamed.err)")
    try market.campd("rollback")
    #expect(try market.campaign("ann").formerName == "each_week")
  }
}
