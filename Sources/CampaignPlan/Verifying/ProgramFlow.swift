/// The forward data flow over one program: one pass suffices, because only loops go back and what holds at a loop's head
/// still holds when it is turned.
struct ProgramFlow {
  private let plan: Plan
  private let step: StepProgram
  private let purpose: ProgramPurpose
  private let loops: LoopStructure
  private var pending: [Int: FlowState] = [:]
  private var headStates: [Int: FlowState] = [:]
  private var relationByHead: [Int: Int] = [:]

  /// Checks the program and returns the relation that each loop goes over, by the loop's head.
  static func check(
    plan: Plan, step: StepProgram, purpose: ProgramPurpose, loops: LoopStructure
  ) throws(PlanError) -> [Int: Int] {
    var flow = ProgramFlow(plan: plan, step: step, purpose: purpose, loops: loops)
    try flow.run()
    return flow.relationByHead
  }

  private init(plan: Plan, step: StepProgram, purpose: ProgramPurpose, loops: LoopStructure) {
    self.plan = plan
    self.step = step
    self.purpose = purpose
    self.loops = loops
  }

  private mutating func run() throws(PlanError) {
    var current: FlowState? = entryState()
    for index in step.code.indices {
      if let arriving = pending.removeValue(forKey: index) {
        current = try merge(current, arriving, at: index)
      }
      guard var state = current else { throw .at(index, step, "no path leads to it") }
      let instruction = step.code[index]
      if loops.lastByHead[index] != nil { headStates[index] = state }
      try read(instruction, state, at: index)
      let taken = try apply(instruction, &state, at: index)
      if let target = instruction.target.map(Int.init) { try go(to: target, taken ?? state, from: index) }
      current = instruction.opcode.info.isTerminal || instruction.opcode == .jump ? nil : state
    }
    guard current == nil else {
      throw .at(step.code.count - 1, step, "the program can run past its end")
    }
  }

  private func entryState() -> FlowState {
    var state = FlowState(
      integers: RegisterSet(count: Int(step.integerRegisterCount)),
      texts: RegisterSet(count: Int(step.textRegisterCount)))
    for column in plan.audience.columns + (plan.event?.columns ?? []) {
      if column.isText { state.texts.insert(column.register) } else { state.integers.insert(column.register) }
      if column.knownRegister != ColumnBinding.noRegister { state.integers.insert(column.knownRegister) }
    }
    // What an offer is, is asked of members who were selected.
    if purpose == .offer { state.phase = .selected }
    return state
  }

  private func merge(_ first: FlowState?, _ second: FlowState, at index: Int) throws(PlanError) -> FlowState {
    guard let first else { return second }
    guard let merged = first.merged(with: second) else {
      throw .at(index, step, "paths meet that stand in different parts of the program")
    }
    return merged
  }

  private mutating func go(to target: Int, _ state: FlowState, from index: Int) throws(PlanError) {
    if target > index {
      pending[target] = try merge(pending[target], state, at: target)
    } else {
      // Registers only ever get written, so that all that can differ from the head is the structure.
      guard let head = headStates[target], let merged = head.merged(with: state), merged.texts == head.texts,
        merged.integers == head.integers, merged.loadedRelations == head.loadedRelations,
        head.cursors.allSatisfy({ merged.cursors[$0.key]?.relation == $0.value.relation })
      else { throw .at(index, step, "the loop is turned in another part of the program than it began") }
    }
  }

  private func read(_ instruction: Instruction, _ state: FlowState, at index: Int) throws(PlanError) {
    let info = instruction.opcode.info
    for (operand, value) in [(info.a, instruction.a), (info.b, instruction.b), (info.c, instruction.c)] {
      switch operand {
      case .readInteger where !state.integers.contains(value):
        throw .at(index, step, "integer register \(value) is read before it is written")
      case .readText where !state.texts.contains(value):
        throw .at(index, step, "text register \(value) is read before it is written")
      default: break
      }
    }
  }

  /// Changes the state as the instruction does; returns the state where it goes to its target, if that is another one.
  private mutating func apply(
    _ instruction: Instruction, _ state: inout FlowState, at index: Int
  ) throws(PlanError) -> FlowState? {
    let info = instruction.opcode.info
    var taken: FlowState?
    try checkPurpose(instruction, at: index)
    switch instruction.opcode {
    case .clause, .excludeUnless, .loadRows, .auditRows, .endFilter:
      try filter(instruction, &state, at: index)
    case .rowsBegin, .rowsBeginOrdered: try begin(instruction, &state, at: index)
    case .rowsNext:
      guard let cursor = state.cursors[instruction.a] else {
        throw .at(index, step, "cursor \(instruction.a) was not begun")
      }
      if loops.lastByHead[index] != nil { relationByHead[index] = cursor.relation }
      taken = state
      taken?.cursors[instruction.a] = .begun(relation: cursor.relation)
      state.cursors[instruction.a] = .onRow(relation: cursor.relation)
    case .rowInteger, .rowText, .rowKnown: try checkField(instruction, state, at: index)
    case .holdOut, .variant, .unreachable:
      try requireBetweenMessages(instruction, state, at: index)
    case .answer: state.answers.insert(instruction.b)
    case .finish:
      let wanted = purpose == .offer ? OfferRecord.Answer.allCases.count : 1
      guard state.phase == .selected, state.answers.count == wanted else {
        throw .at(index, step, "the program ends before it has answered")
      }
    case .beginMessage, .beginPart, .endPart, .endMessage: try message(instruction, &state, at: index)
    case .emitConstant, .emitText, .emitFormatted, .emitLabel, .emitUnsubscribe:
      try checkEmission(instruction, state, at: index)
    case .beginWords, .emitWords, .wordsContain, .wordsStartWith, .wordsEndWith, .quarantineIf:
      try words(instruction, &state, at: index)
    default: break
    }
    if case .writeInteger = info.a { state.integers.insert(instruction.a) }
    if case .writeText = info.a { state.texts.insert(instruction.a) }
    return taken
  }
}

extension ProgramFlow {
  /// Only steps exclude members and make messages, and only the other programs answer.
  private func checkPurpose(_ instruction: Instruction, at index: Int) throws(PlanError) {
    let isStep = if case .step = purpose { true } else { false }
    let isAllowed =
      switch instruction.opcode.info.programs {
      case .all: true
      case .steps: isStep
      case .answers: !isStep
      case .offers: plan.offer != nil
      }
    guard isAllowed else {
      throw .at(index, step, "`\(instruction.opcode.info.name)` can't stand in such a program")
    }
  }

  private func filter(
    _ instruction: Instruction, _ state: inout FlowState, at index: Int
  ) throws(PlanError) {
    guard state.phase == .filtering else {
      throw .at(index, step, "`\(instruction.opcode.info.name)` stands after the filter's end")
    }
    switch instruction.opcode {
    case .clause: state.clause = instruction.a
    case .excludeUnless:
      guard state.clause == instruction.b else {
        throw .at(index, step, "it excludes by clause \(instruction.b), which was not begun")
      }
    case .loadRows: state.loadedRelations.insert(Int(instruction.a))
    case .endFilter:
      state.phase = .selected
      state.clause = nil
    default: break
    }
  }

  private func begin(_ instruction: Instruction, _ state: inout FlowState, at index: Int) throws(PlanError) {
    let relation = Int(instruction.b)
    guard state.loadedRelations.contains(relation) else {
      throw .at(index, step, "the rows of relation \(relation) were not loaded")
    }
    if instruction.opcode == .rowsBeginOrdered {
      let fields = plan.audience.relations[relation].fields.count
      guard plan.pools.orders[Int(instruction.c)].allSatisfy({ Int($0.field) < fields }) else {
        throw .at(index, step, "order \(instruction.c) names a field that the relation does not have")
      }
    }
    state.cursors[instruction.a] = .begun(relation: relation)
  }

  private func checkField(_ instruction: Instruction, _ state: FlowState, at index: Int) throws(PlanError) {
    guard case .onRow(let relation)? = state.cursors[instruction.b] else {
      throw .at(index, step, "cursor \(instruction.b) stands on no row")
    }
    let fields = plan.audience.relations[relation].fields
    guard Int(instruction.c) < fields.count else {
      throw .at(index, step, "relation \(relation) has no field \(instruction.c)")
    }
    let isText = fields[Int(instruction.c)].isText
    guard instruction.opcode == .rowKnown || isText == (instruction.opcode == .rowText) else {
      throw .at(index, step, "field \(instruction.c) is \(isText ? "text" : "no text")")
    }
  }

  private func message(_ instruction: Instruction, _ state: inout FlowState, at index: Int) throws(PlanError) {
    let name = instruction.opcode.info.name
    if instruction.opcode == .beginMessage {
      try requireBetweenMessages(instruction, state, at: index)
      state.message = FlowState.Message(
        channel: plan.messages[Int(instruction.a)].channel, parts: [], openPart: nil)
      return
    }
    guard var message = state.message else { throw .at(index, step, "`\(name)` stands outside a message") }
    switch instruction.opcode {
    case .beginPart:
      guard let part = PlanPart(rawValue: instruction.a), message.openPart == nil,
        message.channel.parts.contains(part), message.parts.allSatisfy({ $0.rawValue < part.rawValue })
      else { throw .at(index, step, "part \(instruction.a) can't begin here") }
      message.openPart = part
    case .endPart:
      guard let part = message.openPart else { throw .at(index, step, "no part has begun") }
      message.parts.append(part)
      message.openPart = nil
    default:
      guard message.openPart == nil, message.channel.requiredParts.allSatisfy(message.parts.contains) else {
        throw .at(index, step, "the message is not complete")
      }
    }
    state.message = message
  }

  private func requireBetweenMessages(
    _ instruction: Instruction, _ state: FlowState, at index: Int
  ) throws(PlanError) {
    guard state.phase == .selected, state.message == nil, !state.isInWords else {
      throw .at(
        index, step, "`\(instruction.opcode.info.name)` stands before the filter's end, in a message or in words")
    }
  }

  /// Words are written between messages, and each test takes back what was written for it.
  private func words(_ instruction: Instruction, _ state: inout FlowState, at index: Int) throws(PlanError) {
    switch instruction.opcode {
    case .beginWords:
      try requireBetweenMessages(instruction, state, at: index)
      state.isInWords = true
    case .quarantineIf: try requireBetweenMessages(instruction, state, at: index)
    default:
      guard state.isInWords else {
        throw .at(index, step, "`\(instruction.opcode.info.name)` stands outside of words")
      }
      if instruction.opcode != .emitWords { state.isInWords = false }
    }
  }

  private func checkEmission(_ instruction: Instruction, _ state: FlowState, at index: Int) throws(PlanError) {
    guard state.isInWords || state.message?.openPart != nil else {
      throw .at(index, step, "`\(instruction.opcode.info.name)` stands outside a part")
    }
    let escape: UInt16? =
      switch instruction.opcode {
      case .emitText: instruction.b
      case .emitFormatted, .emitLabel: instruction.c
      case .emitUnsubscribe: instruction.a
      default: nil
      }
    let isOfWords = escape == PlanEscape.words.rawValue && instruction.opcode != .emitUnsubscribe
    guard state.isInWords == isOfWords else {
      throw .at(index, step, "what is written to be read, and that alone, stays as it is in every form")
    }
    if state.message?.openPart == .html, escape == PlanEscape.plain.rawValue {
      throw .at(index, step, "a value would stand in HTML as it is")
    }
  }
}

extension PlanChannel {
  /// The parts that a message of the channel may have, in order.
  package var parts: [PlanPart] {
    switch self {
    case .email: [.subject, .preheader, .html, .text]
    case .sms: [.text]
    case .push: [.text, .title, .link]
    }
  }

  /// The parts without which nothing can be sent.
  package var requiredParts: [PlanPart] {
    switch self {
    case .email: [.subject, .html, .text]
    case .sms: [.text]
    case .push: [.text]
    }
  }
}
