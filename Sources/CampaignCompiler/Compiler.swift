import CampaignDiagnostics
import CampaignPlan
import CampaignSemantics

/// Turns a checked campaign into a plan: the same program and sources give the same plan.
package enum Compiler {
  /// `sources` are the texts that the campaign was made from; every span of the program lies in one of them.
  ///
  /// Throws only where the campaign is too large for a plan, or a language has no formats.
  package static func compile(
    tenant: CheckedTenant, campaign: CheckedCampaign, sources: [SourceFile], zoneRulesVersion: String
  ) throws(CompileError) -> Plan {
    var compilation = try Compilation(
      tenant: tenant, campaign: campaign, sources: SourceTable(sources), zoneRulesVersion: zoneRulesVersion)
    return try compilation.plan()
  }

  /// The same plan, and where each condition and loop of its messages was decided, for whoever traces a run of it.
  package static func compileTraceable(
    tenant: CheckedTenant, campaign: CheckedCampaign, sources: [SourceFile], zoneRulesVersion: String
  ) throws(CompileError) -> (plan: Plan, branches: [BranchPoint]) {
    var compilation = try Compilation(
      tenant: tenant, campaign: campaign, sources: SourceTable(sources), zoneRulesVersion: zoneRulesVersion)
    let plan = try compilation.plan()
    return (plan, compilation.branches)
  }
}

/// An instruction at which a message goes one way or the other.
package struct BranchPoint: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// An `{if}`'s condition: falls through where it holds, and jumps where it doesn't.
    case condition
    /// A loop's first instruction for a row.
    case loopBody
    /// The test behind a loop with an `{else}`: jumps where there was no row.
    case loopElse
    /// The first instruction of one form of a `{plural}`.
    case pluralForm(String)
  }

  package var kind: Kind
  /// Of the condition, or of the loop's directive.
  package var span: Span
  /// Index into the plan's steps, and of the instruction in that step's program.
  package var step: Int
  package var instruction: Int
}

/// One campaign on its way to a plan.
struct Compilation {
  private let tenant: CheckedTenant
  private let campaign: CheckedCampaign
  private let sources: SourceTable
  private let zoneRulesVersion: String
  /// The clauses, folded, and what each reads.
  private let conditions: [Condition]
  private let reads: [ReadSet]
  private let all: ReadSet
  private let binding: BindingPlan
  private let placeholders: [String]
  private var pools = PoolBuilder()
  fileprivate private(set) var branches: [BranchPoint] = []

  init(
    tenant: CheckedTenant, campaign: CheckedCampaign, sources: SourceTable, zoneRulesVersion: String
  ) throws(CompileError) {
    self.tenant = tenant
    self.campaign = campaign
    self.sources = sources
    self.zoneRulesVersion = zoneRulesVersion
    let expressions = campaign.clauses.map { $0.expression.folded() }
    conditions = expressions.map { Condition($0) }
    reads = expressions.map { ReadSet($0).closed(over: tenant.audience) }
    var all = ReadSet()
    for set in reads { all.add(set) }
    for pick in campaign.picks { all.add(pick) }
    for message in campaign.steps.flatMap(\.messages) { all.add(message) }
    self.all = all.closed(over: tenant.audience)
    binding = try BindingPlan(audience: tenant.audience, reads: self.all, event: campaign.trigger?.event)
    placeholders = tenant.placeholders.map(PlaceholderText.canonical)
  }

  mutating func plan() throws(CompileError) -> Plan {
    let pushed = pushedClauses()
    let decided = Set(pushed.filter(\.isExact).map { Int($0.clause) })
    let lowered = try steps(decided: decided)
    var plan = Plan(
      tenant: TenantBinding(tenant), campaign: campaign.name, sources: sources.records,
      zoneRulesVersion: zoneRulesVersion,
      audience: AudienceBinding(
        table: tenant.audience.table, keyColumn: tenant.audience.keyColumn, fingerprint: tenant.audience.fingerprint,
        columns: binding.columns, relations: binding.relations, catalogs: binding.catalogs, pushed: pushed,
        placeholders: placeholders),
      clauses: campaign.clauses.map { ClauseRecord(text: $0.text, span: sources.record($0.span)) },
      experiments: campaign.experiments.map { ExperimentRecord($0) },
      messages: campaign.steps.flatMap(\.messages).map { MessageRecord($0, tenant) }, pools: pools.pools, steps: [],
      schedule: campaign.schedule.map { ScheduleRecord($0, campaign) },
      event: campaign.trigger.map { EventBinding($0, campaign, tenant.audience, columns: binding.eventColumns) },
      priority: UInt8(clamping: campaign.priority))
    plan.steps = try lowered.map { (step) throws(CompileError) in try bounded(step, plan) }
    return plan
  }

  private mutating func pushedClauses() -> [PushedClause] {
    let pushdown = Pushdown(binding: binding, placeholders: placeholders)
    var pushed: [PushedClause] = []
    for index in conditions.indices {
      if let clause = pushdown.clause(index, conditions[index], reads[index], &pools) { pushed.append(clause) }
    }
    return pushed
  }

  private mutating func steps(decided: Set<Int>) throws(CompileError) -> [StepProgram] {
    var programs: [StepProgram] = []
    var firstMessage = 0
    for step in campaign.steps {
      let lowering = StepLowering(
        binding: binding, tenant: tenant, campaign: campaign, pools: pools, span: step.span)
      try lowering.program(
        step: step, firstMessage: firstMessage, conditions: conditions, reads: reads, all: all, decided: decided)
      pools = lowering.pools
      firstMessage += step.messages.count
      branches += lowering.branches.map {
        BranchPoint(kind: $0.kind, span: $0.span, step: programs.count, instruction: $0.instruction)
      }
      try checkLimits(lowering.code)
      programs.append(
        StepProgram(
          name: step.name, code: lowering.code.code, spans: lowering.code.spans.map(sources.record),
          integerRegisterCount: UInt16(clamping: lowering.code.integers.count),
          textRegisterCount: UInt16(clamping: lowering.code.texts.count),
          cursorCount: UInt16(clamping: lowering.code.cursors.count), instructionBound: 0))
    }
    return programs
  }

  private func checkLimits(_ code: CodeBuilder) throws(CompileError) {
    let help = "split the campaign, or move what its messages share into fewer parts"
    if let overflow = code.overflow { throw CompileError(overflow.what, at: overflow.span, help: help) }
    if let table = pools.overflow {
      throw CompileError(
        "the campaign has more than \(PlanLimits.poolEntries) \(table)", at: campaign.span, help: help)
    }
    let counts = [
      ("values at once", max(code.integers.count, code.texts.count), PlanLimits.registers),
      ("loops within each other", code.cursors.count, PlanLimits.cursors),
      ("related tables", binding.relations.count, PlanLimits.relations),
    ]
    for (what, count, limit) in counts where count > limit {
      throw CompileError(
        "the campaign needs \(count) \(what), more than \(limit)", at: campaign.span, help: help)
    }
  }

  private func bounded(_ step: StepProgram, _ plan: Plan) throws(CompileError) -> StepProgram {
    var step = step
    do {
      step.instructionBound = try Verifier.instructionBound(of: step, in: plan)
    } catch {
      var reason = "\(error)"
      if case .unsound(_, let rule) = error { reason = rule }
      throw CompileError(
        "`\(step.name)` takes too much work: \(reason)", at: campaign.span,
        help: "declare smaller bounds for related rows, or put fewer loops into each other")
    }
    return step
  }
}

/// Texts that stand for a missing value, as the plan compares them.
enum PlaceholderText {
  /// Without white space around it, ASCII letters in lower case.
  static func canonical(_ text: String) -> String {
    let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
    let trimmed = text.utf8.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
    return String(decoding: trimmed.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}
