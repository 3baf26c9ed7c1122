import CampaignDiagnostics
import CampaignSyntax

/// Checks a tenant's fixtures and tests, when all that they speak of was checked.
struct TestChecker {
  let context: TenantContext
  /// Whether campaigns or members may have been lost to a syntax error.
  let isIncomplete: Bool
  private var campaigns: [String: Subject] = [:]
  private var campaignOrder: [String] = []
  private var members: [String: (fixture: CheckedFixture, span: Span)] = [:]

  /// A campaign that tests can be of; without `checked` something in it was wrong.
  struct Subject {
    var name: Name
    var names: CampaignNames
    var checked: CheckedCampaign?
  }

  init(context: TenantContext, isIncomplete: Bool) {
    self.context = context
    self.isIncomplete = isIncomplete
  }

  mutating func add(_ name: Name, _ names: CampaignNames, _ checked: CheckedCampaign?) {
    guard campaigns[name.text] == nil, !name.text.isEmpty else { return }
    campaigns[name.text] = Subject(name: name, names: names, checked: checked)
    campaignOrder.append(name.text)
  }

  /// The tests that are sound.
  mutating func check(_ members: [MemberSyntax], _ tests: [TestSyntax]) -> [CheckedTest] {
    let fixtures = FixtureChecker(context: context)
    for member in members where !member.name.text.isEmpty {
      if let first = self.members[member.name.text] {
        context.reportTwice("the member `\(member.name.text)`", at: member.name.span, first: first.span)
      } else {
        self.members[member.name.text] = (fixtures.check(member.values), member.name.span)
      }
    }
    var titles: [String: Span] = [:]
    var result: [CheckedTest] = []
    for test in tests {
      let errorsBefore = context.errorCount
      let key = test.campaign.text + "\u{0}" + test.title.value
      if let first = titles.updateValue(test.title.span, forKey: key) {
        context.reportTwice("the test `\(test.title.value)`", at: test.title.span, first: first)
      }
      guard let checked = self.test(test), context.errorCount == errorsBefore else { continue }
      result.append(checked)
    }
    return result
  }

  /// What a test says, each kind together.
  private struct Items {
    var member: Name?
    var overrides: [MemberSyntax.FieldValue] = []
    var event: (values: [MemberSyntax.FieldValue], span: Span)?
    var step: Name?
    var entered: (literal: Literal, span: Span)?
    var happened: [HistoryChecker.Written] = []
    var now: (literal: Literal, span: Span)?
    var variants: [(experiment: Name, variant: Name)] = []
    var holdout: Span?
    var expectations: [Expression] = []
  }

  private func test(_ test: TestSyntax) -> CheckedTest? {
    let items = sort(test)
    let subject = campaign(test.campaign)
    let fixture = self.fixture(items)
    reportMissing(items, test)
    guard let subject, let campaign = subject.checked else { return nil }
    let variants = self.variants(items, subject, campaign)
    let payload = self.payload(items, campaign)
    guard let step = self.step(items, campaign) else { return nil }
    let course = self.course(items, campaign, step)
    let checker = ExpectationChecker(context: context, campaign: campaign, step: step, names: subject.names)
    let expectations = items.expectations.compactMap { checker.check($0) }
    guard let member = items.member, let fixture, let course else { return nil }
    return CheckedTest(
      title: test.title.value, campaign: campaign.name, step: step, member: member.text,
      fixture: fixture.with(payload), time: course.time, happened: course.happened, variants: variants,
      isHeldOut: items.holdout != nil, expectations: expectations, span: test.title.span)
  }

  /// The number of the step that the test is of; nil where the campaign has no such step, which was reported.
  private func step(_ items: Items, _ campaign: CheckedCampaign) -> Int? {
    guard let name = items.step else { return 0 }
    return HistoryChecker(context: context, campaign: campaign, step: 0).number(of: name)
  }

  /// When the test is, and what happened before; nil where nothing says when, or something was wrong.
  private func course(
    _ items: Items, _ campaign: CheckedCampaign, _ step: Int
  ) -> (time: CheckedTest.Time, happened: [CheckedHappening])? {
    let checker = HistoryChecker(context: context, campaign: campaign, step: step)
    if step > 0, let holdout = items.holdout { checker.reportHoldout(at: holdout) }
    let happened = checker.facts(items.happened) { instant($0, campaign) }
    let now = items.now.flatMap { written in instant(written.literal, campaign).map { ($0, written.span) } }
    let entered = items.entered.flatMap { written in instant(written.literal, campaign).map { ($0, written.span) } }
    return checker.time(now: now, entered: entered, happened).map { ($0, happened) }
  }

  private func sort(_ test: TestSyntax) -> Items {
    var items = Items()
    var seen: [String: Span] = [:]
    for item in test.items {
      switch item {
      case .given(let member, let overrides, let span):
        guard context.isFirst("given", span, &seen) else { continue }
        items.member = member
        items.overrides = overrides
      case .now(let literal, let span):
        if context.isFirst("now", span, &seen) { items.now = (literal, span) }
      case .step(let step, let span):
        if context.isFirst("step", span, &seen) { items.step = step }
      case .entered(let literal, let span):
        if context.isFirst("entered", span, &seen) { items.entered = (literal, span) }
      case .happened(let fact, let at, let span): items.happened.append((fact, at, span))
      case .variant(let experiment, let variant, let span):
        if context.isFirst("variant \(experiment.text)", span, &seen) { items.variants.append((experiment, variant)) }
      case .holdout(let span):
        if context.isFirst("holdout", span, &seen) { items.holdout = span }
      case .event(let values, let span):
        if context.isFirst("event", span, &seen) { items.event = (values, span) }
      case .expect(let predicate, _): items.expectations.append(predicate)
      }
    }
    return items
  }

  private func campaign(_ name: Name) -> Subject? {
    if let found = campaigns[name.text] { return found }
    guard !isIncomplete, !name.text.isEmpty else { return nil }
    let meant = Suggestion.nearest(to: name.text, among: campaignOrder)
    context.report(
      .unknownCampaign, "`\(name.text)` is not a campaign of this tenant", at: name.span,
      notes: meant.flatMap { campaigns[$0] }.map { [Note("`\($0.name.text)` is declared here", at: $0.name.span)] }
        ?? [],
      helps: [meant.map { "did you mean `\($0)`?" } ?? "its campaigns are \(campaignOrder.quotedList(limit: 8))"],
      fixes: meant.map { [Fix("write `\($0)`", replace: name.span, with: $0)] } ?? [])
    return nil
  }

  private func fixture(_ items: Items) -> CheckedFixture? {
    let overrides = FixtureChecker(context: context).check(items.overrides)
    guard let name = items.member, !name.text.isEmpty else { return nil }
    if let member = members[name.text] { return member.fixture.with(overrides) }
    guard !isIncomplete else { return nil }
    let known = members.keys.sorted()
    let meant = Suggestion.nearest(to: name.text, among: known)
    context.report(
      .unknownMember, "`\(name.text)` is not a member that tests know", at: name.span,
      helps: [
        meant.map { "did you mean `\($0)`?" }
          ?? (known.isEmpty
            ? "declare it: `member \(name.text) { … }`"
            : "declare it, `member \(name.text) { … }`, or name one of \(known.quotedList(limit: 8))")
      ],
      fixes: meant.map { [Fix("write `\($0)`", replace: name.span, with: $0)] } ?? [])
    return nil
  }

  /// What the test says of the event that the campaign answers.
  private func payload(_ items: Items, _ campaign: CheckedCampaign) -> CheckedFixture {
    guard let written = items.event else { return CheckedFixture() }
    guard let trigger = campaign.trigger else {
      context.report(
        .testedEvent, "`\(campaign.name)` answers no event", at: written.span, helps: ["leave `event` out of the test"])
      return CheckedFixture()
    }
    if let event = context.audience.checked?.events[trigger.event.index],
      let time = written.values.first(where: { context.audience.attributes[event.time.index].name.text == $0.name.text }
      )
    {
      context.report(
        .testedEvent, "when the event happened follows from `now`", at: time.span,
        helps: ["leave it out: `now` is the instant of the answer"])
      return CheckedFixture()
    }
    return FixtureChecker(context: context).check(written.values, event: trigger.event)
  }

  private func reportMissing(_ items: Items, _ test: TestSyntax) {
    guard !context.isUnreadable(test.span) else { return }
    var missing: [(what: String, help: String)] = []
    if items.member == nil { missing.append(("member", "`given NAME`")) }
    if items.now == nil, items.entered == nil { missing.append(("instant", "`now 2027-03-02T10:00`")) }
    if items.expectations.isEmpty { missing.append(("expectation", "`expect selected`")) }
    guard !missing.isEmpty else { return }
    context.report(
      .incompleteTest, "the test has no " + missing.map(\.what).joined(separator: " and no "), at: test.title.span,
      helps: ["add " + missing.map(\.help).joined(separator: ", ")])
  }

  private func variants(_ items: Items, _ subject: Subject, _ campaign: CheckedCampaign) -> [Int: Int] {
    var result: [Int: Int] = [:]
    for (experimentName, variantName) in items.variants {
      let experiments = campaign.experiments.map(\.name)
      guard let experiment = experiments.firstIndex(of: experimentName.text) else {
        reportVariant(
          experimentName, "`\(experimentName.text)` is not an experiment of `\(campaign.name)`", among: experiments,
          none: "`\(campaign.name)` has no experiment: leave `variant` out")
        continue
      }
      let variants = campaign.experiments[experiment].variants.map(\.name)
      guard let variant = variants.firstIndex(of: variantName.text) else {
        reportVariant(
          variantName, "`\(variantName.text)` is not a variant of `\(experimentName.text)`", among: variants, none: "")
        continue
      }
      result[experiment] = variant
    }
    if let span = items.holdout, campaign.holdout == nil {
      context.report(
        .unknownVariant, "`\(campaign.name)` holds nobody out", at: span,
        helps: ["leave `holdout` out of the test, or add `holdout 5% salt \"…\"` to the campaign"])
    }
    return result
  }

  private func reportVariant(_ name: Name, _ message: String, among names: [String], none: String) {
    guard !name.text.isEmpty else { return }
    let meant = Suggestion.nearest(to: name.text, among: names)
    context.report(
      .unknownVariant, message, at: name.span,
      helps: [
        meant.map { "did you mean `\($0)`?" } ?? (names.isEmpty ? none : "there is \(names.quotedList(limit: 8))")
      ],
      fixes: meant.map { [Fix("write `\($0)`", replace: name.span, with: $0)] } ?? [])
  }

  /// A date alone is that day at the campaign's first time of sending.
  private func instant(_ literal: Literal, _ campaign: CheckedCampaign) -> CheckedTest.Instant? {
    let checker = ExpressionChecker(context: context, scope: Scope())
    guard let checked = checker.literal(literal, expecting: nil) else {
      context.fail()
      return nil
    }
    switch (checked.type.base, checked.kind) {
    case (.date, .constant(.integer(let days))):
      return .local(seconds: days * 86_400 + Int64(campaign.schedule?.times.min() ?? 0))
    case (_, .constant(.integer(let instant))): return .instant(instant)
    case (_, .localInstant(let seconds)): return .local(seconds: seconds)
    default: return nil
    }
  }
}
