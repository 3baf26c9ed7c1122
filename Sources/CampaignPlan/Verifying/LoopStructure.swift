/// Where a program's loops begin and end: each is a `rows-next`, its body, and one `jump` back to it.
struct LoopStructure {
  /// The last instruction (the jump back) of the loop that begins at a `rows-next`.
  private(set) var lastByHead: [Int: Int] = [:]

  init(step: StepProgram) throws(PlanError) {
    for (index, instruction) in step.code.enumerated() {
      guard let target = instruction.target.map(Int.init), target <= index else { continue }
      guard instruction.opcode == .jump, step.code[target].opcode == .rowsNext else {
        throw .at(index, step, "it goes back to \(target), which is no loop that `jump` may turn")
      }
      guard lastByHead[target] == nil else { throw .at(index, step, "the loop at \(target) is turned twice") }
      lastByHead[target] = index
    }
    try checkNesting(step)
    try checkEntries(step)
  }

  private func checkNesting(_ step: StepProgram) throws(PlanError) {
    var open: [(head: Int, last: Int)] = []
    for head in lastByHead.keys.sorted() {
      guard let last = lastByHead[head] else { continue }
      while let outer = open.last, head > outer.last { open.removeLast() }
      if let outer = open.last, last >= outer.last {
        throw .at(head, step, "the loop overlaps the one at \(outer.head)")
      }
      guard let exit = step.code[head].target, Int(exit) > last else {
        throw .at(head, step, "the loop ends within itself")
      }
      try checkCursor(of: head, last: last, step)
      open.append((head, last))
    }
  }

  /// A loop's cursor moves at its head alone, or its turns would not be bounded by the rows.
  private func checkCursor(of head: Int, last: Int, _ step: StepProgram) throws(PlanError) {
    let cursor = step.code[head].a
    for index in (head + 1)...max(last, head + 1) where index <= last {
      let instruction = step.code[index]
      switch instruction.opcode {
      case .rowsBegin, .rowsBeginOrdered, .rowsNext:
        if instruction.a == cursor { throw .at(index, step, "it moves the cursor of the loop around it") }
      default: break
      }
    }
  }

  /// A loop is entered at its head alone.
  private func checkEntries(_ step: StepProgram) throws(PlanError) {
    let loops = lastByHead.sorted { $0.key < $1.key }
    for (index, instruction) in step.code.enumerated() {
      guard let target = instruction.target.map(Int.init), target > index else { continue }
      for (head, last) in loops where target > head && target <= last && !(head...last).contains(index) {
        throw .at(index, step, "it goes into the loop at \(head)")
      }
    }
  }
}

extension Instruction {
  /// Where the instruction may go besides the next one.
  var target: UInt16? {
    let info = opcode.info
    if case .target = info.a { return a }
    if case .target = info.b { return b }
    if case .target = info.c { return c }
    return nil
  }
}

extension PlanError {
  static func at(_ index: Int, _ step: StepProgram, _ reason: String) -> PlanError {
    .unsound(place: "instruction \(index) of step `\(step.name)`", reason: reason)
  }
}
