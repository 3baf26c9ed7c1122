import CampaignPlan
import CampaignSemantics

extension StepLowering {
  /// A register with 1 where the condition surely holds, else 0.
  func condition(_ condition: Condition) throws(CompileError) -> Operand16 {
    switch condition {
    case .constant(let value): return constant(value ? 1 : 0)
    case .leaf(let expression, let holds): return try leaf(expression, holds)
    case .all(let operands): return try joined(operands, asAll: true)
    case .any(let operands): return try joined(operands, asAll: false)
    }
  }

  /// Without jumps, but for operands that go over rows: those come last, and are left out where the others decide.
  private func joined(_ operands: [Condition], asAll: Bool) throws(CompileError) -> Operand16 {
    let guarded = operands.compactMap { $0.guarded(inAll: asAll) }
    let cheap = operands.filter { !$0.hasAggregate }
    let dear = operands.filter { $0.hasAggregate }
    var result: Operand16?
    try assuming(guarded) { () throws(CompileError) in
      for operand in cheap {
        let next = try self.condition(operand)
        result = result.map { combine(asAll ? .and : .or, $0, next) } ?? next
      }
      guard !dear.isEmpty else { return }
      result = try joinedRows(result, dear, asAll: asAll)
    }
    return result ?? constant(asAll ? 1 : 0)
  }

  private func joinedRows(
    _ start: Operand16?, _ operands: [Condition], asAll: Bool
  ) throws(CompileError) -> Operand16 {
    if start == nil, operands.count == 1 { return try condition(operands[0]) }
    let end = code.label()
    var result = start
    if let value = start, !value.isTemporary {
      // The value may stand in a column's register, which must keep it.
      let copy = takeInteger()
      moveInto(copy, value)
      result = copy
    }
    var isFirst = result == nil
    let register = result ?? takeInteger()
    for operand in operands {
      if !isFirst { code.jump(asAll ? .jumpUnless : .jumpIf, register.register, end) }
      let lower = { () throws(CompileError) in
        let next = try self.condition(operand)
        self.moveInto(register, next)
        self.release(next)
      }
      // What the first one computes runs on every path.
      if isFirst { try lower() } else { try scoped(lower) }
      isFirst = false
    }
    code.place(end)
    return register
  }

  private func leaf(_ expression: CheckedExpression, _ holds: Bool) throws(CompileError) -> Operand16 {
    switch expression.kind {
    case .isKnown(let inner): return try knownLeaf(inner, holds)
    case .compare(let comparison, let left, let right):
      return try comparisonLeaf(holds ? comparison : comparison.negated, left, right)
    case .oneOf(let inner, let constants):
      return try testLeaf(inner, holds) { operand, result in self.emitOneOf(operand, constants, result) }
    case .textTest(let test, let inner, let texts):
      return try testLeaf(inner, holds) { operand, result in
        let opcode: Opcode =
          switch test {
          case .contains: .textContains
          case .startsWith: .textStartsWith
          case .endsWith: .textEndsWith
          case .equals: .textEqualsFolded
          }
        self.code.emit(opcode, result.register, operand.register, self.pools.textList(texts))
      }
    default:
      let operand = try optional(expression)
      let value = holds ? operand.value : negate(operand.value)
      return both(operand.known, value) ?? value
    }
  }

  private func knownLeaf(_ inner: CheckedExpression, _ holds: Bool) throws(CompileError) -> Operand16 {
    // Asked outright, so that what is proven elsewhere does not answer for it.
    let wasProven = readsAreProven
    readsAreProven = false
    let known = try forgetting(ValueKey(inner)) { () throws(CompileError) in try self.known(inner) }
    readsAreProven = wasProven
    guard let known else { return constant(holds ? 1 : 0) }
    return holds ? known : negate(known)
  }

  /// Lowers with a value not taken as known: its own test must not be answered by the assumption that it makes.
  private func forgetting<Result>(
    _ key: ValueKey?, _ body: () throws(CompileError) -> Result
  ) throws(CompileError) -> Result {
    guard let key else { return try body() }
    let before = scopes.map(\.known)
    for index in scopes.indices { scopes[index].known.remove(key) }
    let result = try body()
    for index in scopes.indices where index < before.count { scopes[index].known = before[index] }
    return result
  }

  private func comparisonLeaf(
    _ comparison: CheckedExpression.Comparison, _ left: CheckedExpression, _ right: CheckedExpression
  ) throws(CompileError) -> Operand16 {
    let first = try optional(left)
    let second = try optional(right)
    let result: Operand16
    if left.isText {
      release(first.value)
      release(second.value)
      var same = takeInteger()
      code.emit(.textEqual, same.register, first.value.register, second.value.register)
      if comparison == .notEqual { same = negate(same) }
      result = same
    } else {
      switch comparison {
      case .less: result = combine(.less, first.value, second.value)
      case .lessOrEqual: result = combine(.lessOrEqual, first.value, second.value)
      case .greater: result = combine(.less, second.value, first.value)
      case .greaterOrEqual: result = combine(.lessOrEqual, second.value, first.value)
      case .equal: result = combine(.equal, first.value, second.value)
      case .notEqual: result = combine(.notEqual, first.value, second.value)
      }
    }
    return both(both(first.known, second.known), result) ?? result
  }

  private func testLeaf(
    _ inner: CheckedExpression, _ holds: Bool, _ emit: (Operand16, Operand16) -> Void
  ) throws(CompileError) -> Operand16 {
    let operand = try optional(inner)
    release(operand.value)
    var result = takeInteger()
    emit(operand.value, result)
    if !holds { result = negate(result) }
    return both(operand.known, result) ?? result
  }

  private func emitOneOf(_ operand: Operand16, _ constants: [Constant], _ result: Operand16) {
    if operand.isText {
      let texts = constants.compactMap { if case .text(let text) = $0 { text } else { nil } }
      code.emit(.textOneOf, result.register, operand.register, pools.textList(texts))
    } else {
      let integers = constants.compactMap { if case .integer(let value) = $0 { value } else { nil } }
      code.emit(.integerOneOf, result.register, operand.register, pools.integerList(integers))
    }
  }
}
