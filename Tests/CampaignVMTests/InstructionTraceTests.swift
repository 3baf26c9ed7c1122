import Testing

@testable import CampaignVM

@Suite struct InstructionTraceTests {
  /// 0, 1, then a jump to 3, where the program ends; then once more without the jump.
  @Test func tellsJumpsFromGoingOn() {
    let trace = InstructionTrace(instructionCount: 4)
    for path in [[0, 1, 3], [0, 1, 2, 3]] {
      var tracer = trace.tracer
      tracer.begin()
      for instruction in path { tracer.visit(instruction) }
      tracer.end()
    }
    #expect((0..<4).map(trace.timesReached) == [2, 2, 1, 2])
    #expect((0..<4).map(trace.timesLeft) == [0, 1, 0, 2])
    #expect((0..<4).map(trace.timesFallenThrough) == [2, 1, 1, 0])
    #expect(trace.timesReached(4) == 0 && trace.timesLeft(-1) == 0)
  }
}
