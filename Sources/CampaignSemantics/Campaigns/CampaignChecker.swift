import CampaignDiagnostics
import CampaignSyntax

/// Checks one campaign.
struct CampaignChecker {
  let context: TenantContext
  let syntax: CampaignSyntax
  let names: CampaignNames
  let scope: Scope
  /// The words of the items that may have been lost to a syntax error; nil is one whose word is not known.
  private let lost: Set<Keyword?>

  /// `template`: the one that the campaign is made from, whose items stand among the campaign's; or the one that is
  /// checked by itself.
  init(context: TenantContext, syntax: CampaignSyntax, template: TemplateBinding? = nil) {
    self.context = context
    self.syntax = syntax
    names = CampaignNames(name: syntax.name, template: template)
    names.isIncomplete = context.isUnreadable(syntax.span)
    lost = context.lostItems(of: syntax)
    names.lacksNames = !lost.isDisjoint(with: [nil, .pick])
    names.lacksOwners = !lost.isDisjoint(with: [nil, .experiment])
    names.hasBrokenTrigger = !lost.isDisjoint(with: [nil, .trigger])
    names.hasBrokenOffer = !lost.isDisjoint(with: [nil, .offer])
    scope = Scope(campaign: names)
  }

  /// Whether an item with that word may have been lost to a syntax error.
  private func mayLack(_ keyword: Keyword) -> Bool { !lost.isDisjoint(with: [nil, keyword]) }

  /// The items of a campaign, each kind together.
  private struct Items {
    var goal: StringLiteral?
    var predicate: Expression?
    var exceptions: [Expression] = []
    var schedule: ScheduleSyntax?
    var trigger: (event: Name, after: DurationSyntax?, span: Span)?
    var repetition: RepeatSyntax?
    var expires: DurationSyntax?
    var holdout: (share: Literal, salt: StringLiteral)?
    var experiments: [ExperimentSyntax] = []
    var priority: Int?
    var offer: OfferSyntax?
    var standing: Expression?
    var conversion: (predicate: Expression, window: DurationSyntax, span: Span)?
    var picks: [PickSyntax] = []
    var messages: [MessageSyntax] = []
    var steps: [StepSyntax] = []
    /// Whether it has an item that has no place in it, and was reported.
    var hasMisplaced = false

    /// Whether each of the parts that a campaign has at most one of came out of its check, where it is written.
    func isWhole(
      _ schedule: CheckedSchedule?, _ trigger: CheckedTrigger?, _ expires: CalendarOffset?,
      _ holdout: CheckedCampaign.Holdout?, _ conversion: CheckedConversion?
    ) -> Bool {
      (self.schedule == nil) == (schedule == nil) && (self.trigger == nil) == (trigger == nil)
        && (self.expires == nil) == (expires == nil) && (self.holdout == nil) == (holdout == nil)
        && (self.conversion == nil) == (conversion == nil)
    }
  }

  /// As `check`, with the names that the campaign gives to what tests say of it.
  func checked() -> (campaign: CheckedCampaign?, names: CampaignNames) { (check(), names) }

  /// The campaign; nil where something in it was wrong, and was reported.
  func check() -> CheckedCampaign? {
    let errorsBefore = context.errorCount
    let items = sort()
    names.steps += items.steps.map(\.name)
    // A template may leave it to its campaigns.
    names.hasConversion = context.isLibrary || mayLack(.conversion) || items.conversion != nil
    let course = CourseChecker(context: context, names: names, scope: scope)
    let declared = ExperimentChecker(
      context: context, names: names, scope: scope, hasConversion: names.hasConversion)
    let experiments = items.experiments.compactMap { declared.check($0) }
    if let offer = items.offer { OfferChecker(context: context, names: names, scope: scope).check(offer) }
    let standing = course.standing(items.standing)
    let audience = self.audience(items, standing.facts)
    let clauses = audience.clauses
    var facts = audience.facts
    let conversion = items.conversion.flatMap { course.conversion($0.predicate, within: $0.window, span: $0.span) }
    let picks = self.picks(items, facts)
    for pick in picks { facts = facts.and(pick.facts) }
    let schedule = items.schedule.flatMap { ScheduleChecker(context: context, scope: scope).check($0) }
    let trigger = TriggerChecker(context: context, names: names).check(items.trigger, items.schedule)
    let durations = DurationResolver(context: context)
    var repetition = CheckedCampaign.Repetition.never
    switch items.repetition {
    case .everyRun?: repetition = .everyRun
    case .after(let duration)?: repetition = durations.offset(duration).map { .after($0) } ?? .never
    case .never?, nil: break
    }
    let expires = items.expires.flatMap { durations.offset($0) }
    let holdout = items.holdout.flatMap { self.holdout($0.share, $0.salt) }
    var checker = ExpressionChecker(context: context, scope: scope, facts: facts)
    checker.scope.rows = picks.map {
      Scope.Row(name: $0.pick.name, variable: $0.pick.variable, relation: $0.pick.relation)
    }
    let kept = (picks.map(\.clause) + standing.clauses).map(\.expression) + picks.compactMap(\.pick.predicate)
    names.demanded = clauses.map(\.expression) + kept
    if context.errorCount == errorsBefore {
      TemplateConditions(context: context, names: names)?.check(clauses + standing.clauses, of: syntax.name)
    }
    let messages = MessageListChecker(checker: checker, names: names, owner: "the campaign").check(items.messages)
    names.demanded = kept
    // What could not be read may have demanded anything of every step.
    let known = mayLack(.while) || mayLack(.pick) ? .anything : picks.reduce(standing.facts) { $0.and($1.facts) }
    let steps = course.steps(items.steps, picks: checker.scope.rows, standing: known, entry: facts)
    TimeChecker(
      context: context, names: names, schedule: Self.pair(schedule, items.schedule),
      expires: Self.pair(expires, items.expires?.span), conversion: conversion, steps: Array(zip(steps, items.steps))
    ).check()
    reportMissingItems(items)
    guard context.errorCount == errorsBefore, !items.hasMisplaced, !names.isIncomplete else { return nil }
    // A template's campaigns may add the message that can.
    if !context.isLibrary {
      AdaptationChecker(context: context, hasConversion: names.hasConversion)
        .checkSignals(items.experiments, of: messages + steps.flatMap(\.messages))
    }
    // What came to nothing was reported, here or in another campaign, or `reportLosses` says so.
    guard
      context.errorCount == errorsBefore, items.isWhole(schedule, trigger, expires, holdout, conversion),
      experiments.count == items.experiments.count, picks.count == items.picks.count,
      messages.count == items.messages.count, steps.count == items.steps.count,
      zip(steps, items.steps).allSatisfy({ $0.messages.count == $1.messages.count })
    else { return nil }
    let step = CheckedStep(name: syntax.name.text, messages: messages, span: syntax.name.span)
    let campaign = CheckedCampaign(
      name: syntax.name.text, formerName: syntax.was?.text, goal: items.goal?.value, clauses: clauses,
      standingClauses: standing.clauses, conversion: conversion, schedule: schedule, trigger: trigger,
      repetition: repetition, expires: expires, holdout: holdout, experiments: experiments, offer: names.offer,
      priority: items.priority ?? CheckedCampaign.usualPriority, pickClauses: picks.map(\.clause),
      picks: picks.map(\.pick), steps: [step] + steps,
      file: syntax.span.file, span: syntax.name.span)
    if !context.isLibrary { SignalChecker(context: context, campaign: campaign).check() }
    CampaignPredicates(context: context, campaign: campaign, place: syntax.span)?.check()
    if !context.isLibrary { ExperimentReading(context: context).check(campaign) }
    return context.errorCount == errorsBefore ? campaign : nil
  }

  private static func pair<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
    if let first, let second { (first, second) } else { nil }
  }

  private func sort() -> Items {
    var items = Items()
    var seen: [String: Span] = [:]
    context.reportOpenParts(syntax.items, but: names.template)
    for item in syntax.items { add(item, to: &items, &seen) }
    return items
  }

  private func add(_ item: CampaignItem, to items: inout Items, _ seen: inout [String: Span]) {
    switch item {
    case .goal(let text, let keyword):
      if context.isFirst("goal", keyword, &seen) { items.goal = text }
    case .audience(let predicate, let exceptions, let span):
      guard context.isFirst("audience", span, &seen) else { return }
      items.predicate = predicate
      items.exceptions = exceptions
    case .schedule(let schedule):
      if context.isFirst("schedule", schedule.span, &seen) { items.schedule = schedule }
    case .trigger(let event, let after, let span):
      guard context.isFirst("trigger", span, &seen) else { return }
      items.trigger = (event, after, span)
      TriggerChecker(context: context, names: names).resolve(event)
    case .repeat(let repetition, let span):
      if context.isFirst("repeat", span, &seen) { items.repetition = repetition }
    case .expires(let duration, let span):
      if context.isFirst("expires", span, &seen) { items.expires = duration }
    case .holdout(let share, let salt, let span):
      if context.isFirst("holdout", span, &seen) { items.holdout = (share, salt) }
    case .experiment(let experiment): items.experiments.append(experiment)
    case .priority(let number, let span):
      if context.isFirst("priority", span, &seen) { items.priority = priority(number) }
    case .offer(let offer):
      if context.isFirst("offer", offer.span, &seen) { items.offer = offer }
    case .pick(let pick): add(pick, to: &items)
    case .message(let message): items.messages.append(message)
    case .whileCondition(let predicate, let span):
      if context.isFirst("while", span, &seen) { items.standing = predicate }
    case .conversion(let predicate, let window, let span):
      if context.isFirst("conversion", span, &seen) { items.conversion = (predicate, window, span) }
    case .step(let step): items.steps.append(step)
    default: addMisplaced(item, to: &items)
    }
  }

  private func add(_ pick: PickSyntax, to items: inout Items) {
    guard names.picks.insert(pick.name.text).inserted else {
      let first = items.picks.first { $0.name.text == pick.name.text }
      return context.reportTwice("`\(pick.name.text)`", at: pick.name.span, first: first?.name.span ?? pick.name.span)
    }
    items.picks.append(pick)
  }

  private func picks(_ items: Items, _ facts: Facts) -> [PickChecker.Result] {
    let checker = ExpressionChecker(context: context, scope: scope, facts: facts)
    let picks = PickChecker(context: context, names: names)
    return items.picks.compactMap { picks.check($0, checker) }
  }

  private func addMisplaced(_ item: CampaignItem, to items: inout Items) {
    items.hasMisplaced = true
    switch item {
    case .replace(_, _, let span):
      context.report(
        .notReplaceable, "this campaign is not made from a template, so it has no part to replace", at: span,
        helps: ["write the part where its message stands"])
    default: break
    }
  }

  /// The clauses, and what they and `while` tell about every member that enters.
  private func audience(_ items: Items, _ standing: Facts) -> (clauses: [CheckedClause], facts: Facts) {
    let checker = ExpressionChecker(context: context, scope: scope)
    var facts = standing
    if let predicate = items.predicate { facts = facts.and(checker.facts(whenTrue: predicate)) }
    for exception in items.exceptions { facts = facts.and(checker.facts(whenFalse: exception)) }
    // What could not be read may have demanded anything.
    if mayLack(.audience) || mayLack(.pick) || mayLack(.while) { facts = .anything }
    let clauseChecker = ClauseChecker(checker: checker.assuming(facts))
    var clauses: [CheckedClause] = []
    if let predicate = items.predicate { _ = clauseChecker.add(predicate, isHeld: true, to: &clauses) }
    for exception in items.exceptions { _ = clauseChecker.add(exception, isHeld: false, to: &clauses) }
    return (clauses, facts)
  }

  private func priority(_ number: Number) -> Int? {
    if case .success(let value) = number.scaled(digits: 0), (1...10).contains(value) { return Int(value) }
    context.report(
      .badSetting, "\(context.quoted(number.span)) is not a priority", at: number.span,
      notes: [Note("a campaign that says none has 5")],
      helps: ["write a whole number from 1, the last, to 10, the first"])
    return nil
  }

  private func holdout(_ share: Literal, _ salt: StringLiteral) -> CheckedCampaign.Holdout? {
    let isSalted = context.checkSalt(salt, of: "holdout")
    guard let points = context.share(share, what: "a holdout") else { return nil }
    guard points < 10_000 else {
      context.report(
        .shareRange, "a holdout of \(context.quoted(share.span)) leaves nobody to write to", at: share.span,
        helps: ["write less than 100%"])
      return nil
    }
    return isSalted ? CheckedCampaign.Holdout(basisPoints: points, salt: salt.value) : nil
  }

  private func reportMissingItems(_ items: Items) {
    // A template may leave both to the campaigns that are made from it.
    guard !names.isIncomplete, !items.hasMisplaced, !context.isLibrary else { return }
    var missing: [(String, String)] = []
    if items.schedule == nil, items.trigger == nil {
      let events = context.audience.events.prefix(3).map { " or `trigger \($0.name.text)`" }
      missing.append(("schedule", "`schedule every day at 10:00`" + events.joined()))
    }
    if items.messages.isEmpty { missing.append(("message", "an `email`, a `push` or an `sms`")) }
    guard let first = missing.first else { return }
    let words = missing.map { "no \($0.0)" }.joined(separator: " and ")
    context.report(
      .missingItem, "the campaign has \(words)", at: syntax.name.span,
      helps: ["add \(missing.count == 1 ? first.1 : missing.map(\.1).joined(separator: ", "))"])
  }
}

extension TenantContext {
  func unsupported(_ code: DiagnosticCode, _ message: String, at span: Span, help: String) {
    report(code, message, at: span, helps: [help])
  }

  /// A share in basis points, above 0% and up to 100%.
  func share(_ literal: Literal, what: String) -> Int? {
    guard case .percent(let number) = literal.value else {
      var fixes: [Fix] = []
      if case .number = literal.value {
        fixes = [Fix("write `\(text(literal.span))%`", replace: literal.span.endPoint, with: "%")]
      }
      report(
        .missingUnit, "\(what) is a percentage", at: literal.span, helps: ["write `\(text(literal.span))%`"],
        fixes: fixes)
      return nil
    }
    switch number.scaled(digits: 2) {
    case .success(let points) where points > 0 && points <= 10_000: return Int(points)
    case .failure(.tooFine):
      report(
        .tooPrecise, "\(quoted(literal.span)) has more decimal places than a percentage has", at: literal.span,
        notes: [Note("a percentage has at most 2")])
    default:
      report(
        .shareRange, "\(what) can't be \(quoted(literal.span))", at: literal.span,
        helps: ["write more than 0% and at most 100%"])
    }
    return nil
  }
}
