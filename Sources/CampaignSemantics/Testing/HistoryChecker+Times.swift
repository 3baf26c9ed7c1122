import CampaignDiagnostics
import CampaignSyntax
import CampaignValues

/// The order of what a test says of its member's course.
///
/// Checking knows no zone's rules, so that it compares instants which are written alike, and gives an hour where the clocks may
/// have changed in between. What is left the runner sees.
extension HistoryChecker {
  typealias Dated = (instant: CheckedTest.Instant, span: Span)

  /// When the test is; nil where nothing says it. What can't be is reported.
  func time(now: Dated?, entered: Dated?, _ happened: [CheckedHappening]) -> CheckedTest.Time? {
    guard step > 0 else {
      if let entered { reportEntry(entered, now) }
      return now.map { .now($0.instant) }
    }
    checkOrder(now, entered, happened)
    switch (now, entered) {
    case (nil, nil): return nil
    case (let now?, nil): return .now(now.instant)
    case (nil, let entered?): return .entered(entered.instant)
    case (let now?, let entered?): return .both(entered: entered.instant, now: now.instant)
    }
  }

  private func reportEntry(_ entered: Dated, _ now: Dated?) {
    let word = Span(entered.span.file, entered.span.start, entered.span.start + UInt32("entered".utf8.count))
    context.report(
      .impossibleHistory, "at the first step the member enters `now`", at: entered.span,
      helps: [
        campaign.steps.count > 1
          ? "write `now`, or say which step the test is of: `step \(campaign.steps[1].name)`"
          : now == nil ? "write `now`" : "leave it out"
      ], fixes: now == nil ? [Fix("write `now`", replace: word, with: "now")] : [])
  }

  private func checkOrder(_ now: Dated?, _ entered: Dated?, _ happened: [CheckedHappening]) {
    if let now, let entered {
      guard campaign.trigger == nil else {
        context.report(
          .impossibleHistory, "each step that follows an event has its own instant, which follows from the entry",
          at: now.span, notes: [Note("the member enters here", at: entered.span)],
          helps: ["leave out `now` or `entered`"])
        return
      }
      guard isInOrder(entered.instant, campaign.steps[step].delay, now.instant) else {
        context.report(
          .impossibleHistory, "`\(campaign.steps[step].name)` is not due yet `now`", at: now.span,
          notes: [
            Note("the member enters here", at: entered.span),
            Note("how long after the entry the step comes is declared here", at: campaign.steps[step].span),
          ], helps: ["leave `now` out, and the step is run as soon as it is due"])
        return
      }
    }
    let start = entered?.instant ?? now.map { $0.instant.moved(by: campaign.steps[step].delay, backwards: true) }
    let end = now ?? entered.map { ($0.instant.moved(by: campaign.steps[step].delay, backwards: false), $0.span) }
    guard let start, let end else { return }
    for fact in happened { check(fact, start, end, happened) }
  }

  private func check(
    _ happening: CheckedHappening, _ entered: CheckedTest.Instant, _ now: Dated, _ all: [CheckedHappening]
  ) {
    guard let instant = happening.at else { return }
    let fact = shown(happening.fact)
    guard isInOrder(instant, .zero, now.instant) else {
      context.report(
        .impossibleHistory, "`\(fact)` has not happened yet at `\(campaign.steps[step].name)`", at: happening.span,
        notes: [Note("this says when the step is run", at: now.span)],
        helps: ["give an instant before, or leave it out: a step asks only about what has happened"])
      return
    }
    switch happening.fact {
    case .converted: checkConversion(happening, entered)
    case .message(let event, let number):
      let number = number ?? step - 1
      if event != .sent, let sent = sending(of: number, all), let sentAt = sent.at {
        if isInOrder(sentAt, .zero, instant) { return }
        reportEarly(
          happening, "`\(fact)` lies before the message was sent", Note("it was sent here", at: sent.span))
      } else if !isInOrder(entered, campaign.steps[number].delay, instant) {
        reportEarly(
          happening,
          number == 0
            ? "`\(fact)` lies before the member entered"
            : "`\(fact)` lies before `\(campaign.steps[number].name)` was due",
          Note("`\(campaign.steps[number].name)` is declared here", at: campaign.steps[number].span))
      }
    }
  }

  private func sending(of number: Int, _ all: [CheckedHappening]) -> CheckedHappening? {
    all.first { $0.fact == .message(.sent, step: number) }
  }

  private func checkConversion(_ happening: CheckedHappening, _ entered: CheckedTest.Instant) {
    guard let instant = happening.at, let conversion = campaign.conversion else { return }
    let note = Note("what a conversion is, is declared here", at: conversion.span)
    if !isInOrder(entered, .zero, instant) {
      reportEarly(happening, "`converted` lies before the member entered", note)
    } else if !isInOrder(instant, .zero, entered.moved(by: conversion.window, backwards: false)) {
      context.report(
        .impossibleHistory, "`converted` lies after the conversion's window has ended", at: happening.span,
        notes: [note], helps: ["give an instant within the window, or leave it out"])
    }
  }

  private func reportEarly(_ happening: CheckedHappening, _ message: String, _ note: Note) {
    context.report(
      .impossibleHistory, message, at: happening.span, notes: [note],
      helps: ["give a later instant, or leave `at …` out"])
  }

  /// Whether `later` is not before `earlier` and a while; so too where that can't be said.
  private func isInOrder(
    _ earlier: CheckedTest.Instant, _ delay: CalendarOffset, _ later: CheckedTest.Instant
  ) -> Bool {
    switch (earlier.moved(by: delay, backwards: false), later) {
    case (.local(let first), .local(let second)):
      // Exact hours are not the clocks' where these change.
      first <= second + (delay.seconds == 0 ? 0 : 3_600)
    case (.instant(let first), .instant(let second)):
      // A day has 23 to 25 hours, and a local date may be another than that of UTC.
      first <= second + (delay.months == 0 && delay.days == 0 ? 0 : 26 * 3_600)
    default: true
    }
  }
}

extension CheckedTest.Instant {
  /// The same a while later or earlier, by the calendar, as if clocks never changed.
  fileprivate func moved(by offset: CalendarOffset, backwards: Bool) -> Self {
    let sign: Int64 = backwards ? -1 : 1
    func moved(_ seconds: Int64) -> Int64 {
      let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
      let date = CivilDate(limiting: day).adding(months: Int(sign) * offset.months)
      return (Int64(date.days) + sign * Int64(offset.days)) * 86_400 + (seconds - day * 86_400) + sign * offset.seconds
    }
    switch self {
    case .instant(let seconds): return .instant(moved(seconds))
    case .local(let seconds): return .local(seconds: moved(seconds))
    }
  }
}
