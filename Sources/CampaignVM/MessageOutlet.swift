import CampaignPlan

/// Hands on to the sink what the interpreter has made.
struct MessageOutlet {
  let sink: any MessageSink
  let plan: Plan

  /// After each message: lines gather until there are enough of them.
  @inline(__always)
  func handOn(_ interpreter: inout Interpreter, _ form: OutputForm, now: Int64) throws(RunError) {
    if form == .jsonLines {
      if interpreter.writer.output.count >= OutputBuffer.flushBytes { try flush(&interpreter) }
    } else {
      let message = interpreter.rendered(plan, now: now)
      do throws(SinkError) { try sink.write(message: message) } catch { throw .output(error) }
    }
  }

  /// The lines that are left.
  func flush(_ interpreter: inout Interpreter) throws(RunError) {
    do throws(SinkError) { try sink.write(lines: interpreter.writer.output.bytes) } catch { throw .output(error) }
    interpreter.writer.output.removeAll()
  }
}
