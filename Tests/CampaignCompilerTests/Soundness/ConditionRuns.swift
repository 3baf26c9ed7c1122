import CampaignDiagnostics
import CampaignOracle
import CampaignPlan
import CampaignSemantics
import CampaignTestSupport
import CampaignVM
import CampaignValues

/// What runs show of findings about conditions: no message is wrong without them, but each of them is true of everybody.
struct ConditionRuns {
  let sound: SoundWorkspace
  private(set) var tallies: [DiagnosticCode: RuleTally] = [:]

  init(_ sound: SoundWorkspace) { self.sound = sound }

  mutating func look() throws {
    for campaign in sound.tenant?.campaigns ?? [] {
      let findings = sound.diagnostics.filter { diagnostic in
        diagnostic.span.file == campaign.file && DiagnosticCode.predicates.contains { $0 == diagnostic.code }
      }
      if !findings.isEmpty { try look(at: findings, of: campaign) }
    }
  }

  private mutating func add(
    _ finding: Diagnostic, _ campaign: CheckedCampaign, cases: Int, isTrue: Bool
  ) {
    var tally = tallies[finding.code] ?? RuleTally()
    tally.findings += 1
    tally.cases += cases
    if !isTrue {
      tally.untrue.append("seed \(sound.seed), \(campaign.name): \(sound.workspace.shown([finding]))")
    }
    tallies[finding.code] = tally
  }

  private mutating func look(at findings: [Diagnostic], of campaign: CheckedCampaign) throws {
    guard let tenant = sound.tenant else { return }
    let (made, branches) = try sound.workspace.traceablePlan(tenant, campaign)
    let plan = try Verifier.verify(made)
    let entered = sound.entered(campaign)
    let count = campaign.trigger == nil ? sound.members.count : sound.events.count
    var traces: [InstructionTrace] = []
    var messages: [[[String: String]]] = []
    for step in campaign.steps.indices {
      let trace = InstructionTrace(instructionCount: plan.plan.steps[step].code.count)
      let run = try sound.database.run(
        plan, step: step, entered, zone: sound.zone, usesPushdown: false, observer: RunObserver(trace: trace))
      traces.append(trace)
      messages.append(Array(run.messages.values))
    }
    for finding in findings {
      switch finding.code {
      case .nobodyInAudience: add(finding, campaign, cases: count, isTrue: messages[0].isEmpty)
      case .nobodyGetsStep where campaign.conversion?.predicate.span == finding.span:
        // The history may know of conversions that happened otherwise.
        let open = entered.filter { !$0.value.hasConverted }
        let converted = try sound.database.conversions(plan, open, zone: sound.zone)
        add(finding, campaign, cases: converted.count, isTrue: !converted.values.contains(true))
      case .nobodyGetsStep:
        // The step in whose lines it stands.
        let step = campaign.steps.indices.last { campaign.steps[$0].span.start <= finding.span.start } ?? 0
        add(finding, campaign, cases: count, isTrue: messages[step].isEmpty)
      case .alwaysHolds, .needlessClause, .neverHolds: look(at: finding, ofClausesOf: campaign)
      case .branchNobodySees:
        let points = branches.filter { $0.kind == .condition && $0.span == finding.span }
        guard !points.isEmpty else { continue }
        let held = points.contains { traces[$0.step].timesFallenThrough($0.instruction) > 0 }
        let failed = points.contains { traces[$0.step].timesLeft($0.instruction) > 0 }
        add(finding, campaign, cases: count, isTrue: !(held && failed))
      case .messageNobodyGets:
        for (index, step) in campaign.steps.enumerated() {
          guard let message = step.messages.first(where: { $0.span == finding.span }) else { continue }
          let isMade = messages[index].contains {
            $0["channel"] == message.channel.rawValue && $0["language"] == message.language
          }
          add(finding, campaign, cases: count, isTrue: !isMade)
        }
      default: continue
      }
    }
  }

  /// By the oracle, member by member: a clause that is said to exclude nobody excludes nobody, a part that is said to add nobody adds nobody.
  private mutating func look(at finding: Diagnostic, ofClausesOf campaign: CheckedCampaign) {
    guard campaign.trigger == nil, let tenant = sound.tenant else { return }
    let oracle = Oracle(
      tenant: tenant, campaign: campaign, now: DifferentialTests.now, zone: sound.zone, catalogs: sound.catalogs)
    let clauses = campaign.clauses + campaign.standingClauses
    for (index, clause) in clauses.enumerated() {
      let others = clauses.indices.filter { $0 != index }.map { clauses[$0].expression }
      let members = sound.members.filter { member in others.allSatisfy { oracle.holds($0, for: member) == true } }
      if clause.span == finding.span, finding.code != .neverHolds {
        let isTrue = members.allSatisfy { oracle.holds(clause.expression, for: $0) == true }
        return add(finding, campaign, cases: sound.members.count, isTrue: isTrue)
      }
      guard let parts = clause.expression.alternatives,
        let part = parts.firstIndex(where: { $0.expression.span == finding.span })
      else { continue }
      let isTrue = members.allSatisfy { member in
        guard parts[part].holds(member, oracle) else { return true }
        return finding.code == .needlessClause && parts[..<part].contains { $0.holds(member, oracle) }
      }
      return add(finding, campaign, cases: sound.members.count, isTrue: isTrue)
    }
  }
}

/// One side of an `or`, which may be written as what an `and` under a `not` denies.
private struct Alternative {
  var expression: CheckedExpression
  var isNegated: Bool

  func holds(_ member: OracleMember, _ oracle: Oracle) -> Bool {
    oracle.holds(expression, for: member) == !isNegated
  }
}

extension CheckedExpression {
  fileprivate var alternatives: [Alternative]? {
    switch kind {
    case .or(let parts): return parts.map { Alternative(expression: $0, isNegated: false) }
    case .not(let inner):
      guard case .and(let parts) = inner.kind else { return nil }
      return parts.map { Alternative(expression: $0, isNegated: true) }
    default: return nil
    }
  }
}

extension ConditionRuns {
  /// Mistakes that conditions are written with: those of the table for the samples, and some of its kind.
  static let mistakes =
    MutationOperator.all.filter { mistake in
      ["contradict a clause", "say a clause twice", "ask in a branch", "ask twice in a row"].contains {
        mistake.name.hasPrefix($0)
      }
    } + [
      MutationOperator(
        "demand of a step what nobody has", .campaigns, #"^( *then \w+ after [\w ]+?)(?: where [^{]*)? \{$"#
      ) { groups, _ in groups[1] + " where points > 60 and points < 40 {" },
      MutationOperator("look for what nobody does", .campaigns, #"^( *conversion ).*( within )"#) { groups, _ in
        groups[1] + "points > 60 and points < 40" + groups[2]
      },
      MutationOperator("say what holds for everybody", .campaigns, clause) { groups, _ in
        "\(groups[1])(\(groups[2])) and (points < 80 or points > 20)"
      },
      MutationOperator("add nobody", .campaigns, clause) { groups, _ in
        "\(groups[1])((\(groups[2])) or points > 60 and points < 40)"
      },
      MutationOperator("demand that everybody is reached by SMS", .campaigns, clause) { groups, _ in
        "\(groups[1])(\(groups[2])) and wants_sms and mobile is known"
      },
    ]

  private static let clause = #"^( +(?:audience +where|and) )([^\n]+)$"#
}
