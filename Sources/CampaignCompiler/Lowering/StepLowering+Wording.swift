import CampaignPlan
import CampaignSemantics

extension StepLowering {
  /// What is asked before a message is made: whoever would get one that breaks a rule of the brand is quarantined.
  func wordings(of message: CheckedMessage) throws(CompileError) {
    let all = campaign.wordings
    for wording in message.wordings {
      guard let number = all.firstIndex(where: { $0.span == wording.span }) else { continue }
      code.span = wording.span
      try scoped { () throws(CompileError) in
        let breach = try condition(wording.breach)
        code.emit(.quarantineIf, breach.register, UInt16(clamping: number))
        release(breach)
      }
    }
  }

  private func condition(_ condition: WordingCondition) throws(CompileError) -> Operand16 {
    switch condition {
    case .test(let test, let nodes, let texts): return try words(test, nodes, texts)
    case .not(let inner): return negate(try self.condition(inner))
    case .all(let inner): return try joined(inner, .and)
    case .any(let inner): return try joined(inner, .or)
    }
  }

  private func joined(_ conditions: [WordingCondition], _ opcode: Opcode) throws(CompileError) -> Operand16 {
    guard let first = conditions.first else { return constant(opcode == .and ? 1 : 0) }
    var result = try condition(first)
    for next in conditions.dropFirst() { result = combine(opcode, result, try condition(next)) }
    return result
  }

  private func words(
    _ test: CheckedExpression.TextTest, _ nodes: [TemplateNode], _ texts: [String]
  ) throws(CompileError) -> Operand16 {
    code.emit(.beginWords)
    isInWords = true
    defer { isInWords = false }
    // What is worked out for a branch is not there behind it.
    try inner(nodes)
    let result = takeInteger()
    let opcode: Opcode =
      switch test {
      case .contains, .equals: .wordsContain
      case .startsWith: .wordsStartWith
      case .endsWith: .wordsEndWith
      }
    code.emit(opcode, result.register, pools.textList(texts))
    return result
  }
}
