import CampaignDiagnostics
import CampaignSyntax
import CampaignValues

/// Checks when a campaign runs.
struct ScheduleChecker {
  let context: TenantContext
  let scope: Scope

  private static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

  func check(_ syntax: ScheduleSyntax) -> CheckedSchedule? {
    let recurrence = self.recurrence(syntax.recurrence)
    let times = self.times(syntax)
    let zone = self.zone(syntax.zone)
    let from = syntax.from.flatMap { date($0) }
    let until = syntax.until.flatMap { date($0) }
    if let from, let until, from > until, let first = syntax.from, let last = syntax.until {
      context.report(
        .rangeReversed, "the schedule ends on \(context.quoted(last.span)), before it begins", at: last.span,
        notes: [Note("it begins here", at: first.span)],
        helps: ["swap them"],
        fixes: [
          Fix("swap them", [Edit(first.span, context.source(last.span)), Edit(last.span, context.source(first.span))])
        ])
      return nil
    }
    if case .once? = recurrence, let bound = syntax.from ?? syntax.until {
      context.report(
        .badSchedule, "a schedule that runs once has no `from` and `until`", at: bound.span, helps: ["leave them out"])
      return nil
    }
    guard let recurrence, let times, let zone else { return nil }
    return CheckedSchedule(
      recurrence: recurrence, times: times.at, bestHour: times.bestHour, zone: zone, from: from, until: until,
      span: syntax.span)
  }

  private func recurrence(_ syntax: ScheduleSyntax.Recurrence) -> CheckedSchedule.Recurrence? {
    switch syntax {
    case .once(let day): return date(day).map { .once(date: $0) }
    case .everyDay: return .daily
    case .everyWeekday(let names): return weekdays(names)
    case .everyMonth(let days, let span): return monthDays(days, span)
    }
  }

  private func weekdays(_ names: [Name]) -> CheckedSchedule.Recurrence? {
    var days: Set<Int> = []
    var isSound = true
    for name in names where !name.text.isEmpty {
      guard let index = Self.weekdays.firstIndex(of: name.text) else {
        let meant =
          Suggestion.nearest(to: name.text, among: Self.weekdays) ?? Self.weekdays.first { $0.hasPrefix(name.text) }
        context.report(
          .badSchedule, "`\(name.text)` is not a day of the week", at: name.span,
          helps: meant.map { ["did you mean `\($0)`?"] } ?? [],
          fixes: meant.map { [Fix("write `\($0)`", replace: name.span, with: $0)] } ?? [])
        isSound = false
        continue
      }
      if !days.insert(index + 1).inserted {
        context.report(
          .repeatedItem, "`\(name.text)` stands in the schedule twice", at: name.span, helps: ["leave one out"])
        isSound = false
      }
    }
    return isSound && !days.isEmpty ? .weekly(days) : nil
  }

  private func monthDays(_ syntax: [Int?], _ span: Span) -> CheckedSchedule.Recurrence? {
    var days: Set<Int> = []
    for day in syntax {
      guard (1...31).contains(day ?? 1) else {
        context.report(
          .badSchedule, "no month has a day \(day ?? 0)", at: span,
          helps: ["write a day from 1st to 31st, or `on the last`"])
        return nil
      }
      if !days.insert(day ?? 0).inserted {
        context.report(.repeatedItem, "a day stands in the schedule twice", at: span, helps: ["leave one out"])
        return nil
      }
    }
    return days.isEmpty ? nil : .monthly(days)
  }

  private typealias Times = (at: [Int], bestHour: ClosedRange<Int>?)

  private func times(_ syntax: ScheduleSyntax) -> Times? {
    switch syntax.times {
    case nil:
      if !context.isUnreadable(syntax.span) {
        context.report(
          .badSchedule, "the schedule has no time of day", at: syntax.span, helps: ["add `at 10:00`"],
          fixes: [])
      }
      return nil
    case .bestHour(let from, let until, _)?: return bestHour(from, until).map { ([], $0) }
    case .at(let literals)?:
      var times: Set<Int> = []
      for literal in literals {
        guard case .time(let seconds) = literal.value else {
          context.report(
            .badSchedule, "\(context.quoted(literal.span)) is not a time of day", at: literal.span,
            helps: ["write `10:00`"])
          return nil
        }
        guard times.insert(seconds).inserted else {
          context.report(
            .repeatedItem, "\(context.quoted(literal.span)) stands in the schedule twice", at: literal.span,
            helps: ["leave one out"])
          return nil
        }
      }
      return times.isEmpty ? nil : (times.sorted(), nil)
    }
  }

  private func bestHour(_ from: Literal, _ until: Literal) -> ClosedRange<Int>? {
    guard case .time(let start) = from.value, case .time(let end) = until.value else {
      context.report(
        .badSchedule, "the best hour lies between two times of day", at: from.span.union(until.span),
        helps: ["write `between 09:00 and 18:00`"])
      return nil
    }
    if start > end {
      context.report(
        .rangeReversed, "\(context.quoted(until.span)) is before \(context.quoted(from.span))", at: until.span,
        notes: [Note("the best hour is one of a single day")], helps: ["swap them"],
        fixes: [
          Fix(
            "swap them",
            [Edit(from.span, context.source(until.span)), Edit(until.span, context.source(from.span))])
        ])
      return nil
    }
    guard end - start >= 3_600 else {
      context.report(
        .badSchedule, "there is no whole hour between \(context.quoted(from.span)) and \(context.quoted(until.span))",
        at: from.span.union(until.span),
        helps: ["give it more room, or write one time: `at \(context.text(from.span))`"])
      return nil
    }
    warnIfQuiet(from, until, start...end)
    return start...end
  }

  private func date(_ literal: Literal) -> Int64? {
    guard case .date(let year, let month, let day) = literal.value else {
      context.report(
        .badSchedule, "\(context.quoted(literal.span)) is not a date", at: literal.span, helps: ["write `2027-03-02`"])
      return nil
    }
    guard let date = CivilDate(year: year, month: month, day: day) else {
      context.report(
        .numberTooLarge, "\(context.quoted(literal.span)) is not a date of the years 1 to 9999", at: literal.span)
      return nil
    }
    return Int64(date.days)
  }

  /// The tenant's zone, one by name, or the member's with one of those as its default.
  private func zone(_ e: Expression?) -> CheckedSchedule.Zone? {
    guard let own = context.settings.timezone else { return nil }
    guard let e else { return .named(own) }
    let checker = ExpressionChecker(context: context, scope: Scope(variables: scope.variables))
    guard let checked = checker.value(e, expecting: .timezone) else { return nil }
    guard checked.type.base == .timezone else {
      context.report(
        .typesDiffer, "\(context.quoted(e.span)) is \(context.words(checked)), not a time zone", at: e.span,
        notes: checker.declarationNotes(checked), helps: ["write `tenant.timezone`, or an attribute of type `timezone`"]
      )
      return nil
    }
    switch checked.kind {
    case .constant(.text(let name)): return .named(name)
    case .attribute(let id): return .member(id, otherwise: own)
    case .otherwise(let first, let second):
      if case .attribute(let id) = first.kind, case .constant(.text(let name)) = second.kind {
        return .member(id, otherwise: name)
      }
    default: break
    }
    context.report(
      .badSchedule, "\(context.quoted(e.span)) is too much for a schedule's zone", at: e.span,
      helps: ["write one attribute with a default: `home_zone otherwise tenant.timezone`"])
    return nil
  }
}
