import CampaignDiagnostics

/// `schedule every tuesday and friday at 09:30 in tenant.timezone from 2027-03-02 until 2027-03-26`.
extension FileParser {
  mutating func schedule(_ start: UInt32) -> ScheduleSyntax? {
    guard let recurrence = recurrence() else { return nil }
    var result = ScheduleSyntax(recurrence: recurrence, span: span(from: start))
    mend([.at, .in, .from, .until])
    if accept(.at) {
      guard let times = times() else { return nil }
      result.times = times
    }
    mend([.in, .from, .until])
    if accept(.in) {
      guard let zone = value() else { return nil }
      result.zone = zone
    }
    mend([.from, .until])
    if accept(.from) {
      guard let from = date() else { return nil }
      result.from = from
    }
    mend([.until])
    if accept(.until) {
      guard let until = date() else { return nil }
      result.until = until
    }
    result.span = span(from: start)
    return result
  }

  private mutating func date() -> Literal? { literal([.date, .timestamp], "a date such as `2027-03-02`") }

  private mutating func time() -> Literal? { literal([.time], "a time such as `09:30`") }

  private mutating func recurrence() -> ScheduleSyntax.Recurrence? {
    mend([.once, .every])
    if accept(.once) {
      guard expect(.on), let date = date() else { return nil }
      return .once(date)
    }
    guard accept(.every) else {
      failExpecting("`once on` a date or `every` day, weekday or month")
      return nil
    }
    let place = span(token)
    if accept(.day) { return .everyDay(place) }
    if accept(.month) { return monthDays(place) }
    var days: [Name] = []
    repeat {
      guard
        let day = expect(
          anyOf: days.isEmpty ? Keyword.weekdays + [.day, .month] : Keyword.weekdays, "a day of the week")
      else { return nil }
      if day.keyword == .day { return .everyDay(day.span) }
      if day.keyword == .month { return monthDays(day.span) }
      days.append(Name(day.keyword.text, day.span))
    } while accept(.and)
    return .everyWeekday(days)
  }

  /// `on the 1st and 15th`, `on the last`.
  private mutating func monthDays(_ month: Span) -> ScheduleSyntax.Recurrence? {
    guard expect(.on), expect(.the) else { return nil }
    var days: [Int?] = []
    repeat {
      if accept(.last) {
        days.append(nil)
      } else if at(.ordinal), let day = Int(text(token).dropLast(2)) {
        advance()
        days.append(day)
      } else {
        failExpecting("a day such as `1st`, or `last`")
        return nil
      }
    } while accept(.and)
    return .everyMonth(days: days, span: span(from: month.start))
  }

  private mutating func times() -> ScheduleSyntax.Times? {
    let start = token.start
    if accept(.the) {
      guard expect(.best), expect(.hour), expect(.between), let from = time(), expect(.and), let to = time() else {
        return nil
      }
      return .bestHour(between: from, and: to, span: span(from: start))
    }
    var list: [Literal] = []
    repeat {
      guard let time = time() else { return nil }
      list.append(time)
    } while accept(.and)
    return .at(list)
  }
}
