import ArgumentParser
import CampaignCalendar
import CampaignEngine
import CampaignLedger
import CampaignValues

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show what runs, and how far it is.")

  @OptionGroup var choice: TenantChoice

  func run() throws {
    let folder = try choice.data.folder
    let register = try folder.register()
    let stops = try register.stops()
    let report = StateFiles(data: folder).read(at: SystemClock.now())
    var table = TextTable()
    table.add(["tenant", "campaign", "latest run", "planned", "accepted", "waiting", "unknown", "failed", "state"])
    for tenant in try choice.all(register) {
      let ledger = try folder.ledger(of: tenant)
      for campaign in tenant.record.campaigns {
        let run = try ledger?.runs(campaign: campaign.name).first
        let stopped = stops[tenant.number] ?? []
        let isStopped = stopped.contains("") || stopped.contains(campaign.name)
        let trouble = report?.trouble(of: tenant.record.name, campaign.name)
        let state = isStopped ? "stopped" : trouble.map(Self.words) ?? Self.state(run)
        table.add(
          [tenant.record.name, campaign.name, run?.occurrence ?? "-"]
            + Self.figures(run) + [state])
      }
    }
    print(table.text, terminator: "")
    if report == nil { print("\nno engine runs on this folder: `campd serve` starts it") }
    if let ahead = report?.clockAhead, abs(ahead) > 1 {
      print("\nthe clock is \(abs(ahead)) s \(ahead > 0 ? "ahead of" : "behind") what the engine goes by: set it right")
    }
    for closed in report?.closedWays ?? [] {
      print("\nnothing gets through by `\(closed.way)`: tried again at \(ISOText.string(instant: closed.nextTry))")
    }
    try showWaiting(register)
  }

  private static func words(_ trouble: EngineReport.Trouble) -> String {
    let next = trouble.nextTry.map { ", tried again at \(ISOText.string(instant: $0))" } ?? ""
    return "in trouble\(next): \(trouble.reason.split(separator: "\n").joined(separator: " "))"
  }

  private func showWaiting(_ register: Register) throws {
    let waiting = try register.plansToSign().filter { choice.tenant == nil || $0.tenant == choice.tenant }
    if waiting.isEmpty { return }
    var table = TextTable()
    table.add(["waits to be signed", "plan", "revision", "applied by", "changes"])
    for held in waiting {
      guard let campaign = held.campaign else { continue }
      table.add([
        "\(held.tenant)/\(campaign.name)", String(campaign.plan.prefix(12)), "\(held.revision)", held.actor,
        held.isContent ? "content only" : "more than content",
      ])
    }
    print("\n" + table.text, terminator: "")
  }

  private static func state(_ run: RunRecord?) -> String {
    guard let run else { return "waits for its time" }
    if run.released == nil { return "being planned" }
    return run.counts[.pending] + run.counts[.claimed] > 0 ? "sending" : "settled"
  }

  private static func figures(_ run: RunRecord?) -> [String] {
    guard let run else { return ["-", "-", "-", "-", "-"] }
    let waiting = run.counts[.pending] + run.counts[.claimed]
    return [run.planned, run.counts[.accepted], waiting, run.counts[.unknown], run.counts[.failed]].map { "\($0)" }
  }
}

extension EngineReport {
  /// What keeps a campaign from going on.
  fileprivate func trouble(of tenant: String, _ campaign: String) -> Trouble? {
    tenants.first { $0.name == tenant }?.trouble.first { $0.campaign == nil || $0.campaign == campaign }
  }
}

struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "List runs, the latest first, with what became of their messages.")

  @OptionGroup var choice: TenantChoice

  @Argument(help: "The campaign; all without it.")
  var campaign: String?

  func run() throws {
    let folder = try choice.data.folder
    var table = TextTable()
    table.add(["tenant", "run", "campaign", "occurrence", "step"] + MessageState.allCases.map(\.words))
    for tenant in try choice.all(try folder.register()) {
      for run in try folder.ledger(of: tenant)?.runs(campaign: campaign) ?? [] {
        table.add(
          [tenant.record.name, "\(run.id)", run.campaign, run.occurrence, run.step]
            + MessageState.allCases.map { "\(run.counts[$0])" })
      }
    }
    print(table.text, terminator: "")
  }
}

struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why", abstract: "Say why a member did or did not get a message.",
    discussion: """
      A run that the member is not in did not select them: `campc explain --member` says which condition of the campaign left them out.
      """)

  @OptionGroup var choice: TenantChoice

  @Argument(help: "The member's key.")
  var member: String

  @Argument(help: "The campaign; all without it.")
  var campaign: String?

  func run() throws {
    let folder = try choice.data.folder
    let register = try folder.register()
    for tenant in try choice.all(register) {
      guard let ledger = try folder.ledger(of: tenant) else { continue }
      let messages = try ledger.messages(of: member)
      for run in try ledger.runs(campaign: campaign) {
        let name = "\(tenant.record.name)/\(run.campaign) \(run.occurrence)"
        guard let message = messages.first(where: { $0.run == run.id }) else {
          print("\(name): not in the run: its conditions left the member out, or it was in an earlier one")
          continue
        }
        print("\(name): \(Self.words(message))")
      }
    }
  }

  private static func words(_ message: MessageRecord) -> String {
    let since = ISOText.string(instant: message.since)
    let reason = message.reason.map { " (\($0))" } ?? ""
    let attempts = message.attempts > 1 ? ", \(message.attempts) attempts" : ""
    return "\(message.state.words)\(reason) since \(since)\(attempts)"
  }
}

struct UnknownCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unknown", abstract: "List messages of which nobody can say whether they were sent, or say it of one.",
    discussion: """
      Without --sent or --not-sent it lists them. What a message's provider or mail server has in its log, --run and --entry tell the engine:

        campd unknown
        campd unknown --run 12 --entry 3041 --sent
      """)

  @OptionGroup var choice: TenantChoice
  @Option(name: .customLong("run"), help: "The run of the message.") var runNumber: Int64?
  @Option(help: "The entry of the message.") var entry: Int64?
  @Flag(help: "It was sent.") var sent = false
  @Flag(help: "It was not sent.") var notSent = false
  @Option(help: "Who says so, for the record of changes.") var by: String?

  func validate() throws {
    guard sent || notSent else { return }
    guard sent != notSent else { throw ValidationError("--sent or --not-sent, not both") }
    guard runNumber != nil, entry != nil else { throw ValidationError("name the message with --run and --entry") }
  }

  func run() throws {
    let folder = try choice.data.folder
    let register = try folder.register()
    if sent || notSent, let run = runNumber, let entry {
      let command = LedgerCommand.resolve(run: run, entry: entry, wasSent: sent)
      return print(try folder.ask(command, of: choice.one(register), by: by ?? Actor.name))
    }
    var table = TextTable()
    table.add(["tenant", "run", "entry", "member", "since", "reason"])
    for tenant in try choice.all(register) {
      guard let ledger = try folder.ledger(of: tenant) else { continue }
      for message in try ledger.messages(in: .unknown, limit: 10_000) {
        table.add([
          tenant.record.name, "\(message.run)", "\(message.entry)",
          try ledger.memberKey(run: message.run, entry: message.entry) ?? "(forgotten)",
          ISOText.string(instant: message.since),
          message.reason ?? "",
        ])
      }
    }
    print(table.text, terminator: "")
  }
}
