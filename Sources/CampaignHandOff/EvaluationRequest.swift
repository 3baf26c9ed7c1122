import CampaignValues

/// What a worker is asked to evaluate: one step of one plan at one instant, over one tenant's audience.
package struct EvaluationRequest: Hashable, Sendable {
  /// What happened so far to one who entered, for steps after the first.
  package struct PastEntry: Hashable, Sendable {
    package var member: String
    package var event: String?
    /// Of the run in which it was.
    package var run: String
    package var entered: Int64
    /// Of the plan's steps, what became of their message: the step, and a `PlanEvent`.
    package var facts: [(step: UInt16, event: UInt16)]
    package var hasConverted: Bool

    package init(
      member: String, event: String?, run: String, entered: Int64, facts: [(step: UInt16, event: UInt16)],
      hasConverted: Bool
    ) {
      self.member = member
      self.event = event
      self.run = run
      self.entered = entered
      self.facts = facts
      self.hasConverted = hasConverted
    }

    package static func == (first: PastEntry, second: PastEntry) -> Bool {
      (first.member, first.event, first.run, first.entered, first.hasConverted)
        == (second.member, second.event, second.run, second.entered, second.hasConverted)
        && first.facts.elementsEqual(second.facts, by: ==)
    }

    package func hash(into hasher: inout Hasher) {
      hasher.combine(member)
      hasher.combine(event)
      hasher.combine(entered)
    }
  }

  /// The events that a run answers: those by which a member enters behind an instant and up to another.
  package struct EventWindow: Hashable, Sendable {
    package var after: Int64
    package var until: Int64
    /// Keys of events in it that were answered before.
    package var answered: [String]

    package init(after: Int64, until: Int64, answered: [String]) {
      self.after = after
      self.until = until
      self.answered = answered
    }
  }

  package var tenant: String
  package var plan: [UInt8]
  package var audiencePath: String
  /// In which the audience must lie.
  package var audienceFolder: String
  /// Where the run's files are made; it is there and empty.
  package var outputFolder: String
  package var now: Int64
  package var zoneName: String
  /// The rules of the tenant's zone (RFC 9636).
  package var zoneRules: [UInt8]
  package var tenantKey: SipHash128.Block
  /// The run's name, as its messages know it.
  package var run: String
  package var step: UInt16
  package var history: [PastEntry]
  /// Of a plan that answers events.
  package var events: EventWindow?

  package init(
    tenant: String, plan: [UInt8], audiencePath: String, audienceFolder: String, outputFolder: String, now: Int64,
    zoneName: String, zoneRules: [UInt8], tenantKey: SipHash128.Block, run: String, step: UInt16 = 0,
    history: [PastEntry] = [], events: EventWindow? = nil
  ) {
    self.tenant = tenant
    self.plan = plan
    self.audiencePath = audiencePath
    self.audienceFolder = audienceFolder
    self.outputFolder = outputFolder
    self.now = now
    self.zoneName = zoneName
    self.zoneRules = zoneRules
    self.tenantKey = tenantKey
    self.run = run
    self.step = step
    self.history = history
    self.events = events
  }

  package var encoded: [UInt8] {
    var writer = BinaryWriter()
    writer.text(tenant)
    writer.raw(plan)
    writer.text(audiencePath)
    writer.text(audienceFolder)
    writer.text(outputFolder)
    writer.integer(now)
    writer.text(zoneName)
    writer.raw(zoneRules)
    writer.integer(tenantKey.low)
    writer.integer(tenantKey.high)
    writer.text(run)
    writer.integer(step)
    writer.list(history) { writer, entry in
      writer.text(entry.member)
      writer.optional(entry.event)
      writer.text(entry.run)
      writer.integer(entry.entered)
      writer.list(entry.facts) { writer, fact in
        writer.integer(fact.step)
        writer.integer(fact.event)
      }
      writer.integer(UInt8(entry.hasConverted ? 1 : 0))
    }
    writer.integer(UInt8(events == nil ? 0 : 1))
    if let events {
      writer.integer(events.after)
      writer.integer(events.until)
      writer.list(events.answered) { $0.text($1) }
    }
    return writer.bytes
  }

  package init(_ bytes: [UInt8]) throws(BinaryReader.Malformed) {
    // Typed errors do not pass through the closure of `withUnsafeBytes`.
    let result = bytes.withUnsafeBytes { buffer -> Result<EvaluationRequest, BinaryReader.Malformed> in
      var reader = BinaryReader(buffer)
      do throws(BinaryReader.Malformed) {
        return .success(try EvaluationRequest(&reader))
      } catch {
        return .failure(error)
      }
    }
    self = try result.get()
  }

  private init(_ reader: inout BinaryReader) throws(BinaryReader.Malformed) {
    tenant = try reader.text()
    plan = try reader.raw()
    audiencePath = try reader.text()
    audienceFolder = try reader.text()
    outputFolder = try reader.text()
    now = try reader.integer()
    zoneName = try reader.text()
    zoneRules = try reader.raw()
    tenantKey = SipHash128.Block(low: try reader.integer(), high: try reader.integer())
    run = try reader.text()
    step = try reader.integer()
    history = try reader.list { reader throws(BinaryReader.Malformed) in
      PastEntry(
        member: try reader.text(), event: try reader.optionalText(), run: try reader.text(),
        entered: try reader.integer(),
        facts: try reader.list { reader throws(BinaryReader.Malformed) in
          (step: try reader.integer(), event: try reader.integer())
        }, hasConverted: try reader.isPresent())
    }
    if try reader.isPresent() {
      events = EventWindow(
        after: try reader.integer(), until: try reader.integer(),
        answered: try reader.list { reader throws(BinaryReader.Malformed) in try reader.text() })
    }
    guard reader.remainingBytes == 0 else { throw reader.malformed("there is more behind the request") }
  }
}
