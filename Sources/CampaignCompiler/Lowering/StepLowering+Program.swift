import CampaignPlan
import CampaignSemantics

extension StepLowering {
  /// The whole program: filter, hold-out, variants, picks, messages in order.
  ///
  /// `decided` are the clauses that SQL may decide exactly, whose rows need not be loaded then.
  func program(
    step: CheckedStep, firstMessage: Int, clauses: [AskedClause], all: ReadSet, decided: Set<Int>
  ) throws(CompileError) {
    scopes[0].known = Set(clauses.compactMap { $0.condition.guarded(inAll: true) }.filter(\.isAttribute))
    // What SQL decides comes with the cheap clauses: where it does, a clause over rows costs one instruction.
    // Who would not be followed up anyway doesn't count as converted.
    let conversions = clauses.filter { $0.kind == .conversion }
    let others = clauses.filter { $0.kind != .conversion }
    for asked in others.filter({ !$0.condition.hasAggregate }) + others.filter(\.condition.hasAggregate) + conversions {
      try clause(asked)
    }
    code.span = campaign.span
    loadRest(step, clauses, all, decided)
    code.emit(.endFilter)
    for id in all.relations { scopes[0].loaded.insert(id) }
    if let holdout = campaign.holdout {
      code.emit(.holdOut, pools.text(holdout.salt), UInt16(clamping: holdout.basisPoints))
    }
    drawVariants()
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

  /// Answers whether a condition holds for a member; who has a bad value in anything that the plan reads is bad.
  func question(_ expression: CheckedExpression, all: ReadSet) throws(CompileError) {
    let condition = expression.folded()
    let needed = Set(ReadSet(condition).relations)
    for id in all.relations {
      guard let index = binding.relationIndex(id) else { continue }
      code.emit(needed.contains(id) ? .loadRows : .auditRows, UInt16(clamping: index))
      if needed.contains(id) { scopes[0].loaded.insert(id) }
    }
    code.emit(.endFilter)
    let holds = try self.condition(Condition(condition))
    code.emit(.answer, holds.register, 0)
    code.emit(.finish)
    code.resolve()
  }

  /// Answers what the offer is for a member who got a message.
  func offer(_ offer: CheckedOffer) throws(CompileError) {
    drawVariants()
    let answers: [(OfferRecord.Answer, CheckedExpression?)] = [
      (.amount, offer.percentOff ?? offer.amountOff), (.minimum, offer.minimum), (.end, offer.end),
    ]
    for (answer, expression) in answers {
      let operand = try expression.map { (value) throws(CompileError) in try self.value(value.folded()) } ?? constant(0)
      code.emit(.answer, operand.register, answer.rawValue)
      release(operand)
    }
    code.emit(.finish)
    code.resolve()
  }

  private func drawVariants() {
    for (index, experiment) in campaign.experiments.enumerated() {
      code.span = experiment.span
      let register = code.integers.take()
      code.emit(.variant, register, UInt16(clamping: index))
      variantRegisters.append(register)
    }
  }

  private func clause(_ asked: AskedClause) throws(CompileError) {
    let (condition, reads) = (asked.condition, asked.reads)
    code.span = asked.span
    let end = code.label()
    let number = UInt16(clamping: asked.index)
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
    _ step: CheckedStep, _ clauses: [AskedClause], _ all: ReadSet, _ decided: Set<Int>
  ) {
    var needed = ReadSet()
    for message in step.messages { needed.add(message) }
    for pick in campaign.picks { needed.add(pick) }
    for asked in clauses where !decided.contains(asked.index) { needed.add(asked.reads) }
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
    channel = message.channel
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
      try wordings(of: message)
      code.span = message.span
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
