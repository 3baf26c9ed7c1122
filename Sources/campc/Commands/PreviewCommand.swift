import ArgumentParser
import CampaignCalendar
import CampaignDiagnostics
import CampaignPlan
import CampaignSQLite
import CampaignSemantics
import CampaignVM
import CampaignWorkspace
import Glibc

struct PreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Show what a campaign's messages look like.",
    discussion: """
      Makes the campaign's messages with the renderer that a run has, and writes one HTML page to look at: mails as they are, with \
      the line that an inbox shows, push and short messages with their lengths. Without --member it chooses members that tell \
      most: the longest and the shortest message, those with most missing, other scripts, each variant, channel and language. \
      Nobody is held out. The page stands alone and runs no script.

        campc preview weekly --now 2027-03-02T10:00
        campc preview weekly --member 1042 --out ada.html
        campc preview basket --event 90210
        campc preview weekly --variant opening=warm --language es_US
      """)

  @Argument(help: "The campaign.")
  var campaign: String

  @Option(help: "A folder or file of the workspace.", completion: .file())
  var workspace = "."

  @Option(help: "The tenant; needed where there are several.")
  var tenant: String?

  @Option(help: "Only the member with this key; of a campaign with a trigger, the member's events.")
  var member: String?

  @Option(help: "Of a campaign with a trigger, only the event with this key.")
  var event: String?

  @Option(help: "EXPERIMENT=VARIANT: as if everybody drew that variant; once for each experiment.")
  var variant: [String] = []

  @Option(help: "Only messages in this language.")
  var language: String?

  @Option(help: "Only this step.")
  var step: String?

  @Option(help: "The run's instant, such as 2027-03-02T10:00 in the tenant's zone or 2027-03-02T15:00Z.")
  var now: String?

  @Option(help: "An audience database other than the tenant's own.", completion: .file())
  var audience: String?

  @Option(help: "The page to write, or a folder for it; CAMPAIGN.html by default.", completion: .file())
  var out: String?

  /// How many messages are looked at, at most, for choosing among them.
  private static let candidateLimit = 20_000

  func run() throws {
    let project = try Project(path: workspace)
    let tenant = try project.tenant(tenant)
    let campaign = try drawn(project.campaign(campaign, of: tenant))
    let compiled = try project.compile(campaign, of: tenant)
    let plan: VerifiedPlan
    do throws(PlanError) {
      plan = try Verifier.verify(compiled)
    } catch {
      throw Failure("`\(campaign.name)`: \(error.description)")
    }
    let path = try audience ?? project.audiencePath(of: tenant)
    let page = outPath
    var places = OutputPlaces()
    places.reads(path, as: "the audience")
    for (path, what) in project.inputs(of: tenant) { places.reads(path, as: what) }
    try places.writes(page, option: "--out")
    let zone = try ZoneFiles.zone(tenant.timezone)
    if let event = plan.plan.event, now != nil {
      throw Failure(
        "the campaign answers `\(event.name)`, and each event has its own instant", help: "leave --now out")
    }
    let instant = plan.plan.event == nil ? try RunInputs.now(now, zone: zone, wallClock: Int64(time(nil))) : 0
    var request = RunRequest.test(path, now: instant, zone: zone)
    if plan.plan.event == nil, event != nil {
      throw Failure("the campaign runs on a schedule and answers no event", help: "leave --event out")
    }
    request.usesPushdown = member == nil && event == nil
    request.memberKey = member
    request.eventKey = event
    request.limit = Self.candidateLimit
    let candidates = try self.candidates(plan, request, tenant)
    let cards = PreviewSelection(candidates, plan.plan).cards
    let local = zone.local(at: instant)
    let shownNow =
      plan.plan.event.map { "each `\($0.name)` at its own instant" }
      ?? "\(ISOText.string(date: local.date)) \(ISOText.string(secondOfDay: local.secondOfDay))"
    let text = PreviewPage(
      plan: plan.plan, displayName: tenant.displayName, goal: campaign.goal, now: "\(shownNow), \(zone.name)",
      cards: cards, choice: "\(cards.count) of \(SummaryText.grouped(candidates.count)) messages"
    ).html()
    try TextFile.write(text, to: page, option: "--out")
    try Console.write(page + "\n")
  }

  private var outPath: String {
    guard let out else { return campaign + ".html" }
    return out.hasSuffix("/") || FolderReader.isFolder(out) ? Paths.join(out, campaign + ".html") : out
  }

  /// The campaign without a hold-out, and with the variants that were asked for drawn by everybody.
  private func drawn(_ campaign: CheckedCampaign) throws(Failure) -> CheckedCampaign {
    var campaign = campaign
    campaign.holdout = nil
    for written in variant {
      let parts = written.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw Failure("`\(written)` names no variant", help: "write it as EXPERIMENT=VARIANT, such as opening=warm")
      }
      let experiments = campaign.experiments.map(\.name)
      guard let index = experiments.firstIndex(of: parts[0]) else {
        throw Failure(
          "`\(campaign.name)` has no experiment `\(parts[0])`", help: Self.choices(parts[0], experiments))
      }
      let variants = campaign.experiments[index].variants.map(\.name)
      guard let chosen = variants.firstIndex(of: parts[1]) else {
        throw Failure("`\(parts[0])` has no variant `\(parts[1])`", help: Self.choices(parts[1], variants))
      }
      campaign.experiments[index].slice = nil
      campaign.experiments[index].optimization = nil
      for number in variants.indices {
        campaign.experiments[index].variants[number].weightBasisPoints = number == chosen ? 10_000 : 0
      }
    }
    return campaign
  }

  private func candidates(
    _ plan: VerifiedPlan, _ request: RunRequest, _ tenant: CheckedTenant
  ) throws -> [PreviewCandidate] {
    let names = plan.plan.steps.map(\.name)
    if let step, !names.contains(step) {
      throw Failure("`\(campaign)` has no step `\(step)`", help: Self.choices(step, names))
    }
    if let language, !tenant.languages.contains(language) {
      throw Failure("`\(language)` is not a language of this tenant", help: Self.choices(language, tenant.languages))
    }
    var candidates: [PreviewCandidate] = []
    do {
      let entries = try PreviewEntries(plan, request)
      for index in names.indices where step == nil || names[index] == step {
        var kind: MemberOutcome.Kind?
        var summary = RunSummary()
        let before = candidates.count
        for request in entries.requests(step: index) where candidates.count == before {
          let collector = MessageCollector { message in
            if let language, plan.plan.messages[message.index].language != language { return }
            candidates.append(PreviewCandidate(step: index, message: message))
          }
          summary = try Machine.run(plan, request, to: collector, observer: RunObserver(outcome: { kind = $0.kind }))
        }
        if member != nil || event != nil, candidates.isEmpty { throw noMessage(summary, kind, plan.plan) }
      }
      try PreviewCandidate.readData(&candidates, plan.plan, path: request.databasePath)
    } catch let error as RunError {
      throw Failure(error.description)
    } catch let error as SQLiteError {
      throw Failure(error.description)
    }
    guard !candidates.isEmpty else {
      throw Failure(
        "nobody gets a message\(language.map { " in `\($0)`" } ?? "") then",
        help: "name another instant with --now; `campc explain --plan \(campaign)` shows what removes whom")
    }
    return candidates
  }

  /// Why the member, or the event, that was asked for gets no message.
  private func noMessage(_ summary: RunSummary, _ kind: MemberOutcome.Kind?, _ plan: Plan) -> Failure {
    let who = [event.map { "event `\($0)`" }, member.map { "member `\($0)`" }].compactMap(\.self).joined(
      separator: " of ")
    if summary.read == 0 {
      guard let name = plan.event?.name else {
        return Failure("the audience has no member with the key `\(member ?? "")`")
      }
      return Failure(
        event.map { "there is no event `\(name)` with the key `\($0)`\(member.map { " of the member `\($0)`" } ?? "")" }
          ?? "there is no event `\(name)` of the member `\(member ?? "")`")
    }
    if summary.notEntered > 0 { return Failure("\(who) gets no message of the first step, which this one follows") }
    if let clause = summary.excludedByClause.firstIndex(where: { $0 > 0 }) {
      return Failure(
        "\(who) is excluded by `\(plan.clauses[clause].text)`",
        help: plan.event == nil ? "name another, or another --now" : "name another")
    }
    switch kind {
    case .converted: return Failure("\(who) has converted, and is not followed up")
    case .bad(let column, let reason): return Failure("\(who) can't be written to: \(column) \(reason)")
    case .quarantined, .breach:
      return Failure("the message to \(who) is quarantined: \(kind.flatMap(SummaryText.quarantine) ?? "")")
    default:
      return Failure("\(who) gets no message in that language or by any channel")
    }
  }

  private static func choices(_ written: String, _ names: [String]) -> String {
    if let near = Suggestion.nearest(to: written, among: names) { return "did you mean `\(near)`?" }
    return names.isEmpty ? "it has none" : "there is " + names.map { "`\($0)`" }.joined(separator: ", ")
  }
}
