import CampaignDiagnostics
import CampaignPlan

/// A program as it grows: instructions with their places, labels, and registers.
struct CodeBuilder {
  private(set) var code: [Instruction] = []
  private(set) var spans: [Span] = []
  /// The first instruction or register past what a program can have.
  private(set) var overflow: (what: String, span: Span)?
  var integers: RegisterPool
  var texts: RegisterPool
  var cursors = RegisterPool(reserved: 0)
  /// Of the source that is being lowered.
  var span: Span

  private var positions: [Int?] = []
  private var uses: [(instruction: Int, operand: Int, label: Label)] = []

  /// A place in the code that may come later.
  struct Label { fileprivate let index: Int }

  init(reservedIntegers: UInt16, reservedTexts: UInt16, span: Span) {
    integers = RegisterPool(reserved: reservedIntegers)
    texts = RegisterPool(reserved: reservedTexts)
    self.span = span
  }

  mutating func emit(_ opcode: Opcode, _ a: UInt16 = 0, _ b: UInt16 = 0, _ c: UInt16 = 0) {
    guard code.count < PlanLimits.instructions else {
      overflow = overflow ?? ("the campaign needs more than \(PlanLimits.instructions) instructions", span)
      return
    }
    code.append(Instruction(opcode, a, b, c))
    spans.append(span)
  }

  mutating func label() -> Label {
    positions.append(nil)
    return Label(index: positions.count - 1)
  }

  /// The label names the next instruction.
  mutating func place(_ label: Label) { positions[label.index] = code.count }

  /// Whether anything jumps there.
  func isUsed(_ label: Label) -> Bool { uses.contains { $0.label.index == label.index } }

  mutating func jump(_ label: Label) {
    uses.append((code.count, 0, label))
    emit(.jump)
  }

  mutating func jump(_ opcode: Opcode, _ register: UInt16, _ label: Label) {
    uses.append((code.count, 1, label))
    emit(opcode, register)
  }

  mutating func clause(_ clause: UInt16, _ set: UInt16, _ label: Label) {
    uses.append((code.count, 2, label))
    emit(.clause, clause, set)
  }

  mutating func rowsNext(_ cursor: UInt16, _ label: Label) {
    uses.append((code.count, 1, label))
    emit(.rowsNext, cursor)
  }

  /// Writes the labels' places into the code.
  mutating func resolve() {
    for use in uses where use.instruction < code.count {
      let target = UInt16(clamping: positions[use.label.index] ?? code.count)
      switch use.operand {
      case 0: code[use.instruction].a = target
      case 1: code[use.instruction].b = target
      default: code[use.instruction].c = target
      }
    }
  }
}

/// Gives out the lowest free register.
struct RegisterPool {
  private(set) var count: Int
  private var free: [UInt16] = []

  init(reserved: UInt16) { count = Int(reserved) }

  mutating func take() -> UInt16 {
    if !free.isEmpty { return free.removeFirst() }
    count += 1
    return UInt16(clamping: count - 1)
  }

  mutating func release(_ register: UInt16) {
    let index = free.firstIndex { $0 > register } ?? free.count
    free.insert(register, at: index)
  }
}
