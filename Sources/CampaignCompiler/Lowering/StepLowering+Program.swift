import CampaignPlan
import CampaignSemantics

extension StepLowering {
  /// The whole program: filter, hold-out, variants, picks, messages in order.
  ///
  /// `conditions` are the clauses, folded; `decided` those that SQL may decide exactly, whose rows need not be loaded then.
  func program(
    step: CheckedStep, firstMessage: Int, conditions: [Condition], reads: [ReadSet], all: ReadSet, decided: Set<Int>
  ) throws(CompileError) {
    scopes[0].known = Set(conditions.compactMap { $0.guarded(inAll: true) }.filter(\.isAttribute))
    // What SQL decides comes with the cheap clauses: where it does, a clause over rows costs one instruction.
    let order =
      conditions.indices.filter { !conditions[$0].hasAggregate }
      + conditions.indices.filter { conditions[$0].hasAggregate }
    for index in order { try clause(index, conditions[index], reads[index]) }
    code.span = campaign.span
    loadRest(step, conditions, reads, all, decided)
    code.emit(.endFilter)
    for id in all.relations { scopes[0].loaded.insert(id) }
    if let holdout = campaign.holdout {
      code.emit(.holdOut, pools.text(holdout.salt), UInt16(clamping: holdout.basisPoints))
    }
    for (index, experiment) in campaign.experiments.enumerated() {
      code.span = experiment.span
      let register = code.integers.take()
      code.emit(.variant, register, UInt16(clamping: index))
      variantRegisters.append(register)
    }
    // The pick's clause lets only members through who have such a row.
    for pick in campaign.picks { try self.pick(pick) { code.emit(.unreachable) } }
    try messages(step, firstMessage)
    code.resolve()
  }

  /// The messages in order, up to one that reaches everybody: nothing behind that is ever come to.
  private func messages(_ step: CheckedStep, _ firstMessage: Int) throws(CompileError) {
    for (index, message) in step.messages.enumerated() {
      let mayBePassedOver = try self.message(message, UInt16(clamping: firstMessage + index))
      if !mayBePassedOver { return }
    }
    code.span = step.span
    code.emit(.unreachable)
  }

  private func clause(_ index: Int, _ condition: Condition, _ reads: ReadSet) throws(CompileError) {
    code.span = campaign.clauses[index].span
    let end = code.label()
    let number = UInt16(clamping: index)
    if case .constant(true) = condition { return }
    let scalar = pools.soundnessSet(binding.soundness(of: reads, includingRows: false))
    code.clause(number, scalar, end)
    try scoped { () throws(CompileError) in
      if !reads.relations.isEmpty {
        for relation in reads.relations { load(relation) }
        code.clause(number, pools.soundnessSet(binding.soundness(of: reads, includingRows: true)), end)
      }
      let holds = try self.condition(condition)
      code.emit(.excludeUnless, holds.register, number)
      release(holds)
    }
    code.place(end)
  }

  /// Every relation that the plan reads is checked before a member is selected: in full where the machine needs its rows, else
  /// only where nothing vouches for them.
  private func loadRest(
    _ step: CheckedStep, _ conditions: [Condition], _ reads: [ReadSet], _ all: ReadSet, _ decided: Set<Int>
  ) {
    var needed = ReadSet()
    for message in step.messages { needed.add(message) }
    for pick in campaign.picks { needed.add(pick) }
    for index in conditions.indices where !decided.contains(index) { needed.add(reads[index]) }
    let full = Set(needed.relations)
    for id in all.relations {
      guard let index = binding.relationIndex(id) else { continue }
      code.emit(full.contains(id) ? .loadRows : .auditRows, UInt16(clamping: index))
    }
    // Rows that only other steps' messages read are not loaded here, and no code of this step reads them.
  }

  /// Returns whether there may be members that the message is not for, or doesn't reach.
  private func message(_ message: CheckedMessage, _ number: UInt16) throws(CompileError) -> Bool {
    code.span = message.span
    language = message.language
    let next = code.label()
    try scoped { () throws(CompileError) in
      if let condition = message.condition { try jumpUnless(condition, next) }
      guard let address = binding.column(message.reach.address) else { return }
      if address.knownRegister != ColumnBinding.noRegister, !isKnown(.attribute(message.reach.address)) {
        code.jump(.jumpUnless, address.knownRegister, next)
        scopes[scopes.count - 1].known.insert(.attribute(message.reach.address))
      }
      try jumpUnless(message.reach.consent, next)
      readsAreProven = true
      code.emit(.beginMessage, number, address.register)
      for part in message.parts.sorted(by: { $0.part.plan.rawValue < $1.part.plan.rawValue }) {
        code.span = part.template.span
        try self.part(part.part, part.template)
      }
      code.span = message.span
      code.emit(.endMessage)
      readsAreProven = false
    }
    code.place(next)
    return code.isUsed(next)
  }
}

extension StepLowering {
  /// Goes to `label` unless the expression surely holds.
  private func jumpUnless(_ expression: CheckedExpression, _ label: CodeBuilder.Label) throws(CompileError) {
    let condition = Condition(expression.folded())
    if case .constant(true) = condition { return }
    let holds = try self.condition(condition)
    code.jump(.jumpUnless, holds.register, label)
    release(holds)
  }
}

extension ValueKey {
  var isAttribute: Bool {
    if case .attribute = self { return true }
    return false
  }
}
