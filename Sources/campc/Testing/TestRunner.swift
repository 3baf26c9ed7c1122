import CampaignCalendar
import CampaignDiagnostics
import CampaignPlan
import CampaignSQLite
import CampaignSemantics
import CampaignVM
import CampaignValues
import CampaignWorkspace
import Glibc

/// Runs tests: each over a database of its own member, with the plan and the machine that a real run has.
struct TestRunner {
  let project: Project
  private let folder: TemporaryFolder
  private var campaigns: [String: TestedCampaign] = [:]
  private var zones: [String: Zone] = [:]
  private var number = 0

  init(project: Project) throws(Failure) {
    self.project = project
    folder = try TemporaryFolder()
  }

  /// The campaigns that were tested so far, in the order of the workspace.
  var tested: [TestedCampaign] {
    project.checked.tenants.flatMap { tenant in
      tenant.campaigns.compactMap { campaigns["\(tenant.name)/\($0.name)"] }
    }
  }

  mutating func run(_ test: CheckedTest, of tenant: CheckedTenant) throws -> TestResult {
    let start = Self.seconds()
    let campaign = try self.campaign(test.campaign, of: tenant)
    let zone = try self.zone(tenant.timezone)
    let course = TestCourse(test, of: campaign.campaign, zone: zone)
    func finished(_ asked: [AskedExpectation], _ member: MemberResult, _ problem: String? = nil) -> TestResult {
      TestResult(
        test: test, tenant: tenant.name, step: course.stepName, course: course.words, asked: asked, member: member,
        problem: problem, seconds: Self.seconds() - start)
    }
    if let problem = course.problem { return finished([], .heldOut, problem) }
    let plan = campaign.plan.plan
    guard
      let key = FixtureKey.find(
        plan, holdout: campaign.campaign.holdout, isHeldOut: test.isHeldOut, variants: test.variants)
    else {
      return finished([], .heldOut, "no member of a million draws what this test asks for")
    }
    let member = FixtureMember(
      test.fixture, tenant: tenant, trigger: campaign.campaign.trigger, zone: zone, entered: course.entered,
      now: course.now)
    number += 1
    let path = Paths.join(folder.path, "\(number).sqlite")
    let database = FixtureDatabase(
      member, fixture: test.fixture, audience: tenant.audience, event: campaign.campaign.trigger?.event, zone: zone,
      key: key)
    var request = RunRequest.test(path, now: course.now, zone: zone)
    request.step = test.step
    request.history = course.history(
      member: database.memberKey, event: plan.event.map { _ in FixtureDatabase.eventKey }, plan: plan)
    do {
      try database.write(to: path)
      defer { unlink(path) }
      let result = try outcome(of: campaign, request)
      let values = try memberValues(test, campaign, request)
      let evaluation = ExpectationEvaluation(plan: plan, result: result, memberValues: values, sources: project.texts)
      return finished(test.expectations.map(evaluation.asked), result)
    } catch let error as RunError {
      throw Failure(error.description)
    } catch let error as SQLiteError {
      throw Failure(error.description)
    }
  }

  /// Runs the plan; every clause is decided by the machine, so that it is known which of them excluded the member.
  private func outcome(of campaign: TestedCampaign, _ request: RunRequest) throws -> MemberResult {
    let plan = campaign.plan.plan
    var result: MemberResult?
    let collector = MessageCollector { message in
      campaign.add(message)
      result = .made(message)
    }
    let observer = RunObserver(
      outcome: { outcome in
        switch outcome.kind {
        case .bad(let column, let reason): result = .quarantined("\(column) \(reason)")
        case .heldOut: result = .heldOut
        case .unreachable: result = .unreachable
        case .quarantined, .breach: result = SummaryText.quarantine(outcome.kind).map { .quarantined($0) }
        case .converted: result = .converted
        // The fixture is its database's one member, and no conversion is asked for by itself.
        case .emitted, .unknownMember, .excluded, .notConverted: break
        }
      }, trace: campaign.traces[request.step])
    let summary = try Machine.run(campaign.plan, request, to: collector, observer: observer)
    if let result { return result }
    guard summary.notEntered == 0, summary.notDue == 0 else {
      throw Failure("`\(campaign.campaign.name)`: the machine does not find the entry of a test's member")
    }
    let clause = summary.excludedByClause.firstIndex { $0 > 0 }
    return .excluded(by: clause.map { plan.clauses[$0].text } ?? "nothing")
  }

  /// What the machine makes of the predicates over the member, and of their parts.
  private func memberValues(
    _ test: CheckedTest, _ campaign: TestedCampaign, _ request: RunRequest
  ) throws -> [MemberValue] {
    var probe = MemberProbe()
    for expectation in test.expectations {
      expectation.forEachMember { probe.add($0, within: $1) }
    }
    guard !probe.expressions.isEmpty else { return [] }
    let (tenant, asking) = probe.campaign(like: campaign.campaign, campaign.tenant, step: test.step)
    var text = ""
    let collector = MessageCollector { text = $0.parts[.text] ?? "" }
    let plan = try project.compile(asking, of: tenant)
    do {
      _ = try Machine.run(try Verifier.verify(plan), request, to: collector)
    } catch let error as PlanError {
      throw Failure("`\(campaign.campaign.name)`: \(error.description)")
    }
    return zip(probe.expressions, probe.values(text)).map { MemberValue(expression: $0, value: $1) }
  }

  private mutating func campaign(_ name: String, of tenant: CheckedTenant) throws -> TestedCampaign {
    let key = "\(tenant.name)/\(name)"
    if let found = campaigns[key] { return found }
    let made = try TestedCampaign(try project.campaign(name, of: tenant), of: tenant, in: project)
    campaigns[key] = made
    return made
  }

  private mutating func zone(_ name: String) throws(Failure) -> Zone {
    if let found = zones[name] { return found }
    let zone = try ZoneFiles.zone(name)
    zones[name] = zone
    return zone
  }

  private static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

extension RunRequest {
  /// Of a test or a preview: with the key of zeros, whose tokens are for looking at only.
  static func test(_ path: String, now: Int64, zone: Zone) -> RunRequest {
    var request = RunRequest(
      databasePath: path, now: now, zone: zone, tenantKey: SipHash128.Block(low: 0, high: 0),
      name: ISOText.string(instant: now))
    request.usesPushdown = false
    return request
  }
}

extension CheckedExpectation {
  /// All in it that the machine is asked: predicates over the member, and texts to compare with, each with the place of what
  /// it was written in.
  func forEachMember(_ body: (CheckedExpression, Span) -> Void) {
    switch kind {
    case .member(let expression): body(expression, span)
    case .not(let inner): inner.forEachMember(body)
    case .and(let all), .or(let all): for inner in all { inner.forEachMember(body) }
    case .text(_, let question): for value in question.values { body(value, value.span) }
    case .outcome, .fact, .measure: break
    }
  }
}
