import CampaignPlan
import CampaignSQLite

/// Hands on to the sink what the interpreter has made. A class, so that the loop that asks it after each message copies no plan.
final class MessageOutlet {
  private let sink: any MessageSink
  /// Where the codes of members go that got one of their own.
  private let codes: (any CodeSink)?
  private let plan: Plan
  /// Where several workers share the sink: lines go to it in the range's turn.
  private let turns: Turns?
  /// Whose lines they are.
  var range = 0

  /// How many bytes of lines a worker keeps until its turn comes; with more it waits.
  static let keptBytes = 2 << 20

  init(sink: any MessageSink, codes: (any CodeSink)?, plan: Plan, turns: Turns? = nil) {
    self.sink = sink
    self.codes = codes
    self.plan = plan
    self.turns = turns
  }

  /// After each message: lines gather until there are enough of them.
  @inline(__always)
  func handOn(_ interpreter: inout Interpreter, _ form: OutputForm, now: Int64) throws(RunError) {
    if codes != nil { try list(&interpreter) }
    if form == .jsonLines {
      if interpreter.writer.output.count >= OutputBuffer.flushBytes { try flushIfInTurn(&interpreter) }
    } else {
      let message = interpreter.rendered(plan, now: now)
      do throws(SinkError) { try sink.write(message: message) } catch { throw .output(error) }
    }
  }

  private func list(_ interpreter: inout Interpreter) throws(RunError) {
    guard let codes, let offer = plan.offer else { return }
    do throws(SinkError) {
      try codes.write(interpreter.issuedCode(), of: offer)
    } catch { throw .output(error) }
  }

  private func flushIfInTurn(_ interpreter: inout Interpreter) throws(RunError) {
    if let turns, !turns.isTurn(range) {
      if interpreter.writer.output.count < Self.keptBytes { return }
      // Where the run has ended, what the lines were does not matter any more.
      if !turns.wait(for: range) { return interpreter.writer.output.removeAll() }
    }
    try flush(&interpreter)
  }

  /// The lines that are left.
  func flush(_ interpreter: inout Interpreter) throws(RunError) {
    if interpreter.writer.output.count == 0 { return }
    do throws(SinkError) { try sink.write(lines: interpreter.writer.output.bytes) } catch { throw .output(error) }
    interpreter.writer.output.removeAll()
  }
}
