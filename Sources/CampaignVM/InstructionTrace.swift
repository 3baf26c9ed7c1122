/// Which instructions a run came to, and at which it did not go on to the next: what tests have covered.
///
/// Only a run that is asked for one keeps it; the loop is compiled once with and once without.
package final class InstructionTrace {
  /// By instruction: how often it was run, and how often another than the next followed it.
  private let reached: UnsafeMutablePointer<Int>
  private let left: UnsafeMutablePointer<Int>
  package let instructionCount: Int

  /// For a step's program of so many instructions.
  package init(instructionCount: Int) {
    self.instructionCount = instructionCount
    reached = .allocate(capacity: max(instructionCount, 1))
    left = .allocate(capacity: max(instructionCount, 1))
    reached.initialize(repeating: 0, count: max(instructionCount, 1))
    left.initialize(repeating: 0, count: max(instructionCount, 1))
  }

  deinit {
    reached.deallocate()
    left.deallocate()
  }

  /// How often the instruction was run.
  package func timesReached(_ instruction: Int) -> Int {
    instruction >= 0 && instruction < instructionCount ? reached[instruction] : 0
  }

  /// How often it jumped, or ended the program.
  package func timesLeft(_ instruction: Int) -> Int {
    instruction >= 0 && instruction < instructionCount ? left[instruction] : 0
  }

  /// How often the next instruction followed it.
  package func timesFallenThrough(_ instruction: Int) -> Int { timesReached(instruction) - timesLeft(instruction) }

  var tracer: EdgeTracer { EdgeTracer(reached: reached, left: left, count: instructionCount) }
}

/// What the interpreter's loop tells of each instruction. The loop is specialized for each tracer.
protocol ExecutionTracer {
  /// The program is about to run for a member.
  mutating func begin()
  /// The instruction is about to run.
  mutating func visit(_ instruction: Int)
  /// The program has ended.
  mutating func end()
}

/// Of ordinary runs: nothing, and no code for it.
struct NoTracer: ExecutionTracer {
  // ThreadSanitizer takes the addresses of empty values for one that threads share.
  private let place: UInt8 = 0

  @inline(__always) mutating func begin() {}
  @inline(__always) mutating func visit(_ instruction: Int) {}
  @inline(__always) mutating func end() {}
}

/// Counts into an `InstructionTrace`, which outlives it.
struct EdgeTracer: ExecutionTracer {
  let reached: UnsafeMutablePointer<Int>
  let left: UnsafeMutablePointer<Int>
  let count: Int
  private var last = -1

  init(reached: UnsafeMutablePointer<Int>, left: UnsafeMutablePointer<Int>, count: Int) {
    self.reached = reached
    self.left = left
    self.count = count
  }

  mutating func begin() { last = -1 }

  mutating func visit(_ instruction: Int) {
    leave(for: instruction)
    if instruction < count { reached[instruction] += 1 }
    last = instruction
  }

  mutating func end() { leave(for: -1) }

  private func leave(for next: Int) {
    if last >= 0, last < count, next != last + 1 { left[last] += 1 }
  }
}
