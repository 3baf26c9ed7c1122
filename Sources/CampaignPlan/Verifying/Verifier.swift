/// A plan that the machine may run: only `Verifier.verify` makes one.
package struct VerifiedPlan: Sendable {
  package let plan: Plan

  fileprivate init(_ plan: Plan) { self.plan = plan }
}

/// Proves what the machine relies on, so that it need not check while it runs.
///
/// Tables are checked first (`TableChecks`), then each step's program: operands by the instruction table, loops
/// (`LoopStructure`), and a forward data flow over registers, cursors, loaded relations and the message being made
/// (`ProgramFlow`).
package enum Verifier {
  package static func verify(_ plan: Plan) throws(PlanError) -> VerifiedPlan {
    try TableChecks(plan: plan).check()
    for (purpose, step) in plan.programs {
      try OperandChecks(plan: plan, step: step, purpose: purpose).check()
      let loops = try LoopStructure(step: step)
      let relations = try ProgramFlow.check(plan: plan, step: step, purpose: purpose, loops: loops)
      let bound = try instructionBound(step: step, loops: loops, relations: relations, audience: plan.audience)
      guard bound == step.instructionBound else {
        throw .unsound(
          place: "step `\(step.name)`",
          reason: "it takes up to \(bound) instructions and claims \(step.instructionBound)")
      }
    }
    return VerifiedPlan(plan)
  }

  /// The most instructions that one member can take, for a program that is otherwise sound.
  package static func instructionBound(
    of step: StepProgram, for purpose: ProgramPurpose = .step(0), in plan: Plan
  ) throws(PlanError) -> UInt64 {
    let loops = try LoopStructure(step: step)
    let relations = try ProgramFlow.check(plan: plan, step: step, purpose: purpose, loops: loops)
    return try instructionBound(step: step, loops: loops, relations: relations, audience: plan.audience)
  }

  /// Each instruction counts once for every turn of the loops around it; a loop's head once more, for the row that isn't there.
  private static func instructionBound(
    step: StepProgram, loops: LoopStructure, relations: [Int: Int], audience: AudienceBinding
  ) throws(PlanError) -> UInt64 {
    var total: UInt64 = 0
    var enclosing: [(last: Int, turns: UInt64)] = []
    for index in step.code.indices {
      while let innermost = enclosing.last, index > innermost.last { enclosing.removeLast() }
      let around = enclosing.last?.turns ?? 1
      var cost = around
      if let last = loops.lastByHead[index], let relation = relations[index] {
        let upTo = UInt64(audience.relations[relation].upTo)
        let (turns, overflow) = around.multipliedReportingOverflow(by: upTo)
        guard !overflow else { throw tooCostly(step) }
        enclosing.append((last, turns))
        cost = turns &+ around
      }
      let (sum, overflow) = total.addingReportingOverflow(cost)
      guard !overflow, sum <= PlanLimits.instructionsPerMember else { throw tooCostly(step) }
      total = sum
    }
    return total
  }

  private static func tooCostly(_ step: StepProgram) -> PlanError {
    .unsound(
      place: "step `\(step.name)`",
      reason: "one member can take more than \(PlanLimits.instructionsPerMember) instructions")
  }
}
