import CampaignPlan
import CampaignSQLite

/// Hands on to the sink what the interpreter has made. A class, so that the loop that asks it after each message copies no plan.
final class MessageOutlet {
  private let sink: any MessageSink
  /// Where the codes of members go that got one of their own.
  private let codes: (any CodeSink)?
  private let plan: Plan

  init(sink: any MessageSink, codes: (any CodeSink)?, plan: Plan) {
    self.sink = sink
    self.codes = codes
    self.plan = plan
  }

  /// After each message, whose member the row is: lines gather until there are enough of them.
  @inline(__always)
  func handOn(_ interpreter: inout Interpreter, _ row: Row, _ form: OutputForm, now: Int64) throws(RunError) {
    if codes != nil { try list(&interpreter, row) }
    if form == .jsonLines {
      if interpreter.writer.output.count >= OutputBuffer.flushBytes { try flush(&interpreter) }
    } else {
      let message = interpreter.rendered(plan, now: now)
      do throws(SinkError) { try sink.write(message: message) } catch { throw .output(error) }
    }
  }

  private func list(_ interpreter: inout Interpreter, _ row: Row) throws(RunError) {
    guard let codes, let offer = plan.offer else { return }
    do throws(SinkError) {
      try codes.write(interpreter.issuedCode(row), of: offer)
    } catch { throw .output(error) }
  }

  /// The lines that are left.
  func flush(_ interpreter: inout Interpreter) throws(RunError) {
    do throws(SinkError) { try sink.write(lines: interpreter.writer.output.bytes) } catch { throw .output(error) }
    interpreter.writer.output.removeAll()
  }
}
