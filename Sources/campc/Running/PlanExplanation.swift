import ArgumentParser
import CampaignCalendar
import CampaignPlan
import CampaignSQLite
import CampaignVM
import CampaignWorkspace
import Glibc

/// Where `explain --plan` and `--calendar` find what they show, and for when.
struct PlanPlace: ParsableArguments {
  @Option(help: "With --plan, --member or --calendar: a folder or file of the workspace.", completion: .file())
  var workspace = "."

  @Option(help: "With --plan, --member or --calendar: the tenant; needed where there are several.")
  var tenant: String?

  @Option(help: "With --plan or --member: the run's instant; with --calendar: the first day's.")
  var now: String?
}

/// How a campaign finds its members, and at what cost.
enum PlanExplanation {
  static func text(campaign: String, _ place: PlanPlace) throws -> String {
    let prepared = try PreparedRun(
      path: place.workspace, tenant: place.tenant, campaign: campaign, planPath: nil, audience: nil)
    let plan = prepared.plan.plan
    let zone = try ZoneFiles.zone(plan.tenant.timezone)
    if let event = plan.event, place.now != nil {
      throw Failure(
        "the campaign answers `\(event.name)`, and each event has its own instant", help: "leave --now out")
    }
    let now = plan.event == nil ? try RunInputs.now(place.now, zone: zone, wallClock: Int64(time(nil))) : 0
    var request = RunRequest(
      databasePath: prepared.audiencePath, now: now, zone: zone, tenantKey: try RunInputs.tenantKey(nil),
      name: ISOText.string(instant: now))
    request.folder = prepared.audienceFolder
    do throws(RunError) {
      let query = try Machine.query(prepared.plan, request)
      let steps = try Machine.explain(prepared.plan, request)
      // Every clause is counted by itself where the machine decides it.
      request.usesPushdown = false
      let sent = SegmentCountingSink()
      let summary = try Machine.run(prepared.plan, request, to: sent)
      let messages = prepared.checked.map { MessageCost($0.campaign, of: $0.tenant, in: $0.project) }
      return trigger(plan) + clauses(plan, query) + sql(plan, query, steps) + funnel(plan, summary) + guards(query)
        + cost(plan, messages) + (messages?.text(ofStep: plan.steps[0].name, sent) ?? "")
    } catch {
      throw Failure(error.description)
    }
  }

  private static func trigger(_ plan: Plan) -> String {
    guard let event = plan.event else { return "" }
    return "answers \(event.name)\(event.delay.words.map { ", \($0) after it" } ?? "")\n\n"
  }

  private static func clauses(_ plan: Plan, _ query: AudienceQuery) -> String {
    var text = "clauses of \(plan.tenant.name)/\(plan.campaign)\n"
    if plan.clauses.isEmpty { text += "  none: the whole audience\n" }
    for (index, clause) in plan.clauses.enumerated() where clause.isOfEntry {
      let narrowed = plan.audience.pushed.contains { Int($0.clause) == index }
      let place =
        query.decidedClauses.contains(UInt16(index)) ? "SQL" : narrowed ? "SQL, then the machine" : "the machine"
      text += "  \(index + 1). \(clause.text)\n     decided by \(place)\n"
    }
    return text
  }

  private static func sql(_ plan: Plan, _ query: AudienceQuery, _ steps: [String]) -> String {
    var text = "\nSQL\n"
    if let events = query.events {
      text += "  \(events.events)\n  for each event: \(query.members)\n"
    } else {
      text += "  \(query.members)\n"
    }
    for (relation, sql) in zip(plan.audience.relations, query.relations) {
      text += "  for each \(relation.owner): \(sql)\n"
    }
    return text + "\nSQLite's plan\n" + steps.map { "  \($0)\n" }.joined()
  }

  /// The clauses in order: what each removes of what those before it left.
  private static func funnel(_ plan: Plan, _ summary: RunSummary) -> String {
    let start = plan.event.map { "the events \($0.name)" } ?? "the audience"
    var rows: [(text: String, removed: Int?, left: Int)] = [(start, nil, summary.read)]
    var left = summary.read
    if summary.unknownMembers > 0 {
      left -= summary.unknownMembers
      rows.append(("no such member", summary.unknownMembers, left))
    }
    for (clause, removed) in zip(plan.clauses, summary.excludedByClause) where clause.isOfEntry {
      left -= removed
      rows.append((clause.text, removed, left))
    }
    if summary.bad > 0 {
      left -= summary.bad
      rows.append(("values that break their type", summary.bad, left))
    }
    for (name, count) in [("held out", summary.heldOut), ("no channel reaches them", summary.unreachable)]
    where count > 0 {
      left -= count
      rows.append((name, count, left))
    }
    let digits = max(7, SummaryText.grouped(summary.read).count + 1)
    var text = "\nfunnel\n" + padded("removed", digits + 2) + padded("left", digits + 2) + "  by\n"
    for row in rows {
      text += padded(row.removed.map(SummaryText.grouped) ?? "", digits + 2)
      text += padded(SummaryText.grouped(row.left), digits + 2) + "  " + row.text + "\n"
    }
    return text
  }

  /// Where the check of bad values keeps an index from being used, and what on the table would save it.
  private static func guards(_ query: AudienceQuery) -> String {
    let missing = query.guards.filter { !$0.holds }
    guard !missing.isEmpty else { return "" }
    var text = "\nSQL looks at every member whose value might be bad. Constraints on the table would spare it that:\n"
    for guardState in missing {
      let column = guardState.column
      let check = column.isOptional ? "\(Identifier.quoted(column.column)) IS NULL OR (\(column.check))" : column.check
      text += "  \(column.table).\(column.column): CHECK (\(check))\n"
    }
    return text
  }

  private static func cost(_ plan: Plan, _ messages: MessageCost?) -> String {
    var text = "\ncost of one member, at the most\n"
    for step in plan.steps {
      let bytes = messages.map { ", \(SummaryText.grouped($0.bytes(ofStep: step.name))) bytes of text" } ?? ""
      text += "  \(step.name): \(SummaryText.grouped(Int(clamping: step.instructionBound))) instructions\(bytes)\n"
    }
    return text
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
