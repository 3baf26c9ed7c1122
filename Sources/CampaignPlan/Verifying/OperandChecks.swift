/// Holds that every operand of every instruction is in the range that the instruction table gives it.
struct OperandChecks {
  let plan: Plan
  let step: StepProgram
  let purpose: ProgramPurpose

  func check() throws(PlanError) {
    for (index, instruction) in step.code.enumerated() {
      let info = instruction.opcode.info
      for (operand, value) in [(info.a, instruction.a), (info.b, instruction.b), (info.c, instruction.c)] {
        guard let limit = limit(of: operand) else { continue }
        guard Int(value) < limit.count else {
          throw .at(index, step, "`\(info.name)` names \(limit.what) \(value) of \(limit.count)")
        }
      }
      try checkBuckets(index, instruction)
    }
  }

  private func checkBuckets(_ index: Int, _ instruction: Instruction) throws(PlanError) {
    // A list that a label is taken from is indexed by a value that only its type bounds; emptiness is what can be seen here.
    if instruction.opcode == .emitLabel, plan.pools.textLists[Int(instruction.b)].isEmpty {
      throw .at(index, step, "there are no labels in list \(instruction.b)")
    }
    if instruction.opcode == .beginMessage, plan.messages[Int(instruction.a)].channel == .email {
      try checkAddress(instruction.b, at: index)
    }
  }

  /// An e-mail goes to what was read as an e-mail address, and to nothing that the program made: whatever else stood in a header could
  /// be more than an address.
  private func checkAddress(_ register: UInt16, at index: Int) throws(PlanError) {
    let columns = plan.audience.columns + (plan.event?.columns ?? [])
    guard columns.contains(where: { $0.kind == .email && $0.register == register }) else {
      throw .at(index, step, "the message goes to text register \(register), which holds no e-mail address")
    }
    let isWritten = step.code.contains { instruction in
      if case .writeText = instruction.opcode.info.a { instruction.a == register } else { false }
    }
    guard !isWritten else { throw .at(index, step, "the program writes the address of its message") }
  }

  /// How many values an operand can take; nil for fields, which depend on the cursor.
  private func limit(of operand: Operand) -> (count: Int, what: String)? {
    let pools = plan.pools
    switch operand {
    case .none: return (1, "an unused operand")
    case .readInteger, .writeInteger: return (Int(step.integerRegisterCount), "integer register")
    case .readText, .writeText: return (Int(step.textRegisterCount), "text register")
    case .target: return (step.code.count, "instruction")
    case .integerConstant: return (pools.integers.count, "integer constant")
    case .runConstant: return (pools.runConstants.count, "run constant")
    case .textConstant: return (pools.texts.count, "text constant")
    case .integerList: return (pools.integerLists.count, "integer list")
    case .textList: return (pools.textLists.count, "text list")
    case .fit: return (pools.fits.count, "fit")
    case .format: return (pools.formats.count, "format")
    case .order: return (pools.orders.count, "order")
    case .plurals: return (pools.plurals.count, "plurals")
    case .offset: return (pools.offsets.count, "offset")
    case .clause: return (plan.clauses.count, "clause")
    case .soundnessSet: return (pools.soundnessSets.count, "soundness set")
    case .relation: return (plan.audience.relations.count, "relation")
    case .cursor: return (Int(step.cursorCount), "cursor")
    case .experiment: return (plan.experiments.count, "experiment")
    case .message: return (plan.messages.count, "message")
    case .part: return (PlanPart.allCases.count, "part")
    case .escape: return (PlanEscape.allCases.count, "escape")
    case .wording: return (plan.wordings.count, "wording")
    case .basisPoints: return (10_001, "basis points")
    case .step:
      if case .step(let own) = purpose { return (own, "earlier step") }
      return (0, "earlier step")
    case .event: return (PlanEvent.allCases.count, "event")
    case .answer: return (purpose == .offer ? OfferRecord.Answer.allCases.count : 1, "answer")
    case .field: return nil
    }
  }
}
