import CampaignCalendar
import CampaignPlan

/// What changes with each entry by an event: `now` and what is counted from it, the run's name, and the digests of messages.
struct EventClock {
  /// From the event to the entry, and from there to the step.
  private let delay: CalendarDuration
  private let stepDelay: CalendarDuration
  /// When conversions are asked for; nil for steps.
  private let askedAt: Int64?
  private let zone: Zone
  private let constants: UnsafePointer<RunConstant>
  private let constantCount: Int
  private let prefixes: UnsafePointer<(message: EventTokenPrefix, unsubscribe: EventTokenPrefix)>
  private let messageCount: Int
  /// Room for the instant as text.
  private let name: UnsafeMutablePointer<UInt8>
  /// The entry's instant moved by the step's delay, or when conversions are asked for.
  private(set) var now: Int64 = 0

  init(_ plan: Plan, _ event: EventBinding, step: StepProgram, request: RunRequest, memory: RunMemory) {
    delay = CalendarDuration(event.delay)
    stepDelay = CalendarDuration(step.delay)
    askedAt = request.asksConversion ? request.now : nil
    zone = request.zone
    constants = memory.copy(plan.pools.runConstants)
    constantCount = plan.pools.runConstants.count
    prefixes = memory.copy(
      plan.messages.map { message in
        let prefix = { (purpose: String) in
          EventTokenPrefix(
            purpose: purpose, plan: plan, step: step.name, channel: message.channel, request: request, memory: memory)
        }
        return (prefix("message"), prefix("unsubscribe"))
      })
    messageCount = plan.messages.count
    name = memory.allocate(ISOText.instantLength, 0)
  }

  /// Sets the interpreter to an entry, now, by the event that it has just read.
  mutating func enter(_ interpreter: inout Interpreter) {
    interpreter.entered = zone.adding(delay, to: interpreter.eventInstant)
    set(&interpreter)
  }

  /// Sets the interpreter, whose entry by the event it has just read was found, to what follows it.
  mutating func set(_ interpreter: inout Interpreter) {
    now = askedAt ?? zone.adding(stepDelay, to: interpreter.entered)
    let image = interpreter.image.pointee
    // SAFETY: the image's tables were made for the same plan's constants and messages.
    for index in 0..<constantCount { image.runConstants[index] = constants[index].value(now: now, zone: zone) }
    ISOText.write(instant: interpreter.entered, to: name)
    let run = TextSpan(start: UnsafePointer(name), count: ISOText.instantLength)
    let key = interpreter.eventKey.text
    interpreter.writer.run = run
    interpreter.writer.event = key
    for index in 0..<messageCount {
      image.messages[index].messageTokens[0] = prefixes[index].message.prefix(run: run, event: key)
      image.messages[index].unsubscribeTokens[0] = prefixes[index].unsubscribe.prefix(run: run, event: key)
    }
  }
}

extension CalendarDuration {
  fileprivate init(_ offset: OffsetRecord) {
    self.init(months: offset.months, days: offset.days, seconds: offset.seconds)
  }
}
