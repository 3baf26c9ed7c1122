import CampaignCalendar
import CampaignDiagnostics
import CampaignPlan
import CampaignVM
import CampaignWorkspace

/// Which step of a campaign is run, and what happened before it.
struct RunStep {
  /// In the plan.
  let index: Int
  /// For steps after the first.
  let history: MemberHistory?
  let name: String
  private let delay: OffsetRecord

  init(_ written: String?, history path: String?, plan: Plan) throws(Failure) {
    let names = plan.steps.map(\.name)
    let wanted = written ?? plan.campaign
    guard let index = names.firstIndex(of: wanted) else {
      let meant = Suggestion.nearest(to: wanted, among: names)
      throw Failure(
        "`\(plan.campaign)` has no step `\(wanted)`",
        help: meant.map { "did you mean `\($0)`?" } ?? "its steps are "
          + names.map { "`\($0)`" }.joined(separator: ", "))
    }
    self.index = index
    name = wanted
    delay = plan.steps[index].delay
    switch (index, path) {
    case (0, nil): history = nil
    case (0, _?):
      throw Failure(
        "`\(wanted)` is the first step, which asks no history", help: "leave out --history, or name a later --step")
    case (_, nil):
      throw Failure(
        "`\(wanted)` follows other steps, so the run needs what became of them",
        help: "give --history FILE, with the lines that `campc run` wrote for the steps before")
    case (_, let path?):
      let read = try HistoryFile.read(path, plan: plan)
      if read.entryCount == 0 {
        throw Failure(
          "`\(path)` has no line that says who entered `\(plan.campaign)`",
          help: "give the lines that `campc run` wrote for its first step")
      }
      history = read
    }
  }

  /// The instant of the run: as it was written, else when the step is due, which has to be one instant for all members.
  func now(_ written: String?, zone: Zone, wallClock: Int64) throws(Failure) -> Int64 {
    guard let history, written == nil else { return try RunInputs.now(written, zone: zone, wallClock: wallClock) }
    let instants = history.instants
    guard instants.count == 1, let entered = instants.first else {
      throw Failure(
        "members entered at \(instants.count) instants, so `\(name)` is due at several",
        help: "give --now: who entered too late for it is left out; or give the history of one run")
    }
    let delay = CalendarDuration(months: delay.months, days: delay.days, seconds: delay.seconds)
    let now = zone.adding(delay, to: entered)
    Console.error("now is \(ISOText.string(instant: now)), when `\(name)` is due; --now names another\n")
    return now
  }
}
