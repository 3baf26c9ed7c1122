import CampaignPlan
import CampaignSemantics

/// A value with the register that says whether it is known; nil where it is sure to be.
struct OptionalOperand {
  var value: Operand16
  var known: Operand16?
}

extension StepLowering {
  /// The value where it is known; anything of the type where it is missing.
  func value(_ expression: CheckedExpression) throws(CompileError) -> Operand16 {
    let operand = try optional(expression)
    if let known = operand.known { release(known) }
    return operand.value
  }

  /// The value, and whether it is known.
  func optional(_ expression: CheckedExpression) throws(CompileError) -> OptionalOperand {
    switch expression.kind {
    case .constant(.integer(let value)): return OptionalOperand(value: constant(value))
    case .constant(.text(let value)): return OptionalOperand(value: text(value))
    case .attribute(let attribute): return try self.attribute(attribute, expression)
    case .field(let variable, let relation, let field):
      return OptionalOperand(
        value: try row(variable, relation, field, expression),
        known: try rowKnown(variable, relation, field, expression))
    case .runInstant(let offset): return OptionalOperand(value: run(RunConstant(.instant, offset)))
    case .runDate(let offset): return OptionalOperand(value: run(RunConstant(.date, offset)))
    case .localInstant(let seconds): return OptionalOperand(value: run(RunConstant(localSeconds: seconds)))
    case .entered: return OptionalOperand(value: entered())
    case .history(let fact): return OptionalOperand(value: history(fact))
    case .uniqueCode:
      return OptionalOperand(value: cached(.uniqueCode, isText: true) { code.emit(.uniqueCode, $0) })
    case .localDate(let inner): return try converted(inner) { .init(.localDate, $0, $1) }
    case .movedInstant(let inner, let offset):
      let number = pools.offset(OffsetRecord(offset))
      return try converted(inner) { .init(.moveInstant, $0, $1, number) }
    case .movedDate(let inner, let offset):
      let number = pools.offset(OffsetRecord(offset))
      return try converted(inner) { .init(.moveDate, $0, $1, number) }
    case .months(let from, let to): return try arithmetic(.monthsBetween, from, to)
    case .variant(let experiment, let arms): return OptionalOperand(value: try variant(experiment, arms, expression))
    case .add(let left, let right): return try arithmetic(.add, left, right)
    case .subtract(let left, let right): return try arithmetic(.subtract, left, right)
    case .multiply(let left, let right): return try arithmetic(.multiply, left, right)
    case .divide(let inner, let divisor):
      return try arithmetic(
        .divide, inner, CheckedExpression(.constant(.integer(divisor)), inner.type, expression.span))
    case .otherwise(let first, let second): return try otherwise(first, second)
    case .fits(let inner, let type): return try fits(inner, type)
    case .aggregate(let aggregate): return try self.aggregate(aggregate)
    case .compare, .isKnown, .oneOf, .textTest, .not, .and, .or:
      return OptionalOperand(value: try condition(Condition(expression)))
    }
  }

  /// Whether the expression's value is known, without working it out where that isn't needed; nil where it is sure to be.
  func known(_ expression: CheckedExpression) throws(CompileError) -> Operand16? {
    switch expression.kind {
    case .attribute(let attribute):
      return binding.column(attribute).flatMap { knownOperand($0.knownRegister) }
    case .field(let variable, let relation, let field):
      return try rowKnown(variable, relation, field, expression)
    default:
      let operand = try optional(expression)
      release(operand.value)
      return operand.known
    }
  }

  private func knownOperand(_ register: UInt16) -> Operand16? {
    guard register != ColumnBinding.noRegister else { return nil }
    return Operand16(register: register, isText: false, isTemporary: false)
  }

  private func unbound(_ expression: CheckedExpression) -> CompileError {
    CompileError(
      "what stands here is not among the values that the campaign reads", at: expression.span,
      help: "report this: it is a mistake of the compiler")
  }

  private func attribute(
    _ attribute: AttributeID, _ expression: CheckedExpression
  ) throws(CompileError) -> OptionalOperand {
    guard let column = binding.column(attribute) else { throw unbound(expression) }
    return OptionalOperand(
      value: Operand16(register: column.register, isText: column.isText, isTemporary: false),
      known: isKnown(.attribute(attribute)) ? nil : knownOperand(column.knownRegister))
  }

  private func row(
    _ variable: VariableID, _ relation: RelationID, _ field: Int, _ expression: CheckedExpression
  ) throws(CompileError) -> Operand16 {
    guard let cursor = cursors[variable], let index = binding.fieldIndex(relation, field),
      let column = binding.field(relation, field)
    else { throw unbound(expression) }
    return cached(.field(variable, field), isText: column.isText) {
      code.emit(column.isText ? .rowText : .rowInteger, $0, cursor, UInt16(clamping: index))
    }
  }

  private func rowKnown(
    _ variable: VariableID, _ relation: RelationID, _ field: Int, _ expression: CheckedExpression
  ) throws(CompileError) -> Operand16? {
    guard let cursor = cursors[variable], let index = binding.fieldIndex(relation, field),
      let column = binding.field(relation, field)
    else { throw unbound(expression) }
    guard column.mayBeMissing, !isKnown(.field(variable, field)) else { return nil }
    return cached(.known(variable, field)) { code.emit(.rowKnown, $0, cursor, UInt16(clamping: index)) }
  }

  /// One number made of another by one instruction, from its target and source.
  private func converted(
    _ inner: CheckedExpression, _ instruction: (UInt16, UInt16) -> Instruction
  ) throws(CompileError) -> OptionalOperand {
    let operand = try optional(inner)
    release(operand.value)
    let result = takeInteger()
    let made = instruction(result.register, operand.value.register)
    code.emit(made.opcode, made.a, made.b, made.c)
    return OptionalOperand(value: result, known: operand.known)
  }

  private func arithmetic(
    _ opcode: Opcode, _ left: CheckedExpression, _ right: CheckedExpression
  ) throws(CompileError) -> OptionalOperand {
    let first = try optional(left)
    let second = try optional(right)
    return OptionalOperand(value: combine(opcode, first.value, second.value), known: both(first.known, second.known))
  }

  func both(_ first: Operand16?, _ second: Operand16?) -> Operand16? {
    guard let first else { return second }
    guard let second else { return first }
    if first.register == second.register { return first }
    return combine(.and, first, second)
  }

  private func fits(_ inner: CheckedExpression, _ type: TextType) throws(CompileError) -> OptionalOperand {
    let operand = try optional(inner)
    let fit = FitRecord(maxCharacters: UInt32(clamping: type.maxCharacters), textClass: PlanTextClass(type.textClass))
    let result = takeInteger()
    code.emit(.textFits, result.register, operand.value.register, pools.fit(fit))
    return OptionalOperand(value: operand.value, known: both(operand.known, result))
  }

  private func otherwise(
    _ first: CheckedExpression, _ second: CheckedExpression
  ) throws(CompileError) -> OptionalOperand {
    // The first is asked whether it is known: nothing proves that it is, in messages neither.
    let wasProven = readsAreProven
    readsAreProven = false
    let operand = try optional(first)
    readsAreProven = wasProven
    guard let known = operand.known else { return operand }
    let result = take(isText: operand.value.isText)
    let secondIsOptional = second.type.isOptional && !wasProven
    let resultKnown = secondIsOptional ? takeInteger() : nil
    let useSecond = code.label()
    let end = code.label()
    code.jump(.jumpUnless, known.register, useSecond)
    moveInto(result, operand.value)
    if let resultKnown { moveInto(resultKnown, known) }
    code.jump(end)
    code.place(useSecond)
    try scoped { () throws(CompileError) in
      let other = try optional(second)
      moveInto(result, other.value)
      if let resultKnown { moveInto(resultKnown, other.known ?? constant(1)) }
      release(other.value)
      if let known = other.known { release(known) }
    }
    code.place(end)
    release(operand.value)
    release(known)
    return OptionalOperand(value: result, known: resultKnown)
  }

  /// The arm of the member's variant.
  private func variant(
    _ experiment: Int, _ arms: [CheckedExpression], _ expression: CheckedExpression
  ) throws(CompileError) -> Operand16 {
    let result = take(isText: expression.isText)
    try variant(experiment, count: arms.count) { arm throws(CompileError) in
      let operand = try value(arms[arm])
      moveInto(result, operand)
      release(operand)
    }
    return result
  }

  /// Runs the code of the member's variant; the last arm needs no test.
  func variant(_ experiment: Int, count: Int, _ arm: (Int) throws(CompileError) -> Void) throws(CompileError) {
    let end = code.label()
    for index in 0..<count {
      guard index < count - 1, experiment < variantRegisters.count else {
        try scoped { () throws(CompileError) in try arm(index) }
        break
      }
      let next = code.label()
      try scoped { () throws(CompileError) in
        let isThis = takeInteger()
        let number = constant(Int64(index))
        code.emit(.equal, isThis.register, variantRegisters[experiment], number.register)
        code.jump(.jumpUnless, isThis.register, next)
        release(isThis)
        try arm(index)
        code.jump(end)
      }
      code.place(next)
    }
    code.place(end)
  }
}
