import CampaignCalendar
import CampaignPlan

/// What changes with each event's instant: `now` and what is counted from it, the run's name, and the digests of messages.
struct EventClock {
  private let delay: CalendarDuration
  private let zone: Zone
  private let constants: UnsafePointer<RunConstant>
  private let constantCount: Int
  private let prefixes: UnsafePointer<(message: EventTokenPrefix, unsubscribe: EventTokenPrefix)>
  private let messageCount: Int
  /// Room for the instant as text.
  private let name: UnsafeMutablePointer<UInt8>
  /// The event's instant moved by the delay.
  private(set) var now: Int64 = 0

  init(_ plan: Plan, _ event: EventBinding, step: String, request: RunRequest, memory: RunMemory) {
    delay = CalendarDuration(months: event.delay.months, days: event.delay.days, seconds: event.delay.seconds)
    zone = request.zone
    constants = memory.copy(plan.pools.runConstants)
    constantCount = plan.pools.runConstants.count
    prefixes = memory.copy(
      plan.messages.map { message in
        let prefix = { (purpose: String) in
          EventTokenPrefix(
            purpose: purpose, plan: plan, step: step, channel: message.channel, request: request, memory: memory)
        }
        return (prefix("message"), prefix("unsubscribe"))
      })
    messageCount = plan.messages.count
    name = memory.allocate(ISOText.instantLength, 0)
  }

  /// Sets the interpreter to the instant of the event whose key it has just read.
  mutating func set(to instant: Int64, _ interpreter: inout Interpreter) {
    now = zone.adding(delay, to: instant)
    let image = interpreter.image.pointee
    // SAFETY: the image's tables were made for the same plan's constants and messages.
    for index in 0..<constantCount { image.runConstants[index] = constants[index].value(now: now, zone: zone) }
    ISOText.write(instant: now, to: name)
    let run = TextSpan(start: UnsafePointer(name), count: ISOText.instantLength)
    let key = interpreter.eventKey.text
    interpreter.entered = now
    interpreter.writer.run = run
    interpreter.writer.event = key
    for index in 0..<messageCount {
      image.messages[index].messageTokens[0] = prefixes[index].message.prefix(run: run, event: key)
      image.messages[index].unsubscribeTokens[0] = prefixes[index].unsubscribe.prefix(run: run, event: key)
    }
  }
}
