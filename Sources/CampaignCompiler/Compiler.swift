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
  private let clauses: CampaignClauses
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
    clauses = CampaignClauses(campaign, tenant.audience)
    var all = ReadSet()
    for clause in clauses.steps.joined() { all.add(clause.reads) }
    if let conversion = campaign.conversion { all.add(conversion.predicate.folded()) }
    for pick in campaign.picks { all.add(pick) }
    for message in campaign.steps.flatMap(\.messages) { all.add(message) }
    // A zone that nobody can go by makes the member bad, as any value does that is read.
    if case .member(let zone, _)? = campaign.schedule?.zone { all.add(attribute: zone) }
    self.all = all.closed(over: tenant.audience)
    binding = try BindingPlan(audience: tenant.audience, reads: self.all, event: campaign.trigger?.event)
    placeholders = tenant.placeholders.map(PlaceholderText.canonical)
  }

  mutating func plan() throws(CompileError) -> Plan {
    let pushed = pushedClauses()
    let decided = Set(pushed.filter(\.isExact).map { Int($0.clause) })
    let lowered = try steps(decided: decided)
    let conversion = try self.conversion()
    let offer = try self.offer()
    var plan = Plan(
      tenant: TenantBinding(tenant), campaign: campaign.name, formerName: campaign.formerName, sources: sources.records,
      zoneRulesVersion: zoneRulesVersion,
      audience: AudienceBinding(
        table: tenant.audience.table, keyColumn: tenant.audience.keyColumn, fingerprint: tenant.audience.fingerprint,
        columns: binding.columns, relations: binding.relations, catalogs: binding.catalogs, pushed: pushed,
        placeholders: placeholders),
      clauses: clauses.records.map { ClauseRecord(kind: $0.kind, text: $0.text, span: sources.record($0.span)) },
      experiments: campaign.experiments.map { ExperimentRecord($0) },
      messages: campaign.steps.flatMap(\.messages).map { MessageRecord($0, tenant) }, pools: pools.pools, steps: [],
      schedule: campaign.schedule.map { ScheduleRecord($0, campaign, binding) },
      event: campaign.trigger.map { EventBinding($0, campaign, tenant.audience, columns: binding.eventColumns) },
      wordings: campaign.wordings.map { WordingRecord(text: $0.rule, span: sources.record($0.span)) },
      priority: UInt8(clamping: campaign.priority))
    plan.conversion = conversion
    plan.offer = offer
    for (index, step) in lowered.enumerated() { plan.steps.append(try bounded(step, .step(index), plan)) }
    if var conversion {
      conversion.program = try bounded(conversion.program, .question, plan)
      plan.conversion = conversion
    }
    if var offer {
      offer.program = try bounded(offer.program, .offer, plan)
      plan.offer = offer
    }
    return plan
  }

  private mutating func conversion() throws(CompileError) -> ConversionRecord? {
    guard let conversion = campaign.conversion else { return nil }
    let all = all
    let program = try program(named: "conversion", conversion.span) { (lowering) throws(CompileError) in
      try lowering.question(conversion.isSeen, all: all)
    }
    return ConversionRecord(window: OffsetRecord(conversion.window), program: program)
  }

  private mutating func offer() throws(CompileError) -> OfferRecord? {
    guard let offer = campaign.offer, let prefix = offer.uniquePrefix else { return nil }
    let program = try program(named: "offer", offer.span) { (lowering) throws(CompileError) in
      try lowering.offer(offer)
    }
    return OfferRecord(
      prefix: prefix, amount: offer.percentOff == nil ? .money : .percent, hasMinimum: offer.minimum != nil,
      end: offer.validity.map { $0.seconds == 0 ? .date : .instant } ?? .never,
      currencyDigits: UInt8(clamping: tenant.currency.fractionDigits), program: program)
  }

  /// A program, not bounded yet.
  private mutating func program(
    named name: String, step: Int? = nil, delay: CalendarOffset = .zero, _ span: Span,
    _ lower: (StepLowering) throws(CompileError) -> Void
  ) throws(CompileError) -> StepProgram {
    let lowering = StepLowering(binding: binding, tenant: tenant, campaign: campaign, pools: pools, span: span)
    try lower(lowering)
    pools = lowering.pools
    if let step {
      branches += lowering.branches.map {
        BranchPoint(kind: $0.kind, span: $0.span, step: step, instruction: $0.instruction)
      }
    }
    try checkLimits(lowering.code)
    return StepProgram(
      name: name, delay: OffsetRecord(delay), code: lowering.code.code,
      spans: lowering.code.spans.map(sources.record),
      integerRegisterCount: UInt16(clamping: lowering.code.integers.count),
      textRegisterCount: UInt16(clamping: lowering.code.texts.count),
      cursorCount: UInt16(clamping: lowering.code.cursors.count), instructionBound: 0)
  }

  private mutating func pushedClauses() -> [PushedClause] {
    let pushdown = Pushdown(binding: binding, placeholders: placeholders)
    var pushed: [PushedClause] = []
    for asked in clauses.steps.first ?? [] {
      if let clause = pushdown.clause(asked.index, asked.condition, asked.reads, &pools) { pushed.append(clause) }
    }
    return pushed
  }

  private mutating func steps(decided: Set<Int>) throws(CompileError) -> [StepProgram] {
    var programs: [StepProgram] = []
    var firstMessage = 0
    let all = all
    for (index, step) in campaign.steps.enumerated() {
      let asked = clauses.steps[index]
      // SQL decides clauses of the first step alone: of those that follow, the history leaves few members to look at.
      let decided = index == 0 ? decided : []
      let program = try program(named: step.name, step: index, delay: step.delay, step.span) {
        (lowering) throws(CompileError) in
        try lowering.program(step: step, firstMessage: firstMessage, clauses: asked, all: all, decided: decided)
      }
      firstMessage += step.messages.count
      programs.append(program)
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

  private func bounded(
    _ step: StepProgram, _ purpose: ProgramPurpose, _ plan: Plan
  ) throws(CompileError) -> StepProgram {
    var step = step
    do {
      step.instructionBound = try Verifier.instructionBound(of: step, for: purpose, in: plan)
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
