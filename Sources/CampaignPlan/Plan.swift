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
  /// Rules of the brand that messages are held to when they are made.
  package var wordings: [WordingRecord]
  /// From 1 to 10, for the engine: which campaign goes first where a cap leaves room for one.
  package var priority: UInt8

  package init(
    tenant: TenantBinding, campaign: String, formerName: String? = nil, sources: [SourceRecord],
    zoneRulesVersion: String,
    audience: AudienceBinding,
    clauses: [ClauseRecord], experiments: [ExperimentRecord], messages: [MessageRecord], pools: ConstantPools,
    steps: [StepProgram], conversion: ConversionRecord? = nil, offer: OfferRecord? = nil, schedule: ScheduleRecord?,
    event: EventBinding? = nil, wordings: [WordingRecord] = [], priority: UInt8
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
    self.wordings = wordings
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

/// A rule of the brand about what messages say, as far as data decides it.
package struct WordingRecord: Hashable, Sendable {
  /// As it is written, on one line.
  package var text: String
  package var span: SourceSpan

  package init(text: String, span: SourceSpan) {
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

/// `words` is for what is only read: it stays as it is in every form of output.
package enum PlanEscape: UInt16, CaseIterable, Sendable { case plain, html, urlComponent, words }

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
