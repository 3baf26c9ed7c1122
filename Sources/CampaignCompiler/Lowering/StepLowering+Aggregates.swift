import CampaignPlan
import CampaignSemantics

extension StepLowering {
  /// A loop over the member's rows; the rows are loaded before it where they are not sure to be.
  func aggregate(_ aggregate: CheckedAggregate) throws(CompileError) -> OptionalOperand {
    if let operand = hoisted[aggregate.variable] { return operand }
    load(aggregate.relation)
    switch aggregate.function {
    case .any, .none: return OptionalOperand(value: try existence(aggregate))
    case .count: return OptionalOperand(value: try count(aggregate))
    case .sum:
      let sum = takeInteger()
      code.emit(.integer, sum.register, pools.integer(0))
      try rows(aggregate) { value in
        guard let value else { return }
        code.emit(.add, sum.register, sum.register, value.register)
      }
      return OptionalOperand(value: sum)
    case .average: return try average(aggregate)
    case .minimum, .maximum: return try extreme(aggregate)
    }
  }

  /// Runs `body` for each row that the predicate lets through, with the value where it is known.
  private func rows(
    _ aggregate: CheckedAggregate, _ body: (Operand16?) throws(CompileError) -> Void
  ) throws(CompileError) {
    try loop(over: aggregate) { (next, _) throws(CompileError) in
      if let predicate = aggregate.predicate {
        let holds = try condition(Condition(predicate))
        code.jump(.jumpUnless, holds.register, next)
        release(holds)
      }
      guard let expression = aggregate.value else { return try body(nil) }
      let operand = try optional(expression)
      if let known = operand.known {
        code.jump(.jumpUnless, known.register, next)
        release(known)
      }
      try body(operand.value)
      release(operand.value)
    }
  }

  /// An aggregate's loop, with what is the same in all of its turns worked out before it.
  private func loop(
    over aggregate: CheckedAggregate, _ body: (CodeBuilder.Label, CodeBuilder.Label) throws(CompileError) -> Void
  ) throws(CompileError) {
    let hoisted = try hoist([aggregate.predicate, aggregate.value])
    try loop(aggregate.relation, aggregate.variable, order: [], body)
    release(hoisted)
  }

  /// A loop: `body` is given the label of the next turn and the label after the loop.
  func loop(
    _ relation: RelationID, _ variable: VariableID, order: [OrderRecord],
    _ body: (CodeBuilder.Label, CodeBuilder.Label) throws(CompileError) -> Void
  ) throws(CompileError) {
    let cursor = code.cursors.take()
    let head = code.label()
    let next = code.label()
    let end = code.label()
    begin(cursor, relation, order)
    code.place(head)
    code.rowsNext(cursor, end)
    cursors[variable] = cursor
    try scoped { () throws(CompileError) in try body(next, end) }
    cursors[variable] = nil
    code.place(next)
    code.jump(head)
    code.place(end)
    code.cursors.release(cursor)
  }

  func begin(_ cursor: UInt16, _ relation: RelationID, _ order: [OrderRecord]) {
    let index = UInt16(clamping: binding.relationIndex(relation) ?? 0)
    if order.isEmpty {
      code.emit(.rowsBegin, cursor, index)
    } else {
      code.emit(.rowsBeginOrdered, cursor, index, pools.order(order))
    }
  }

  private func count(_ aggregate: CheckedAggregate) throws(CompileError) -> Operand16 {
    let count = takeInteger()
    code.emit(.integer, count.register, pools.integer(0))
    let one = constant(1)
    try loop(over: aggregate) { (_, _) throws(CompileError) in
      guard let predicate = aggregate.predicate else {
        return code.emit(.add, count.register, count.register, one.register)
      }
      let holds = try condition(Condition(predicate))
      code.emit(.add, count.register, count.register, holds.register)
      release(holds)
    }
    return count
  }

  private func existence(_ aggregate: CheckedAggregate) throws(CompileError) -> Operand16 {
    let found: Int64 = aggregate.function == .any ? 1 : 0
    let result = takeInteger()
    code.emit(.integer, result.register, pools.integer(1 - found))
    guard let predicate = aggregate.predicate else {
      let cursor = code.cursors.take()
      let end = code.label()
      begin(cursor, aggregate.relation, [])
      code.rowsNext(cursor, end)
      code.emit(.integer, result.register, pools.integer(found))
      code.place(end)
      code.cursors.release(cursor)
      return result
    }
    try loop(over: aggregate) { (next, end) throws(CompileError) in
      let holds = try condition(Condition(predicate))
      code.jump(.jumpUnless, holds.register, next)
      release(holds)
      code.emit(.integer, result.register, pools.integer(found))
      code.jump(end)
    }
    return result
  }

  private func extreme(_ aggregate: CheckedAggregate) throws(CompileError) -> OptionalOperand {
    let result = takeInteger()
    let isKnown = takeInteger()
    code.emit(.integer, result.register, pools.integer(0))
    code.emit(.integer, isKnown.register, pools.integer(0))
    try rows(aggregate) { (value) throws(CompileError) in
      guard let value else { return }
      let take = code.label()
      let end = code.label()
      let isBetter = takeInteger()
      code.emit(.not, isBetter.register, isKnown.register)
      code.jump(.jumpIf, isBetter.register, take)
      let (smaller, larger) = aggregate.function == .minimum ? (value, result) : (result, value)
      code.emit(.less, isBetter.register, smaller.register, larger.register)
      code.jump(.jumpUnless, isBetter.register, end)
      code.place(take)
      moveInto(result, value)
      code.emit(.integer, isKnown.register, pools.integer(1))
      code.place(end)
      release(isBetter)
    }
    return OptionalOperand(value: result, known: isKnown)
  }

  /// To the nearest, halves away from zero: the quotient towards zero, one further where twice the remainder reaches the count.
  private func average(_ aggregate: CheckedAggregate) throws(CompileError) -> OptionalOperand {
    let sum = takeInteger()
    let count = takeInteger()
    let zero = constant(0)
    let one = constant(1)
    code.emit(.integer, sum.register, pools.integer(0))
    code.emit(.integer, count.register, pools.integer(0))
    try rows(aggregate) { value in
      guard let value else { return }
      code.emit(.add, sum.register, sum.register, value.register)
      code.emit(.add, count.register, count.register, one.register)
    }
    let quotient = takeInteger()
    let rest = takeInteger()
    let step = takeInteger()
    code.emit(.divide, quotient.register, sum.register, count.register)
    code.emit(.multiply, rest.register, quotient.register, count.register)
    code.emit(.subtract, rest.register, sum.register, rest.register)
    code.emit(.add, rest.register, rest.register, rest.register)
    code.emit(.lessOrEqual, step.register, count.register, rest.register)
    code.emit(.add, quotient.register, quotient.register, step.register)
    code.emit(.subtract, rest.register, zero.register, rest.register)
    code.emit(.lessOrEqual, step.register, count.register, rest.register)
    code.emit(.subtract, quotient.register, quotient.register, step.register)
    code.emit(.notEqual, step.register, count.register, zero.register)
    for operand in [sum, count, rest] { release(operand) }
    return OptionalOperand(value: quotient, known: step)
  }
}
