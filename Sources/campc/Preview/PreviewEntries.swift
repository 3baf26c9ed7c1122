import CampaignCalendar
import CampaignPlan
import CampaignVM

/// Whom a preview's later steps follow: everybody who gets a message of the first.
struct PreviewEntries {
  private let plan: Plan
  /// Of the first step.
  private let request: RunRequest
  private var messages: [MadeMessage] = []

  init(_ plan: VerifiedPlan, _ request: RunRequest) throws(RunError) {
    self.plan = plan.plan
    self.request = request
    guard plan.plan.steps.count > 1 else { return }
    var made: [MadeMessage] = []
    _ = try Machine.run(plan, request, to: MessageCollector { made.append($0) })
    messages = made
  }

  /// The requests that a step's messages are made by, the first that makes any: as if nobody had done anything since, and as
  /// if everybody had opened and clicked.
  func requests(step: Int) -> [RunRequest] {
    guard step > 0 else { return [request] }
    return [[.sent], PlanEvent.allCases].map { facts in
      var request = request
      request.step = step
      request.history = history(before: step, facts)
      let delay = plan.steps[step].delay
      request.now = request.zone.adding(
        CalendarDuration(months: delay.months, days: delay.days, seconds: delay.seconds), to: request.now)
      return request
    }
  }

  private func history(before step: Int, _ facts: [PlanEvent]) -> MemberHistory {
    let run = MemberHistory.Run(campaign: plan.campaign, name: plan.event == nil ? request.name : "")
    var history = MemberHistory()
    for message in messages {
      history.enter(member: message.member, event: message.event, run: run, at: message.now)
      for earlier in 0..<step {
        for fact in facts { history.record(fact, ofStep: earlier, member: message.member, event: message.event) }
      }
    }
    return history
  }
}
