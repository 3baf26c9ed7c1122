import CampaignCalendar
import CampaignDiagnostics
import CampaignOracle
import CampaignPlan
import CampaignSemantics
import CampaignTestSupport
import CampaignVM
import CampaignValues

/// A random workspace over a random audience that keeps its types, and what its checked campaigns do there.
struct SoundWorkspace {
  let seed: UInt64
  let members: [OracleMember]
  let events: [OracleEvent]
  let catalogs: [String: [[String: Cell]]]
  let made: RandomPrograms.RichWorkspace
  let workspace: TestWorkspace
  let tenant: CheckedTenant?
  /// Of campaigns that don't come out.
  let diagnostics: [Diagnostic]
  let database: Database
  let zone: Zone
  /// By how much the bounds are lowered, to see whether that would be noticed.
  private let lowered: Int

  /// `unproven`: rules that are switched off. `change`: what is made of the sources before they are checked.
  init(
    seed: UInt64, memberCount: Int, campaignCount: Int, isRich: Bool = true, unproven: Set<DiagnosticCode> = [],
    loweringBoundsBy lowered: Int = 0,
    change: (RandomPrograms.RichWorkspace) throws -> RandomPrograms.RichWorkspace = { $0 }
  ) throws {
    self.seed = seed
    self.lowered = lowered
    var audiences = RandomAudiences(seed: seed, now: DifferentialTests.now, wrongOneIn: .max)
    members = audiences.members(count: memberCount).map { audiences.nearLimits($0) }
    events = audiences.events(count: memberCount, memberCount: memberCount).map { event in
      var event = audiences.nearLimits(event)
      event.member = .integer((event.key * 7) % Int64(memberCount) + 1)
      return event
    }
    catalogs = audiences.nearLimits(audiences.catalogs())
    database = try Database(RandomAudiences.sql(members, events, catalogs: catalogs))
    zone = try DifferentialTests.zones[Int(seed / 4 % UInt64(DifferentialTests.zones.count))]()
    var programs = RandomPrograms(seed: seed &+ 1)
    let plain = try change(programs.richWorkspace(campaignCount: campaignCount, isRich: isRich))
    // One in four is left as it is, for a mark is something to see in a part that may have nothing else.
    made = seed % 4 == 0 ? plain : plain.marked
    workspace = TestWorkspace(made.texts)
    let checked = workspace.check(unproven: unproven)
    tenant = checked.workspace.tenants.first
    diagnostics = checked.diagnostics
  }

  /// What was seen of one campaign.
  struct Result {
    /// Members, or events, times steps.
    var cases = 0
    var messages = 0
    var faults: [RunFault] = []
  }

  func run(_ campaign: CheckedCampaign) throws -> Result {
    guard let tenant else { return Result() }
    let plan = try Verifier.verify(try workspace.plan(tenant, campaign))
    let source = String(
      decoding: workspace["tenants/shop/campaigns/\(campaign.name).campaign"]?.bytes ?? [], as: UTF8.self)
    let judge = BrandJudge(rules: made.rules, source: source)
    let proofs = SizeProver(tenant: tenant, sources: workspace.sources).proofs(of: campaign)
    let entered = self.entered(campaign)
    var result = Result()
    for step in campaign.steps.indices {
      let trace = InstructionTrace(instructionCount: plan.plan.steps[step].code.count)
      let bad = BadKeys()
      let (summary, messages) = try database.run(
        plan, step: step, entered, zone: zone, usesPushdown: false,
        observer: RunObserver(
          outcome: { if case .bad(let column, _) = $0.kind { bad.keys.insert("\($0.event ?? $0.key) for \(column)") } },
          trace: trace))
      result.cases += summary.read
      result.messages += messages.count
      let most = plan.plan.steps[step].instructionBound
      let instructions = (0..<trace.instructionCount).reduce(0) { $0 + trace.timesReached($1) }
      if instructions > Int(most) * summary.read {
        result.faults.append(RunFault(kind: .cost, words: "\(instructions) of \(summary.read), at most \(most) each"))
      }
      if let key = bad.keys.min() { result.faults.append(RunFault(kind: .bad, words: key)) }
      let words = made.rules.contains(where: \.isOfWords) ? summary.quarantined[.wording, default: 0] : 0
      if summary.quarantined.values.reduce(0, +) > words {
        result.faults.append(RunFault(kind: .quarantined, words: "\(summary.quarantined)"))
      }
      // The members with the largest messages, each by itself.
      let largest = messages.sorted {
        ($1.value.values.joined().utf8.count, $0.key) < ($0.value.values.joined().utf8.count, $1.key)
      }
      for (key, _) in largest.prefix(1) {
        if let cost = try cost(plan, step, entered, key), cost > Int(most) {
          result.faults.append(RunFault(kind: .cost, words: "\(key): \(cost), at most \(most)"))
        }
      }
      let own = proofs.filter { $0.step == campaign.steps[step].name }
      for (key, made) in messages.sorted(by: { $0.key < $1.key }) {
        result.faults += faults(made, key, own, judge, isTriggered: campaign.trigger != nil)
      }
    }
    return result
  }

  /// Who entered, of campaigns that go on.
  func entered(_ campaign: CheckedCampaign) -> [Int64: OracleEntry] {
    guard campaign.steps.count > 1 || campaign.conversion != nil else { return [:] }
    var entries = RandomEntries(seed: seed &+ 2, now: DifferentialTests.now)
    return campaign.trigger == nil ? entries.entries(members, campaign) : entries.entries(events, campaign)
  }

  /// The instructions for one member, or event.
  private func cost(_ plan: VerifiedPlan, _ step: Int, _ entered: [Int64: OracleEntry], _ key: String) throws -> Int? {
    let trace = InstructionTrace(instructionCount: plan.plan.steps[step].code.count)
    let (summary, _) = try database.run(
      plan, step: step, entered, zone: zone, usesPushdown: false, only: key, observer: RunObserver(trace: trace))
    return summary.emitted == 1 ? (0..<trace.instructionCount).reduce(0) { $0 + trace.timesReached($1) } : nil
  }

  private func faults(
    _ parts: [String: String], _ key: String, _ proofs: [MessageProof], _ judge: BrandJudge, isTriggered: Bool
  ) -> [RunFault] {
    let message = ShownMessage(parts, marks: made.marks)
    var faults: [RunFault] = []
    func add(_ kind: RunFault.Kind, _ words: String) { faults.append(RunFault(kind: kind, words: "\(key): \(words)")) }
    guard let proof = proofs.first(where: { $0.channel.rawValue == message.channel && $0.language == message.language })
    else {
      add(.unproven, "\(message.channel) in \(message.language)")
      return faults
    }
    for part in proof.parts {
      guard let text = parts[part.part.rawValue] else { continue }
      let segments = message.channel == "sms" ? ShownMessage.segments(text) : 0
      let sizes = [
        (RunFault.Kind.characters, text.count, part.characters?.most), (.bytes, text.utf8.count, part.bytes.most),
        (.segments, segments, part.segments?.most),
      ]
      for (kind, size, most) in sizes {
        if let most, size > most - lowered { add(kind, "\(size) > \(most - lowered): \(text)") }
      }
    }
    for (name, text) in message.parts.sorted(by: { $0.key < $1.key }) {
      if ShownMessage.isBlank(text) { add(.blank, name) }
      if name == "html", let body = message.body, !body.contains("<img "), ShownMessage.visible(body).isEmpty {
        add(.blank, "body")
      }
    }
    let member = isTriggered ? nil : Int64(key).flatMap { key in members.first { $0.key == key } }
    let missing = member.map { MissingJudge($0, catalogs: catalogs) }
    for (name, holes) in message.holes.sorted(by: { $0.key < $1.key }) {
      for hole in holes {
        if ShownMessage.isBlank(hole.text) { add(.blank, "`\(hole.read ?? "a value")` in \(name)") }
        if let read = hole.read, missing?.isMissing(read) == true { add(.missing, "`\(read)` as `\(hole.text)`") }
      }
    }
    if let rule = judge.broken(by: message) { add(.brand, "\(rule): \(message.body ?? "") \(message.parts)") }
    return faults
  }
}

extension BrandRule {
  /// Whether it hangs on what a text says, so that data may break it.
  var isOfWords: Bool {
    switch self {
    case .never: true
    case .either(let first, let second): first.isOfWords || second.isOfWords
    default: false
    }
  }
}
