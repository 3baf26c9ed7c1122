import CampaignEngine
import CampaignHandOff

/// Holds what the engine does to what is known outside of it: who was to get what, and what providers took.
final class Judge {
  /// What is not as it should be, the first first.
  private(set) var findings: [String] = []
  var journal = Journal()

  /// Addresses that a provider said are none, by tenant and channel, with the time that it said so.
  var refused: [String: Int64] = [:]
  /// The same, never forgotten.
  var everRefused: Set<String> = []
  /// Runs that somebody cancelled.
  var cancelled: Set<String> = []
  /// Messages of which somebody said what became of them.
  var resolved: Set<String> = []
  /// Messages that are unknown and never went, by tenant and member.
  var byMemberInDoubt: [String: Int] = [:]
  /// When members entered campaigns, by tenant, campaign and member.
  var entries: [String: [Int64]] = [:]
  /// Spans of the wall clock in which runs may be left out: the clock jumped, or somebody stopped a campaign. By tenant and campaign; `*` for all.
  private(set) var excuses: [String: [ClosedRange<Int64>]] = [:]

  /// The latest time that the engine was told in any of its lives, and whether the life that goes on was told it.
  private(set) var highWater: Int64 = .min
  private var isHighOfThisLife = false
  /// When the wall clock was as far as time had passed; by how much it has been ahead since, and since when.
  private var lastRight: (wall: Int64, time: Int64)?
  private var aheadSince: Int64?
  /// When a message was let go last.
  private var lastClaim: Int64 = .min / 2
  /// Seconds, by tenant and channel, with the messages that were let go in them; and what makes rates begin anew.
  private var used: [String: (second: Int64, count: Int)] = [:]
  private var renewed: [Int64: (second: Int64, count: Int)] = [:]
  /// Tenants that failed in this life of the engine: when they are opened again, their rates begin anew.
  var unsteady: Set<Int64> = []

  func found(_ what: String) {
    findings.append(what)
    journal.note("FOUND \(what)")
  }

  // MARK: - The clock

  /// `passed` is the time that has passed whatever was done to the clock: a clock that jumps ahead is believed after a quarter of an hour.
  func told(_ wall: Int64, after passed: Int64) {
    var time = wall
    if let right = lastRight, wall - right.wall > passed - right.time + 60 {
      let since = aheadSince ?? passed
      aheadSince = since
      if passed - since < 900 { time = right.wall + passed - right.time }
    }
    if time == wall { (lastRight, aheadSince) = ((wall, passed), nil) }
    guard time >= highWater else { return }
    highWater = time
    isHighOfThisLife = true
  }

  func beganNewLife() {
    isHighOfThisLife = false
    (lastRight, aheadSince) = (nil, nil)
    unsteady = []
  }

  /// At which the engine acts; nil where it can't be known from outside: it began anew with a clock that had gone back.
  var engineTime: Int64? { isHighOfThisLife ? highWater : nil }

  func renewRates(of tenant: Int64) {
    let second = engineTime ?? highWater
    renewed[tenant] = (second, (renewed[tenant]?.second == second ? renewed[tenant]?.count ?? 0 : 0) + 1)
  }

  func excuse(_ tenant: Int64?, _ campaign: String?, _ span: ClosedRange<Int64>) {
    excuses[Self.excused(tenant, campaign), default: []].append(span)
  }

  func isExcused(_ tenant: Int64, _ campaign: String, _ span: ClosedRange<Int64>) -> Bool {
    let names = [Self.excused(nil, nil), Self.excused(tenant, nil), Self.excused(tenant, campaign)]
    return names.contains { name in excuses[name]?.contains { $0.overlaps(span) } ?? false }
  }

  private static func excused(_ tenant: Int64?, _ campaign: String?) -> String {
    "\(tenant.map { "\($0)" } ?? "*")|\(campaign ?? "*")"
  }

  // MARK: - Evaluations

  func evaluates(_ run: RunIdentity, _ tenant: SimulatedTenant, history: [EvaluationRequest.PastEntry]) {
    if let now = engineTime, run.instant > now { found("\(run.text) began \(run.instant - now) s before its time") }
    // A clock that jumps, a queue of runs before it, and a worker that takes long.
    if let now = engineTime, now > run.instant + run.campaign.latenessSeconds + 3 * 3_600 {
      found("\(run.text) begins \(now - run.instant) s after its time")
    }
    if journal.isRunning(run) { found("\(run.text) is evaluated again after messages of it went") }
    if run.step == 0, !tenant.isOccurrence(run.campaign, run.instant) {
      found("\(run.text) is no occurrence of the schedule")
    }
    guard run.step > 0 else { return }
    let entry = run.instant - run.campaign.steps[run.step].delaySeconds
    let first = RunIdentity(tenant: run.tenant, campaign: run.campaign, instant: entry, step: 0)
    for past in history where past.entered == entry {
      let message = journal.messages["\(first.text)|\(past.member)"]
      let saysSent = past.facts.contains { $0.step == 0 }
      if message?.standing == .accepted, !saysSent, engineTime != nil, isSettled(message) {
        found("\(run.text): the step does not know that \(past.member) got the first message")
      }
      if message?.attempts.isEmpty ?? true, saysSent { found("\(run.text): \(past.member) was sent nothing yet") }
    }
  }

  /// Whether the engine had time to take the answer of a message's last attempt.
  private func isSettled(_ message: JournalMessage?) -> Bool {
    guard let last = message?.attempts.last else { return false }
    return last.at < highWater - 7_200
  }

  // MARK: - Claims

  /// A ticket lets messages go; `messages` are those that its places in the spool hold.
  func letsGo(_ ticket: HandOffTicket, _ messages: [JournalMessage], _ tenant: SimulatedTenant) {
    let key = ticket.idempotencyKey
    var fresh = 0
    for message in messages {
      let isRepeat = message.attempts.contains { $0.key == key }
      if isRepeat, message.standing == .accepted || message.standing == .refused { continue }
      checkWhetherItMayGo(message, tenant, ticket)
      switch message.standing {
      case .waits: fresh += 1
      case .inDoubt where isRepeat && tenant.keyMemorySeconds[ticket.channel] != nil: fresh += 1
      default: found("\(message.identity) goes again by \(key) while it is \(message.standing)")
      }
      if !isRepeat { checkCaps(message, tenant) }
      message.wasInDoubt = isRepeat && message.standing == .inDoubt
      message.standing = .onItsWay
      if isRepeat {
        message.attempts[message.attempts.count - 1].cameBack = nil
      } else {
        let now = engineTime ?? highWater
        message.attempts.append(
          .init(
            key: key, at: now, day: tenant.local(now).day, surelyAt: engineTime, counts: !tenant.record.caps.isEmpty))
      }
      journal.begin(message)
    }
    if let now = engineTime, fresh > 0 { checkRate(ticket, fresh, tenant, at: now) }
  }

  private func checkWhetherItMayGo(_ message: JournalMessage, _ tenant: SimulatedTenant, _ ticket: HandOffTicket) {
    let channel = ticket.channel
    if tenant.isStopped(message.campaign.name) { found("\(message.identity) goes, and its campaign is stopped") }
    if tenant.optedOut.contains("\(message.member)|\(channel)") {
      found("\(message.identity) goes to a member who opted out")
    }
    if refused["\(message.tenant)|\(channel)|\(message.address)"] != nil {
      found("\(message.identity) goes to an address that does not exist")
    }
    let quiet = { (time: Int64) in
      tenant.record.quietHours.map { $0.contain(Int(tenant.local(time).second)) } ?? false
    }
    guard let now = engineTime else {
      // The ledgers know when messages were let go, and the clock does not go back behind that.
      if highWater - lastClaim < 300, quiet(lastClaim), quiet(highWater) {
        found("\(message.identity) goes in quiet hours that the clock went back behind")
      }
      return
    }
    lastClaim = now
    if message.instant > now { found("\(message.identity) goes \(message.instant - now) s before its time") }
    if message.until <= now { found("\(message.identity) goes \(now - message.until) s after its time") }
    if quiet(now) {
      found("\(message.identity) goes in the quiet hours, at \(tenant.local(now).second)")
    }
  }

  private func checkCaps(_ message: JournalMessage, _ tenant: SimulatedTenant) {
    guard let now = engineTime else { return }
    let day = tenant.local(now).day
    for cap in tenant.record.caps {
      let sent = contacts(of: message.member, tenant.number, upTo: day, days: Int64(cap.days)) { $0.cameBack == nil }
      if sent >= cap.count { found("\(message.identity) is one more than \(cap.count) in \(cap.days) days") }
    }
  }

  /// Attempts at a member's messages in so many days that count.
  func contacts(
    of member: String, _ tenant: Int64, upTo day: Int64, days: Int64, _ counts: (JournalMessage.Attempt) -> Bool
  ) -> Int {
    (byMember["\(tenant)|\(member)"] ?? []).reduce(0) { sum, message in
      sum + message.attempts.count { $0.counts && $0.day > day - days && $0.day <= day && counts($0) }
    }
  }

  /// The messages of each member.
  private(set) var byMember: [String: [JournalMessage]] = [:]

  func made(_ message: JournalMessage) {
    let name = "\(message.tenant)|\(message.member)"
    if byMember[name]?.contains(where: { $0 === message }) != true { byMember[name, default: []].append(message) }
  }

  private func checkRate(_ ticket: HandOffTicket, _ count: Int, _ tenant: SimulatedTenant, at now: Int64) {
    let channel = ticket.channel == 0 ? "email" : "push"
    guard let rate = tenant.record.channels.first(where: { $0.name == channel })?.ratePerSecond else { return }
    let name = "\(tenant.number)|\(channel)"
    let before = used[name].flatMap { $0.second == now ? $0.count : nil } ?? 0
    used[name] = (now, before + count)
    let renewals = renewed[tenant.number].flatMap { $0.second == now ? $0.count : nil } ?? 0
    let most = (Int(rate) + 1) * (1 + renewals + (unsteady.contains(tenant.number) ? 1 : 0))
    if before + count > most { found("\(name) sends \(before + count) messages in a second, and \(most) are the most") }
  }

  // MARK: - Providers

  func takes(_ message: JournalMessage, at wall: Int64) {
    message.taken += 1
    journal.note("\(wall) taken \(message.identity)")
    if message.taken > 1 { found("\(message.identity) was sent \(message.taken) times") }
    if wall >= message.until { found("\(message.identity) was sent \(wall - message.until) s after its time") }
  }

  /// It is sure that a message was not sent this time; of a batch that went again, it may have been before.
  func cameBack(_ message: JournalMessage, mayBeInDoubt: Bool = false) {
    message.standing = message.wasInDoubt ? .inDoubt : .waits
    if !message.wasInDoubt { noteReturn(message, mayBeInDoubt: mayBeInDoubt) }
  }

  func noteReturn(_ message: JournalMessage, mayBeInDoubt: Bool = false) {
    guard let last = message.attempts.indices.last else { return }
    message.attempts[last].cameBack = highWater
    message.attempts[last].mayBeInDoubt = mayBeInDoubt
  }

  /// Whether the machine ever lost its power: then a claim may be on the disk of which nothing was let go any more.
  private(set) var hasLostPower = false

  /// With the machine's power went what was said of messages and no ledger had yet.
  func lostAnswers() {
    hasLostPower = true
    refused = refused.filter { $0.value < highWater - 7_200 }
    for message in journal.all {
      guard let last = message.attempts.indices.last, let back = message.attempts[last].cameBack else { continue }
      if back >= highWater - 7_200 { message.attempts[last].mayBeInDoubt = true }
    }
  }
}
