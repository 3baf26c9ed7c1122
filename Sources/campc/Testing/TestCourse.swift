import CampaignCalendar
import CampaignPlan
import CampaignSemantics
import CampaignVM
import CampaignValues

/// When a test's step is run, when its member entered, and what happened in between, as the machine asks it.
struct TestCourse {
  let now: Int64
  let entered: Int64
  /// What checking could not see, for it knows no zone's rules: an order in which nothing can have happened.
  let problem: String?
  private let zone: Zone
  private let test: CheckedTest
  private let campaign: CheckedCampaign

  init(_ test: CheckedTest, of campaign: CheckedCampaign, zone: Zone) {
    self.zone = zone
    self.test = test
    self.campaign = campaign
    let delay = CalendarDuration(campaign.steps[test.step].delay)
    switch test.time {
    case .now(let written):
      let now = written.instant(in: zone)
      entered = Self.entry(before: now, delay, zone)
      // Who entered on the last day of a longer month is due where the month ends: an event's step is run just then.
      self.now = campaign.trigger == nil || test.step == 0 ? now : zone.adding(delay, to: entered)
    case .entered(let written):
      entered = written.instant(in: zone)
      now = zone.adding(delay, to: entered)
    case .both(let entry, let written):
      entered = entry.instant(in: zone)
      now = written.instant(in: zone)
    }
    problem = Self.problem(test, campaign, zone, entered: entered, now: now)
  }

  /// The name of the step, unless it is the first.
  var stepName: String? { test.step == 0 ? nil : campaign.steps[test.step].name }

  /// The last instant from which on the delay has passed at `now`. A time that the clocks skip can lead past it.
  private static func entry(before now: Int64, _ delay: CalendarDuration, _ zone: Zone) -> Int64 {
    let entered = zone.subtracting(delay, from: now)
    return entered - max(0, zone.adding(delay, to: entered) - now)
  }

  private static func problem(
    _ test: CheckedTest, _ campaign: CheckedCampaign, _ zone: Zone, entered: Int64, now: Int64
  ) -> String? {
    guard test.step > 0 else { return nil }
    let step = campaign.steps[test.step]
    let due = zone.adding(CalendarDuration(step.delay), to: entered)
    if due > now {
      return "`\(step.name)` is due at \(shown(due, zone)), and `now` is \(shown(now, zone))"
    }
    for happening in test.happened {
      guard let instant = happening.at?.instant(in: zone) else { continue }
      var earliest = entered
      if case .message(_, let number?) = happening.fact {
        earliest = zone.adding(CalendarDuration(campaign.steps[number].delay), to: entered)
      }
      if instant < earliest || instant > now {
        return "what happened at \(shown(instant, zone)) can only have happened between \(shown(earliest, zone)) and "
          + shown(now, zone)
      }
    }
    return nil
  }

  /// The history for a member's key; nil at the first step, which asks none.
  func history(member: String, event: String?, plan: Plan) -> MemberHistory? {
    guard test.step > 0 else { return nil }
    var history = MemberHistory()
    let name = event == nil ? ISOText.string(instant: entered) : ""
    history.enter(
      member: member, event: event, run: MemberHistory.Run(campaign: plan.campaign, name: name), at: entered)
    // Whoever entered got the first message, and whoever opened or clicked one got that.
    history.record(.sent, ofStep: 0, member: member, event: event)
    for happening in test.happened {
      switch happening.fact {
      case .converted: history.recordConversion(member: member, event: event)
      case .message(let fact, let step):
        let step = step ?? test.step - 1
        history.record(.sent, ofStep: step, member: member, event: event)
        history.record(PlanEvent(fact), ofStep: step, member: member, event: event)
      }
    }
    return history
  }

  /// On the clocks of the tenant's zone, as tests write it.
  private static func shown(_ instant: Int64, _ zone: Zone) -> String {
    let local = zone.local(at: instant)
    return "\(ISOText.string(date: local.date))T\(ISOText.string(secondOfDay: local.secondOfDay))"
  }

  /// In words, for a failure's reader: the step, the entry, and what happened.
  var words: String? {
    guard let stepName else { return nil }
    var facts = ["\(campaign.name).sent"]
    for happening in test.happened {
      switch happening.fact {
      case .converted: facts.append("converted")
      case .message(let fact, let number):
        let step = campaign.steps[number ?? test.step - 1].name
        for fact in ["\(step).sent", "\(step).\(fact.rawValue)"] where !facts.contains(fact) { facts.append(fact) }
      }
    }
    return "at `\(stepName)`, entered \(Self.shown(entered, zone)); happened: \(facts.joined(separator: ", "))"
  }
}

extension CheckedTest.Instant {
  fileprivate func instant(in zone: Zone) -> Int64 {
    switch self {
    case .instant(let instant): instant
    case .local(let seconds): zone.instant(LocalDateTime(secondsSince1970: seconds))
    }
  }
}

extension PlanEvent {
  fileprivate init(_ fact: HistoryFact.Event) {
    switch fact {
    case .sent: self = .sent
    case .opened: self = .opened
    case .clicked: self = .clicked
    }
  }
}
