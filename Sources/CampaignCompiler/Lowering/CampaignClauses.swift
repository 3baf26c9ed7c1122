import CampaignDiagnostics
import CampaignPlan
import CampaignSemantics

/// A clause as one step asks it.
struct AskedClause {
  /// In the plan's table.
  var index: Int
  var kind: ClauseRecord.Kind
  var condition: Condition
  var reads: ReadSet
  var span: Span
}

/// The clauses of all steps, each once, and which of them each step asks.
///
/// The first step asks the audience and `while`. Every other asks `while`, its own `where`, and that nobody has
/// converted; the audience was asked at the entry. All ask whether there are rows to pick.
struct CampaignClauses {
  private let audience: CheckedAudience
  private(set) var records: [(kind: ClauseRecord.Kind, text: String, span: Span)] = []
  private(set) var steps: [[AskedClause]] = []

  init(_ campaign: CheckedCampaign, _ audience: CheckedAudience) {
    self.audience = audience
    steps = campaign.steps.map { _ in [] }
    for clause in campaign.clauses { add(clause, .audience, askedIn: [0]) }
    for clause in campaign.pickClauses { add(clause, .audience, askedIn: Array(steps.indices)) }
    for clause in campaign.standingClauses { add(clause, .standing, askedIn: Array(steps.indices)) }
    for (index, step) in campaign.steps.enumerated() {
      for clause in step.clauses { add(clause, .step, askedIn: [index]) }
    }
    if let conversion = campaign.conversion, steps.count > 1 {
      let clause = CheckedClause(expression: conversion.isNotSeen, text: conversion.text, span: conversion.span)
      add(clause, .conversion, askedIn: Array(steps.indices.dropFirst()))
    }
  }

  private mutating func add(_ clause: CheckedClause, _ kind: ClauseRecord.Kind, askedIn numbers: [Int]) {
    for number in numbers {
      let expression = clause.expression.asked(inStep: number).folded()
      steps[number].append(
        AskedClause(
          index: records.count, kind: kind, condition: Condition(expression),
          reads: ReadSet(expression).closed(over: audience),
          span: clause.span))
    }
    records.append((kind, clause.text, clause.span))
  }
}
