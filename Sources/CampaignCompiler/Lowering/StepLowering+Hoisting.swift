import CampaignPlan
import CampaignSemantics

extension StepLowering {
  /// Works out before a loop what is the same in all of its turns: constants, fields of the rows around it, and aggregates
  /// that read no row of the loop. The aggregates are to be released behind the loop.
  func hoist(_ expressions: [CheckedExpression?]) throws(CompileError) -> [VariableID] {
    var variables: [VariableID] = []
    for expression in expressions.compactMap({ $0 }) {
      try hoistConstants(of: expression)
      try hoistAggregates(of: expression, &variables)
    }
    return variables
  }

  func release(_ aggregates: [VariableID]) {
    for variable in aggregates {
      guard let operand = hoisted.removeValue(forKey: variable) else { continue }
      for var register in [operand.value, operand.known].compactMap({ $0 }) {
        register.isTemporary = true
        release(register)
      }
    }
  }

  private func hoistConstants(of expression: CheckedExpression) throws(CompileError) {
    switch expression.kind {
    case .constant(.integer(let value)): _ = constant(value)
    case .constant(.text(let value)): _ = text(value)
    case .runInstant(let offset): _ = run(RunConstant(.instant, offset))
    case .runDate(let offset): _ = run(RunConstant(.date, offset))
    case .localInstant(let seconds): _ = run(RunConstant(localSeconds: seconds))
    case .divide(_, let divisor): _ = constant(divisor)
    case .entered: _ = entered()
    case .history(let fact): _ = history(fact)
    case .field(let variable, _, _) where cursors[variable] != nil: _ = try optional(expression)
    default: break
    }
    for child in expression.children { try hoistConstants(of: child) }
  }

  /// An aggregate within another runs once for each of its rows, unless it can be worked out before.
  private func hoistAggregates(
    of expression: CheckedExpression, _ variables: inout [VariableID]
  ) throws(CompileError) {
    guard case .aggregate(let aggregate) = expression.kind else {
      for child in expression.children { try hoistAggregates(of: child, &variables) }
      return
    }
    guard hoisted[aggregate.variable] == nil else { return }
    guard expression.freeVariables.allSatisfy({ cursors[$0] != nil }) else {
      for child in expression.children { try hoistAggregates(of: child, &variables) }
      return
    }
    let operand = try self.aggregate(aggregate)
    hoisted[aggregate.variable] = OptionalOperand(value: held(operand.value), known: operand.known.map(held))
    variables.append(aggregate.variable)
  }

  /// The value in a register that its uses don't give back.
  private func held(_ operand: Operand16) -> Operand16 {
    var result = operand
    if !operand.isTemporary {
      result = take(isText: operand.isText)
      moveInto(result, operand)
    }
    result.isTemporary = false
    return result
  }
}

extension CheckedExpression {
  /// The rows that it reads, but for those of its own aggregates.
  fileprivate var freeVariables: Set<VariableID> {
    var result = children.reduce(into: Set<VariableID>()) { $0.formUnion($1.freeVariables) }
    if case .field(let variable, _, _) = kind { result.insert(variable) }
    if case .aggregate(let aggregate) = kind { result.remove(aggregate.variable) }
    return result
  }
}
