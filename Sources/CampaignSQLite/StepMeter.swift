import CSQLite

/// Counts the steps of SQLite's own machine, and ends a statement when there were too many.
final class StepMeter {
  /// Steps between two counts.
  static let period: Int32 = 100_000

  let budget: Int
  private var used = 0

  init(budget: Int) { self.budget = budget }

  var isExhausted: Bool { used >= budget }

  static let callback: @convention(c) (UnsafeMutableRawPointer?) -> Int32 = { context in
    guard let context else { return 1 }
    // SAFETY: `Connection.limitSteps` passed the meter, which the connection keeps alive.
    let meter = Unmanaged<StepMeter>.fromOpaque(context).takeUnretainedValue()
    meter.used += Int(period)
    return meter.isExhausted ? 1 : 0
  }
}
