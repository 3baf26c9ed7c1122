/// When the campaign runs, for the engine. Dates are days since 1970, times seconds after midnight, in the zone.
package struct ScheduleRecord: Hashable, Sendable {
  package enum Recurrence: Hashable, Sendable {
    case once(date: Int64)
    case daily
    /// 1 is Monday; rising.
    case weekly([UInt8])
    /// 0 is the last day; rising.
    case monthly([UInt8])
  }

  package enum Repetition: Hashable, Sendable {
    case never, everyRun
    case after(OffsetRecord)
  }

  /// The times between which the engine looks for each member's best hour; at least an hour apart.
  package struct BestHour: Hashable, Sendable {
    package var fromSeconds: Int32
    package var untilSeconds: Int32

    package init(fromSeconds: Int32, untilSeconds: Int32) {
      self.fromSeconds = fromSeconds
      self.untilSeconds = untilSeconds
    }
  }

  package var recurrence: Recurrence
  /// None where there is a best hour.
  package var times: [Int32]
  package var bestHour: BestHour?
  package var zone: String
  /// Index into the audience's columns, where a member's own zone goes before `zone`.
  package var memberZone: UInt16?
  package var from: Int64?
  package var until: Int64?
  package var repetition: Repetition
  /// How long after its instant a message is still sent.
  package var expires: OffsetRecord?

  package init(
    recurrence: Recurrence, times: [Int32], bestHour: BestHour?, zone: String, memberZone: UInt16?, from: Int64?,
    until: Int64?, repetition: Repetition, expires: OffsetRecord?
  ) {
    self.recurrence = recurrence
    self.times = times
    self.bestHour = bestHour
    self.zone = zone
    self.memberZone = memberZone
    self.from = from
    self.until = until
    self.repetition = repetition
    self.expires = expires
  }
}
