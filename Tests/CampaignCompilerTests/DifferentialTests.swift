import CampaignCalendar
import CampaignDiagnostics
import CampaignOracle
import CampaignPlan
import CampaignSemantics
import CampaignTestSupport
import CampaignVM
import CampaignValues
import Foundation
import Testing

/// The oracle, the machine alone, the machine with SQL, and the machine over lines of JSON agree on every member of random audiences under random campaigns.
@Suite struct DifferentialTests {
  static let now: Int64 = 1_804_001_400
  /// 20,000 campaigns, each with every member of an audience, in all ways.
  static let audienceCount = TestSetting.number("DIFFERENTIAL_AUDIENCES") ?? 400
  /// Of the first audience, which its seed is made from.
  static let firstAudience = TestSetting.number("DIFFERENTIAL_FIRST") ?? 0
  static let campaignCount = 50
  static let memberCount = TestSetting.number("DIFFERENTIAL_MEMBERS") ?? 8
  static func seed(_ number: Int) -> UInt64 { UInt64(number) &* 7_919 &+ 1_017 }
  /// Clocks that move by an hour and by half an hour, three weeks before `now` and three weeks after it, and some that don't.
  static let zones: [@Sendable () throws -> Zone] = [
    "UTC", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu",
  ].map { name in
    {
      let tzif = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)"))
      return try tzif.withUnsafeBytes { bytes throws(ZoneError) in try Zone(name: name, tzif: bytes) }
    }
  }

  @Test(arguments: firstAudience..<firstAudience + audienceCount) func oracleAndMachineAgree(_ number: Int) throws {
    let seed = Self.seed(number)
    var audiences = RandomAudiences(
      seed: seed, now: Self.now, wrongOneIn: number % 3 == 0 ? 6 : number % 3 == 1 ? 40 : 200)
    let members = audiences.members(count: Self.memberCount)
    let events = audiences.events(count: Self.memberCount, memberCount: Self.memberCount)
    let catalogs = audiences.catalogs()
    let database = try Database(RandomAudiences.sql(members, events, catalogs: catalogs))
    var programs = RandomPrograms(seed: seed &+ 1)
    let made = programs.workspace(campaignCount: Self.campaignCount)
    let workspace = TestWorkspace(made.texts)
    let writtenOut = try WrittenOut(made)
    let zone = try Self.zones[number % Self.zones.count]()
    let (checked, diagnostics) = workspace.check(unproven: Set(DiagnosticCode.predicates))
    let errors = diagnostics.filter { $0.severity == .error }.sorted { $0.span.file < $1.span.file }.reversed()
    let tenant = try #require(checked.tenants.first, "seed \(seed): \(workspace.shown(Array(errors.prefix(3))))")
    #expect(
      tenant.campaigns.count >= Self.campaignCount * 9 / 10,
      "seed \(seed): too few campaigns are sound: \(workspace.shown(Array(errors.prefix(5))))")
    #expect(
      tenant.campaigns.count { $0.trigger != nil } > Self.campaignCount / 10, "seed \(seed): too few answer events")
    #expect(
      tenant.campaigns.contains { $0.trigger != nil && $0.steps.count > 1 }, "seed \(seed): no event is followed up")
    for campaign in tenant.campaigns {
      let file = workspace["tenants/shop/campaigns/\(campaign.name).campaign"]
      let plan = try #require(
        try? Verifier.verify(try workspace.plan(tenant, campaign)),
        "seed \(seed): does not compile\n\(String(decoding: file?.bytes ?? [], as: UTF8.self))")
      let oracle = try writtenOut.oracle(tenant, campaign, workspace, now: Self.now, zone: zone, catalogs: catalogs)
      var entries = RandomEntries(seed: seed &+ 2, now: Self.now)
      let isFollowed = campaign.steps.count > 1 || campaign.conversion != nil
      let entered =
        !isFollowed
        ? [:] : campaign.trigger == nil ? entries.entries(members, campaign) : entries.entries(events, campaign)
      let isOfNobody = errors.contains { $0.span.file == campaign.file && $0.code == .nobodyInAudience }
      for step in campaign.steps.indices {
        var expected = Outcomes(plan.plan)
        if campaign.trigger == nil {
          for member in members {
            let outcome = try oracle.outcome(member, step: step, entry: step == 0 ? nil : entered[member.key])
            expected.add(outcome, key: String(member.key), plan.plan)
          }
        } else {
          for event in events {
            let outcome = try oracle.outcome(
              event, members: members, step: step, entry: step == 0 ? nil : entered[event.key])
            expected.add(outcome, key: String(event.key), plan.plan)
          }
        }
        let reached = expected.messages.count + expected.heldOut + expected.unreachable + expected.quarantined
        #expect(
          step > 0 || !isOfNobody || reached == 0,
          "seed \(seed): \(reached) are in the audience of \(campaign.name), though nobody should be")
        for way in Way.allCases where way != .rows || campaign.trigger == nil {
          var actual =
            way == .rows
            ? try database.runRows(plan, step: step, entered, zone: zone)
            : try database.run(plan, step: step, entered, zone: zone, usesPushdown: way == .withSQL)
          if !made.hasOwnLayout { actual.hideStyles() }
          if actual != expected {
            let keys = members.map { String($0.key) } + events.map { String($0.key) }
            Issue.record(
              """
              seed \(seed), step \(step), \(way):
              \(String(decoding: file?.bytes ?? [], as: UTF8.self))
              \(writtenOut.text(campaign.name))
              oracle, then machine: \(expected.difference(from: actual))
              \(keys.compactMap { expected.difference(from: actual, $0) }.prefix(2).joined(separator: "\n"))
              \(members.filter { expected.difference(from: actual, String($0.key)) != nil }.prefix(2))
              \(events.filter { expected.difference(from: actual, String($0.key)) != nil }.prefix(2))
              \(entered)
              \(Disassembler.text(plan.plan))
              """)
            return
          }
        }
      }
      if campaign.conversion != nil {
        try compareConversions(oracle, plan, database, members, events, entered, zone, seed)
      }
    }
  }

  /// The conversion by itself, for everybody who entered.
  private func compareConversions(
    _ oracle: Oracle, _ plan: VerifiedPlan, _ database: Database, _ members: [OracleMember],
    _ events: [OracleEvent], _ entered: [Int64: OracleEntry], _ zone: Zone, _ seed: UInt64
  ) throws {
    var expected: [String: Bool] = [:]
    for event in events where plan.plan.event != nil {
      guard let entry = entered[event.key] else { continue }
      expected[String(event.key)] = oracle.hasConverted(event, members: members, entry: entry)
    }
    for member in members where plan.plan.event == nil {
      guard let entry = entered[member.key], let answer = oracle.hasConverted(member, entry: entry) else { continue }
      expected[String(member.key)] = answer
    }
    let actual = try database.conversions(plan, entered, zone: zone)
    #expect(actual == expected, "seed \(seed): \(Disassembler.text(plan.plan))")
  }
}

/// The machine by itself, with SQL before it, and over members that are given as lines.
private enum Way: CaseIterable { case alone, withSQL, rows }

/// What became of every member or event, as far as a run tells.
struct Outcomes: Equatable {
  /// Channel and parts by the key of the member, or of the event.
  var messages: [String: [String: String]] = [:]
  var bad: Set<String> = []
  var excluded = 0
  var heldOut = 0
  var unreachable = 0
  var quarantined = 0
  var notEntered = 0
  var notDue = 0
  var converted = 0
  /// By experiment.
  var byVariant: [[Int]]
  var outsideSlice: [Int]

  init(_ plan: Plan) {
    byVariant = plan.experiments.map { Array(repeating: 0, count: $0.variants.count) }
    outsideSlice = plan.experiments.map { _ in 0 }
  }

  init(_ summary: RunSummary, messages: [String: [String: String]], bad: Set<String>) {
    self.messages = messages
    self.bad = bad
    excluded = summary.excluded
    heldOut = summary.heldOut
    unreachable = summary.unreachable
    quarantined = summary.quarantined.values.reduce(0, +)
    notEntered = summary.notEntered
    notDue = summary.notDue
    converted = summary.converted
    byVariant = summary.emittedByVariant
    outsideSlice = summary.emittedOutsideSlice
  }

  mutating func add(_ outcome: OracleOutcome, key: String, _ plan: Plan) {
    switch outcome {
    case .excluded: excluded += 1
    case .bad: bad.insert(key)
    case .heldOut: heldOut += 1
    case .unreachable: unreachable += 1
    case .quarantined: quarantined += 1
    case .notEntered: notEntered += 1
    case .notDue: notDue += 1
    case .converted: converted += 1
    case .message(_, let parts, let variants):
      messages[key] = parts
      for (experiment, variant) in variants.enumerated() {
        if let variant { byVariant[experiment][variant] += 1 } else { outsideSlice[experiment] += 1 }
      }
    }
  }

  /// Leaves the styles out of the layout that is built in: goldens hold them.
  mutating func hideStyles() {
    for (key, parts) in messages {
      guard let html = parts["html"], let start = html.firstRange(of: "<style>"),
        let end = html.firstRange(of: "</style>")
      else { continue }
      messages[key]?["html"] = html[..<start.upperBound] + OracleLayout.builtInStyle + html[end.lowerBound...]
    }
  }

  /// The figures of both, where they are not the same.
  func difference(from other: Outcomes) -> String {
    func figures(_ outcomes: Outcomes) -> [String] {
      [
        "\(outcomes.messages.count) messages", "\(outcomes.bad.count) bad", "\(outcomes.excluded) excluded",
        "\(outcomes.heldOut) held out", "\(outcomes.unreachable) unreachable", "\(outcomes.quarantined) quarantined",
        "\(outcomes.notEntered) not entered",
        "\(outcomes.notDue) not due", "\(outcomes.converted) converted", "by variant \(outcomes.byVariant)",
        "outside of slices \(outcomes.outsideSlice)",
      ]
    }
    return zip(figures(self), figures(other)).filter { $0 != $1 }.map { "\($0), \($1)" }.joined(separator: "; ")
  }

  /// What became of one in both, from where it begins to differ; nil where it is the same.
  func difference(from other: Outcomes, _ key: String) -> String? {
    if bad.contains(key) != other.bad.contains(key) { return "\(key) is bad in one of them" }
    let (mine, others) = (messages[key], other.messages[key])
    guard mine != others else { return nil }
    guard let mine, let others else { return "\(key) has a message in one of them: \(mine ?? others ?? [:])" }
    let parts = Set(mine.keys).union(others.keys).sorted().filter { mine[$0] != others[$0] }
    return parts.map { part in
      let (first, second) = (mine[part] ?? "(none)", others[part] ?? "(none)")
      let same = zip(first.unicodeScalars, second.unicodeScalars).prefix { $0 == $1 }.count
      func rest(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.dropFirst(max(0, same - 40)).prefix(400))).debugDescription
      }
      return "\(key), \(part):\n  \(rest(first))\n  \(rest(second))"
    }.joined(separator: "\n")
  }
}
