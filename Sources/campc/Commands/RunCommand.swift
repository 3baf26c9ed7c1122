import ArgumentParser
import CampaignCalendar
import CampaignCompiler
import CampaignPlan
import CampaignSemantics
import CampaignVM
import CampaignWorkspace
import Glibc

struct RunCommand: ParsableCommand {
  enum Format: String, CaseIterable, ExpressibleByArgument { case jsonl, eml }

  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Make the messages of a campaign.",
    discussion: """
      Checks and compiles the campaign, or reads its plan, runs it over the tenant's audience and writes the messages; nothing is sent. \
      The same plan, audience and --now give the same bytes. A summary of who was and wasn't selected goes to standard error.

        campc run --campaign weekly --now 2027-03-02T10:00 --out weekly.jsonl
        campc run --campaign weekly --now 2027-03-02T10:00 --member 1042
        campc run --campaign weekly --format eml --out mails
        campc run --campaign basket --event 90210
        campc run --campaign weekly --rows - < members.jsonl
        campc run --plan plans/fresh/weekly.campplan --now 2027-03-02T10:00
        campc run --campaign welcome --step reminder --history welcome.jsonl --out reminder.jsonl
        campc run --campaign basket --step reminder --history basket.jsonl

      A campaign with a trigger answers the events that the audience's table holds, in order of time and key, each at its own instant.

      A message is a JSON object on a line of its own; with eml each e-mail is a file in the output folder. Without --out \
      JSON lines go to standard output. A file appears under its name only when it is complete.
      """)

  @Argument(help: "A folder or file of the workspace.", completion: .file())
  var path = "."

  @Option(help: "The tenant; needed where there are several.")
  var tenant: String?

  @Option(help: "The campaign; needed where the tenant has several.")
  var campaign: String?

  @Option(help: "The step, the first where none is named; a later one needs --history.")
  var step: String?

  @Option(
    help: "For a later step: the message lines of the steps before, and lines about who opened, clicked or converted.",
    completion: .file())
  var history: String?

  @Option(help: "Run this plan instead of the campaign's source.", completion: .file(extensions: ["campplan"]))
  var plan: String?

  @Option(
    parsing: .unconditional,
    help: "The run's instant, such as 2027-03-02T10:00 in the tenant's zone or 2027-03-02T15:00Z.")
  var now: String?

  @Option(parsing: .unconditional, help: "Stop after so many messages: a whole number from 1.")
  var limit: Int?

  @Option(help: "Only the member with this key; of a campaign with a trigger, the member's events.")
  var member: String?

  @Option(help: "Of a campaign with a trigger, only the event with this key.")
  var event: String?

  @Option(help: "Where messages are written: a file, - for standard output, or a folder for eml.", completion: .file())
  var out: String?

  @Option(help: "How messages are written: jsonl or eml.")
  var format = Format.jsonl

  @Option(help: "An audience database other than the tenant's own.", completion: .file())
  var audience: String?

  @Option(
    help: "Members as JSON lines from a file, - for standard input, rather than from the tenant's database.",
    completion: .file())
  var rows: String?

  @Option(
    help: "A file with the tenant's key, 32 hexadecimal digits, which unsubscribe addresses are made with.",
    completion: .file())
  var tenantKey: String?

  @Option(
    help: "A file for what became of each member that no clause excluded, a JSON object on each line.",
    completion: .file())
  var outcomes: String?

  @Option(
    help: "A CSV file for the codes that members got, for the till; for an offer with `code unique`.",
    completion: .file())
  var codes: String?

  @OptionGroup(title: "Limits")
  var limits: RunLimits

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a whole number from 1, not \(limit)") }
    if format == .eml && (out == nil || out == "-") { throw ValidationError("--format eml needs --out FOLDER") }
    if outcomes == "-" { throw ValidationError("--outcomes takes a file; standard output is for the messages") }
    if rows != nil && audience != nil { throw ValidationError("give --rows or --audience, not both") }
    if rows != nil && member != nil {
      throw ValidationError("--member looks one member up in the database; give --rows the one line alone")
    }
    if plan != nil && campaign != nil { throw ValidationError("give --plan or --campaign, not both") }
  }

  func run() throws {
    signal(SIGPIPE, SIG_IGN)
    guard limits.resources.apply() else { throw Failure("the kernel refuses the limits of the run") }
    let sandbox = RunSandbox(
      isRequired: limits.requireSandbox, outputs: [outPath, outcomes, codes],
      inputs: [tenantKey, history, rows == "-" ? nil : rows])
    if let plan { try sandbox.enter(plan: plan, workspace: path, audience: audience) }
    let prepared = try PreparedRun(
      path: path, tenant: tenant, campaign: campaign, planPath: plan, audience: audience)
    try sandbox.enter(audience: rows == nil ? prepared.audiencePath : nil)
    let interruption = Interruption()
    let overdue = limits.overdue
    // A thread, and so behind the sandbox.
    let watch = SignalWatch(interruption, deadlineSeconds: limits.maxSeconds) {
      Console.error(overdue.text)
      _exit(2)
    }
    defer { watch.endIfReceived() }
    let zone = try ZoneFiles.zone(prepared.plan.plan.tenant.timezone)
    let answers = prepared.plan.plan.event
    try checkOptions(answers)
    try checkCodes(prepared.plan.plan)
    let step = try RunStep(step, history: history, plan: prepared.plan.plan)
    // An event has its own instant.
    let instant = answers == nil ? try step.now(now, zone: zone, wallClock: Int64(time(nil))) : 0
    var request = RunRequest(
      databasePath: prepared.audiencePath, now: instant, zone: zone, tenantKey: try RunInputs.tenantKey(tenantKey),
      name: ISOText.string(instant: instant))
    request.step = step.index
    request.history = step.history
    request.limit = limit
    request.memberKey = member
    request.eventKey = event
    // For one member or event the question is why, so each clause is decided by itself.
    request.usesPushdown = member == nil && event == nil
    request.workers = limits.workers
    request.maxRows = limits.maxMembers
    request.interruption = interruption
    request.folder = prepared.audienceFolder
    request.expectedTenant = prepared.expectedTenant
    request.expectedFingerprint = prepared.expectedFingerprint

    try checkPlaces(prepared)

    let summary = try run(prepared.plan, request, watch)
    if summary.read == 0, let nobody = nobody(answers) { throw Failure(nobody) }
    Console.error(SummaryText.text(summary, plan: prepared.plan.plan, step: step.index))
    if member != nil || event != nil { Console.error(SummaryText.exclusion(summary, plan: prepared.plan.plan)) }
  }

  /// Refuses what a campaign of this kind can't be asked for.
  private func checkOptions(_ answers: EventBinding?) throws(Failure) {
    if let answers, now != nil {
      throw Failure(
        "the campaign answers `\(answers.name)`, and each event has its own instant",
        help: "leave --now out; --event KEY answers one event")
    }
    if answers == nil, event != nil {
      throw Failure("the campaign runs on a schedule and answers no event", help: "leave --event out")
    }
  }

  /// What was asked for and isn't there.
  private func nobody(_ answers: EventBinding?) -> String? {
    switch (answers?.name, event, member) {
    case (nil, _, let member?): "the audience has no member with the key `\(member)`"
    case (let name?, let event?, nil): "there is no event `\(name)` with the key `\(event)`"
    case (let name?, let event?, let member?): "member `\(member)` has no event `\(name)` with the key `\(event)`"
    case (let name?, nil, let member?): "there is no event `\(name)` of the member `\(member)`"
    default: nil
    }
  }

  /// The file that messages go to; nil for standard output.
  private var outPath: String? { out == "-" ? nil : out }

  /// Codes that a till takes are made with a key that only the tenant has.
  private func checkCodes(_ plan: Plan) throws(Failure) {
    if codes != nil, plan.offer == nil {
      throw Failure(
        "`\(plan.campaign)` has no codes of its own for each member",
        help: "write `code unique \"HELLO-\"` in its offer")
    }
    guard plan.offer != nil, tenantKey == nil else { return }
    if codes != nil {
      throw Failure(
        "codes for the till are made with the tenant's key", help: "give --tenant-key FILE, with 32 hexadecimal digits")
    }
    Console.error("codes are made without --tenant-key, for looking at only\n")
  }

  private func checkPlaces(_ prepared: PreparedRun) throws(Failure) {
    var places = OutputPlaces()
    for (path, what) in prepared.inputs { places.reads(path, as: what) }
    places.readsDatabase(prepared.audiencePath, as: "the audience")
    if let tenantKey { places.reads(tenantKey, as: "the tenant's key") }
    if let history { places.reads(history, as: "the history") }
    if let rows { places.reads(rows, as: "the rows") }
    try places.writes(outPath, option: "--out")
    try places.writes(outcomes, option: "--outcomes")
    try places.writes(codes, option: "--codes")
  }

  private func run(_ plan: VerifiedPlan, _ request: RunRequest, _ watch: SignalWatch) throws -> RunSummary {
    let progress = ProgressBar(isShown: isatty(STDERR_FILENO) != 0 && (outPath != nil || isatty(STDOUT_FILENO) == 0))
    do {
      let list = try outcomes.map { path throws(SinkError) in try OutcomeList(path: path) }
      let codes = try codes.map { path throws(SinkError) in try CSVCodeSink(path: path) }
      let messages = limits.limited(try makeSink())
      let sink = list.map { ListingSink(messages, $0) } ?? messages
      let observer = RunObserver(progress: progress.isShown ? progress.update : nil, outcome: list.map { $0.add })
      let summary =
        try given(plan, request.interruption).map { source throws(RunError) in
          try Machine.run(plan, request, over: source, to: sink, codes: codes, observer: observer)
        } ?? Machine.run(plan, request, to: sink, codes: codes, observer: observer)
      progress.clear()
      return summary
    } catch let error as RunError {
      progress.clear()
      if watch.isOverdue { throw limits.overdue }
      throw limits.failure(error)
    } catch let error as SinkError {
      throw limits.failure(error)
    }
  }

  /// The members of `--rows`; nil without.
  private func given(_ plan: VerifiedPlan, _ interruption: Interruption?) throws(RunError) -> JSONRows? {
    guard let rows else { return nil }
    if rows == "-" {
      return JSONRows(plan, name: "standard input", descriptor: STDIN_FILENO, interruption: interruption)
    }
    let descriptor = open(rows, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .rows("`\(rows)` can't be read: \(String(cString: strerror(errno)))") }
    return JSONRows(plan, name: "`\(rows)`", descriptor: descriptor, interruption: interruption)
  }

  private func makeSink() throws(SinkError) -> any MessageSink {
    switch (format, outPath) {
    case (.eml, let folder?): try EMLSink(folder: folder)
    default: try JSONLinesSink(path: outPath)
    }
  }
}
