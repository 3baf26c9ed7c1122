import CampaignValues

/// What a campaign compiles to: all that the machine needs to make its messages, bound to one tenant and schema.
///
/// A `Plan` is only data; `PlanDecoder.decode` refuses damaged bytes and `Verifier.verify` makes the `VerifiedPlan` that the machine runs.
package struct Plan: Hashable, Sendable {
  package var tenant: TenantBinding
  package var campaign: String
  /// The campaign's name before it was renamed.
  package var formerName: String?
  /// The texts that it was made from, workspace-relative, in byte order of their paths.
  package var sources: [SourceRecord]
  /// Of the time-zone rules that were in force when it was compiled, such as `2026b`.
  package var zoneRulesVersion: String
  package var audience: AudienceBinding
  package var clauses: [ClauseRecord]
  package var experiments: [ExperimentRecord]
  package var messages: [MessageRecord]
  package var pools: ConstantPools
  /// The first is the campaign's own.
  package var steps: [StepProgram]
  package var conversion: ConversionRecord?
  /// Where each member has a code of their own.
  package var offer: OfferRecord?
  package var schedule: ScheduleRecord?
  /// What the campaign answers, where it does not run on a schedule.
  package var event: EventBinding?
  /// From 1 to 10, for the engine: which campaign goes first where a cap leaves room for one.
  package var priority: UInt8

  package init(
    tenant: TenantBinding, campaign: String, formerName: String? = nil, sources: [SourceRecord],
    zoneRulesVersion: String,
    audience: AudienceBinding,
    clauses: [ClauseRecord], experiments: [ExperimentRecord], messages: [MessageRecord], pools: ConstantPools,
    steps: [StepProgram], conversion: ConversionRecord? = nil, offer: OfferRecord? = nil, schedule: ScheduleRecord?,
    event: EventBinding? = nil, priority: UInt8
  ) {
    self.tenant = tenant
    self.campaign = campaign
    self.formerName = formerName
    self.sources = sources
    self.zoneRulesVersion = zoneRulesVersion
    self.audience = audience
    self.clauses = clauses
    self.experiments = experiments
    self.messages = messages
    self.pools = pools
    self.steps = steps
    self.conversion = conversion
    self.offer = offer
    self.schedule = schedule
    self.event = event
    self.priority = priority
  }
}

package struct TenantBinding: Hashable, Sendable {
  package var name: String
  package var timezone: String
  package var currencyCode: String
  /// Where unsubscribe addresses begin, without a closing slash.
  package var linkBase: String
  /// Of the audience database, relative to the tenant's folder.
  package var audiencePath: String

  package init(name: String, timezone: String, currencyCode: String, linkBase: String, audiencePath: String) {
    self.name = name
    self.timezone = timezone
    self.currencyCode = currencyCode
    self.linkBase = linkBase
    self.audiencePath = audiencePath
  }
}

package struct SourceRecord: Hashable, Sendable {
  package var path: String
  package var sizeBytes: UInt64
  /// XXH64, seed 0: it tells stale from fresh, and guards against nothing else.
  package var digest: UInt64

  package init(path: String, sizeBytes: UInt64, digest: UInt64) {
    self.path = path
    self.sizeBytes = sizeBytes
    self.digest = digest
  }
}

/// A condition that excludes a member where it does not hold.
package struct ClauseRecord: Hashable, Sendable {
  package enum Kind: UInt8, CaseIterable, Sendable {
    /// Of the audience: asked at the entry.
    case audience
    /// Of `while`: asked at each step.
    case standing
    /// Of a step's own `where`.
    case step
    /// Nobody is followed up who has converted.
    case conversion
  }

  package var kind: Kind
  package var text: String
  package var span: SourceSpan

  /// Whether it is asked where members enter.
  package var isOfEntry: Bool { kind == .audience || kind == .standing }

  package init(kind: Kind = .audience, text: String, span: SourceSpan) {
    self.kind = kind
    self.text = text
    self.span = span
  }
}

/// Where something stands in the plan's sources; byte offsets.
package struct SourceSpan: Hashable, Sendable {
  package var source: UInt16
  package var start: UInt32
  package var end: UInt32

  package init(source: UInt16, start: UInt32, end: UInt32) {
    self.source = source
    self.start = start
    self.end = end
  }
}

package enum PlanChannel: UInt8, CaseIterable, Sendable { case email, sms, push }

/// Parts of a message, in the order in which they are made.
package enum PlanPart: UInt16, CaseIterable, Sendable {
  case subject, preheader, html, text, title, link
}

package enum PlanEscape: UInt16, CaseIterable, Sendable { case plain, html, urlComponent }

package struct MessageRecord: Hashable, Sendable {
  package var channel: PlanChannel
  package var language: String
  package var sender: String

  package init(channel: PlanChannel, language: String, sender: String) {
    self.channel = channel
    self.language = language
    self.sender = sender
  }
}

/// The program of one step, or one that answers a question, and how much of the machine it uses.
package struct StepProgram: Hashable, Sendable {
  package var name: String
  /// How long after the entry the step comes; nothing for the first, and for programs that are no steps.
  package var delay: OffsetRecord
  package var code: [Instruction]
  /// One for each instruction.
  package var spans: [SourceSpan]
  package var integerRegisterCount: UInt16
  package var textRegisterCount: UInt16
  package var cursorCount: UInt16
  /// The most instructions that one member can take.
  package var instructionBound: UInt64

  package init(
    name: String, delay: OffsetRecord = .none, code: [Instruction], spans: [SourceSpan], integerRegisterCount: UInt16,
    textRegisterCount: UInt16,
    cursorCount: UInt16, instructionBound: UInt64
  ) {
    self.name = name
    self.delay = delay
    self.code = code
    self.spans = spans
    self.integerRegisterCount = integerRegisterCount
    self.textRegisterCount = textRegisterCount
    self.cursorCount = cursorCount
    self.instructionBound = instructionBound
  }
}

/// The tables that operands index.
package struct ConstantPools: Hashable, Sendable {
  package var integers: [Int64] = []
  package var runConstants: [RunConstant] = []
  package var texts: [String] = []
  package var integerLists: [[Int64]] = []
  package var textLists: [[String]] = []
  package var fits: [FitRecord] = []
  package var formats: [FormatRecord] = []
  /// How languages write numbers and dates; `FormatRecord.locale` is an index here.
  package var locales: [LocaleFormats] = []
  package var orders: [[OrderRecord]] = []
  /// Each a set of soundness numbers (`ColumnBinding.soundness`), rising.
  package var soundnessSets: [[UInt16]] = []
  /// What a member's own times are moved by.
  package var offsets: [OffsetRecord] = []
  /// Which form of a plural a number has, by language.
  package var plurals: [PluralRules] = []

  package init() {}
}

/// A distance in time: months and days by the calendar of the run's zone, then seconds exactly.
package struct OffsetRecord: Hashable, Sendable {
  package var months: Int32
  package var days: Int32
  package var seconds: Int64

  package init(months: Int32, days: Int32, seconds: Int64) {
    self.months = months
    self.days = days
    self.seconds = seconds
  }

  package static let none = OffsetRecord(months: 0, days: 0, seconds: 0)

  /// Whether none of its parts goes back.
  var isForward: Bool { months >= 0 && days >= 0 && seconds >= 0 }

  /// Whether it moves no date beyond those of years that there are.
  var isNear: Bool {
    (-120_000...120_000).contains(months) && (-4_000_000...4_000_000).contains(days)
      && (-400_000_000_000...400_000_000_000).contains(seconds)
  }
}

/// A value that is computed once a run, or once an event, from its `now`.
package struct RunConstant: Hashable, Sendable {
  package enum Kind: UInt8, Sendable {
    /// Seconds since 1970.
    case instant
    /// Days since 1970, of the local date.
    case date
    /// The instant, in seconds since 1970, at which the clocks of the run's zone show `seconds` since 1970-01-01T00:00; not moved.
    case localInstant
  }

  package var kind: Kind
  package var months: Int32
  package var days: Int32
  package var seconds: Int64

  package init(kind: Kind, months: Int32, days: Int32, seconds: Int64) {
    self.kind = kind
    self.months = months
    self.days = days
    self.seconds = seconds
  }
}

package enum PlanTextClass: UInt8, CaseIterable, Sendable { case any, name, gsm }

package struct FitRecord: Hashable, Sendable {
  package var maxCharacters: UInt32
  package var textClass: PlanTextClass

  package init(maxCharacters: UInt32, textClass: PlanTextClass) {
    self.maxCharacters = maxCharacters
    self.textClass = textClass
  }
}

package struct FormatRecord: Hashable, Sendable {
  package enum Kind: UInt8, CaseIterable, Sendable {
    case integer, decimal, money, percent, dateShort, dateMedium, dateLong, weekday, time
    case month, year, timeLong
  }

  package var kind: Kind
  package var locale: UInt16

  package init(kind: Kind, locale: UInt16) {
    self.kind = kind
    self.locale = locale
  }
}

package struct OrderRecord: Hashable, Sendable {
  package var field: UInt16
  package var isDescending: Bool

  package init(field: UInt16, isDescending: Bool) {
    self.field = field
    self.isDescending = isDescending
  }
}

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
    case after(months: Int32, days: Int32, seconds: Int64)
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
  /// Whether a member's own zone goes before `zone`.
  package var usesMemberZone: Bool
  package var from: Int64?
  package var until: Int64?
  package var repetition: Repetition
  package var expiresAfterSeconds: Int64?

  package init(
    recurrence: Recurrence, times: [Int32], bestHour: BestHour?, zone: String, usesMemberZone: Bool, from: Int64?,
    until: Int64?, repetition: Repetition, expiresAfterSeconds: Int64?
  ) {
    self.recurrence = recurrence
    self.times = times
    self.bestHour = bestHour
    self.zone = zone
    self.usesMemberZone = usesMemberZone
    self.from = from
    self.until = until
    self.repetition = repetition
    self.expiresAfterSeconds = expiresAfterSeconds
  }
}
