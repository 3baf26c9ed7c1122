import CampaignCalendar
import CampaignDiagnostics
import CampaignPlan
import CampaignVM
import CampaignWorkspace
import Foundation

/// Reads what happened to the members of a campaign, for a step that follows: JSON lines, of two kinds in any order.
///
///     {"campaign":"welcome","run":"2027-03-02T15:00:00Z","step":"welcome","member":"17",…}   as `campc run` writes it
///     {"member":"17","step":"welcome","happened":"clicked"}                                  opened, clicked, converted
///
/// Message lines of other campaigns or tenants don't count. A line of the first step is the member's entry; of several
/// entries the last one counts, with the lines of its own run. What happened in no run that is named belongs to that entry.
/// Where the campaign answers events, each line carries its event's key as `event`, and each event is an entry of its own.
struct HistoryFile {
  private struct Message {
    var member: String
    var event: String?
    var run: String
    var step: Int
  }

  private struct Happening {
    var member: String
    var event: String?
    var run: String?
    /// Nil for a conversion.
    var message: (fact: PlanEvent, step: Int)?
  }

  private let path: String
  private let plan: Plan
  private var history = MemberHistory()
  /// Of later steps: whose entry's run they are of is known when all lines were read.
  private var messages: [Message] = []
  private var happenings: [Happening] = []

  /// The history that the file holds; a line that can't be understood ends it all, with its number.
  static func read(_ path: String, plan: Plan) throws(Failure) -> MemberHistory {
    var file = HistoryFile(path: path, plan: plan)
    try file.readLines()
    return file.joined()
  }

  private init(path: String, plan: Plan) {
    self.path = path
    self.plan = plan
  }

  private mutating func readLines() throws(Failure) {
    var lines = try LineReader(path)
    while let line = try lines.next() {
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { continue }
      try add(Data(line), lines.number)
    }
  }

  private func wrong(_ number: Int, _ message: String, _ help: String) -> Failure {
    Failure("`\(path)`:\(number): \(message)", help: help)
  }

  private mutating func add(_ line: Data, _ number: Int) throws(Failure) {
    guard let object = try? JSONSerialization.jsonObject(with: line) as? [String: Any] else {
      throw wrong(number, "this is not a JSON object", "each line is one, as `campc run` writes them")
    }
    func text(_ name: String) throws(Failure) -> String? {
      guard let value = object[name] else { return nil }
      guard let text = value as? String else {
        throw wrong(number, "`\(name)` is no text", "write it in quotes: `\"\(name)\":\"…\"`")
      }
      return text
    }
    if let tenant = try text("tenant"), tenant != plan.tenant.name { return }
    let campaign = try text("campaign")
    if let campaign, campaign != plan.campaign, campaign != plan.formerName { return }
    guard let member = try text("member") else {
      throw wrong(number, "no `member` is named", "write whose line it is: `\"member\":\"17\"`")
    }
    let event = try self.event(try text("event"), isHappening: object["happened"] != nil, number)
    if let happened = try text("happened") {
      let step = try text("step")
      return happenings.append(
        Happening(member: member, event: event, run: try text("run"), message: try message(happened, step, number)))
    }
    guard let run = try text("run"), let step = try text("step"), let campaign else {
      throw wrong(
        number, "this is neither a message nor what happened to one",
        "a message has `campaign`, `run` and `step`; what happened is `\"happened\":\"clicked\"` with its `step`")
    }
    try add(Message(member: member, event: event, run: run, step: try self.step(step, number)), campaign, number)
  }

  /// The key of the event that a line belongs to: there is one where the campaign answers events, and only there.
  private func event(_ key: String?, isHappening: Bool, _ number: Int) throws(Failure) -> String? {
    guard let answers = plan.event else {
      guard let key else { return nil }
      let isFact = key == "converted" || PlanEvent.allCases.contains { "\($0)" == key }
      throw wrong(
        number, "`event` is `\(key)`, and `\(plan.campaign)` answers no events",
        isFact ? "write `\"happened\":\"\(key)\"`" : "leave the line out, or give the lines of this campaign")
    }
    guard let key, !key.isEmpty else {
      throw wrong(
        number, "nothing says to which `\(answers.name)` this belongs",
        isHappening
          ? "add the event's key, as the message's line has it: `\"event\":\"90210\"`"
          : "give the lines that `campc run` wrote since the campaign answers events")
    }
    return key
  }

  private mutating func add(_ message: Message, _ campaign: String, _ number: Int) throws(Failure) {
    guard message.step == 0 else { return messages.append(message) }
    guard case .instant(let instant)? = Array(message.run.utf8).withUnsafeBytes({ ISOText.timestamp($0) }) else {
      throw wrong(
        number, "`run` is `\(message.run)`, which is no instant", "write it as `campc run` does: 2027-03-02T15:00:00Z")
    }
    let name = message.event == nil ? message.run : ""
    history.enter(
      member: message.member, event: message.event, run: MemberHistory.Run(campaign: campaign, name: name), at: instant)
    // Whichever entry counts in the end was made by such a line.
    history.record(.sent, ofStep: 0, member: message.member, event: message.event)
  }

  private func message(_ fact: String, _ step: String?, _ number: Int) throws(Failure) -> (PlanEvent, Int)? {
    if fact == "converted" { return nil }
    guard let kind = PlanEvent.allCases.first(where: { "\($0)" == fact }) else {
      let meant = Suggestion.nearest(to: fact, among: PlanEvent.allCases.map { "\($0)" } + ["converted"])
      throw wrong(
        number, "nothing that happens is called `\(fact)`",
        meant.map { "did you mean `\($0)`?" } ?? "there is `sent`, `opened`, `clicked` and `converted`")
    }
    guard let step else {
      throw wrong(
        number, "nothing says which step's message was `\(fact)`", "add it: `\"step\":\"\(plan.steps[0].name)\"`")
    }
    return (kind, try self.step(step, number))
  }

  private func step(_ name: String, _ number: Int) throws(Failure) -> Int {
    if let index = plan.steps.firstIndex(where: { $0.name == name }) { return index }
    // The first step is named like the campaign.
    if name == plan.formerName { return 0 }
    let meant = Suggestion.nearest(to: name, among: plan.steps.map(\.name))
    throw wrong(
      number, "`\(plan.campaign)` has no step `\(name)`",
      meant.map { "did you mean `\($0)`?" } ?? "its steps are "
        + plan.steps.map { "`\($0.name)`" }.joined(separator: ", "))
  }

  /// What was recorded, of the run that each entry was made in.
  private func joined() -> MemberHistory {
    var history = history
    for message in messages where isOfEntry(message.run, message.member, message.event) {
      history.record(.sent, ofStep: message.step, member: message.member, event: message.event)
    }
    for happening in happenings where happening.run.map({ isOfEntry($0, happening.member, happening.event) }) ?? true {
      if let (fact, step) = happening.message {
        history.record(fact, ofStep: step, member: happening.member, event: happening.event)
      } else {
        history.recordConversion(member: happening.member, event: happening.event)
      }
    }
    return history
  }

  /// Whether a member's entry was made in the run of that name, which is its instant where events are answered.
  private func isOfEntry(_ run: String, _ member: String, _ event: String?) -> Bool {
    guard let entry = history.entry(of: member, event: event) else { return false }
    return event == nil ? entry.run.name == run : ISOText.string(instant: entry.instant) == run
  }
}
