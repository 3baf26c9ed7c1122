import CampaignCalendar
import CampaignCompiler
import CampaignSemantics
import CampaignValues

/// A plain reading of a checked campaign, member by member: what the compiler and the machine must agree with.
///
/// It walks the tree, keeps no registers, pushes nothing anywhere, and shares with the machine only what values mean
/// (`CampaignValues`, `CampaignCalendar`) and the languages' formats.
package struct Oracle {
  let tenant: CheckedTenant
  let campaign: CheckedCampaign
  private(set) var now: Int64
  let zone: Zone
  let decoding: OracleDecoding
  /// Rows of the catalogs, by table.
  let catalogs: [String: [[String: Cell]]]
  /// What the campaign's e-mails say.
  let bodies: OracleBodies
  /// Whether the tenant's brand has the layout of `RandomPrograms`; else e-mails get the one that is built in.
  let hasOwnLayout: Bool

  /// The name of the run.
  static let run = "run"

  package init(
    tenant: CheckedTenant, campaign: CheckedCampaign, bodies: OracleBodies = OracleBodies(), hasOwnLayout: Bool = false,
    now: Int64, zone: Zone, catalogs: [String: [[String: Cell]]] = [:]
  ) {
    self.bodies = bodies
    self.hasOwnLayout = hasOwnLayout
    self.catalogs = catalogs
    self.tenant = tenant
    self.campaign = campaign
    self.now = now
    self.zone = zone
    decoding = OracleDecoding(placeholders: tenant.placeholders)
  }

  /// The same at another instant.
  func at(_ now: Int64) -> Oracle {
    var moved = self
    moved.now = now
    return moved
  }

  /// What becomes of a member at a step; `entry` is theirs, for steps after the first.
  package func outcome(_ member: OracleMember, step: Int = 0, entry: OracleEntry? = nil) throws -> OracleOutcome {
    try outcome(member, nil, step: step, entry: entry)
  }

  func outcome(
    _ member: OracleMember, _ event: OracleEvent?, step number: Int = 0, entry: OracleEntry? = nil
  ) throws -> OracleOutcome {
    let step = campaign.steps[number]
    var context = OracleContext(oracle: self, member: member, event: event, step: number, entry: entry)
    if number > 0 {
      guard let entry else { return .notEntered }
      if zone.adding(CalendarDuration(step.delay), to: entry.entered) > now { return .notDue }
    }
    // A clause excludes where it does not hold, if everything that it reads is sound.
    let own = number == 0 ? campaign.clauses : step.clauses
    for clause in own + campaign.standingClauses + campaign.pickClauses where context.isSound(clause.expression) {
      if context.bool(clause.expression) != true { return .excluded }
    }
    if number > 0, let entry, let conversion = campaign.conversion, context.isSound(conversion.predicate),
      entry.hasConverted || context.hasConverted(conversion)
    {
      return .converted
    }
    if context.isBad(everything) { return .bad }
    let key = String(member.key)
    if let holdout = campaign.holdout, Assignment.bucket(salt: holdout.salt, key: key) < holdout.basisPoints {
      return .heldOut
    }
    let drawn = campaign.experiments.map { variant($0, key) }
    // Who is outside of an experiment's slice reads its first variant.
    context.variants = drawn.map { $0 ?? 0 }
    for pick in campaign.picks {
      let turns = context.contexts(pick.relation, pick.variable, pick.predicate)
      let ordered = OracleContext.ordered(turns, by: pick.order, pick.variable)
      guard let first = ordered.first else { return .unreachable }
      context.rows[pick.variable] = first.rows[pick.variable]
    }
    return try message(context, step: number, drawn)
  }

  /// Whether a member has converted by what the data says; nil where a value that the campaign reads is bad.
  package func hasConverted(_ member: OracleMember, entry: OracleEntry) -> Bool? {
    let context = OracleContext(oracle: self, member: member, entry: entry)
    return context.isBad(everything) ? nil : campaign.conversion.map { context.hasConverted($0) } ?? false
  }

  /// What the campaign reads, in whichever step.
  var everything: OracleReads {
    var all = OracleReads()
    let clauses = campaign.clauses + campaign.pickClauses + campaign.standingClauses
    for clause in clauses + campaign.steps.flatMap(\.clauses) { all.add(clause.expression) }
    if let conversion = campaign.conversion { all.add(conversion.predicate) }
    for message in campaign.steps.flatMap(\.messages) { all.add(message, tenant.audience) }
    for pick in campaign.picks { all.add(pick) }
    if case .member(let zone, _)? = campaign.schedule?.zone { all.attributes.insert(zone.index) }
    return all
  }

  private func message(_ context: OracleContext, step number: Int, _ drawn: [Int?]) throws -> OracleOutcome {
    let first = campaign.steps.prefix(number).reduce(0) { $0 + $1.messages.count }
    for (index, message) in campaign.steps[number].messages.enumerated() {
      let isFor = message.condition.map { context.bool($0) == true } ?? true
      guard isFor, context.attribute(message.reach.address) != nil, context.bool(message.reach.consent) == true else {
        continue
      }
      let (parts, words) = try parts(message, context)
      // The layout comes with the brand.
      if hasOwnLayout, words.breaksBrand { return .quarantined }
      return .message(first + index, parts, variants: drawn)
    }
    return .unreachable
  }

  private func parts(
    _ message: CheckedMessage, _ context: OracleContext
  ) throws -> (parts: [String: String], words: OracleWords) {
    var words = OracleWords()
    let language = OracleLanguage(name: message.language, isShortMessage: message.channel == .sms)
    var parts = ["channel": message.channel.rawValue, "language": message.language]
    for part in message.parts where message.channel != .email || part.part == .subject || part.part == .preheader {
      let text = try context.text(part.template.nodes, language: language)
      parts[part.part.rawValue] = text
      if part.part != .link { words.parts.append((part.part.rawValue, [text])) }
    }
    guard message.channel == .email, let body = bodies.pieces[message.span] else { return (parts, words) }
    var mail = OracleMail(self, language: message.language)
    let written = try mail.write(
      body, context, preheader: parts["preheader"], unsubscribe: context.unsubscribeURL)
    (parts["html"], parts["text"]) = (written.html, written.text)
    words.parts.append(("body", written.words))
    return (parts, words)
  }

  /// Nil outside of the experiment's slice.
  private func variant(_ experiment: CheckedExperiment, _ key: String) -> Int? {
    if let slice = experiment.slice {
      let bucket = Int(Assignment.bucket(salt: slice.salt, key: key))
      if !slice.basisPoints.contains(bucket) { return nil }
    }
    let bucket = Int(Assignment.bucket(salt: experiment.salt, key: key))
    var end = 0
    for (index, variant) in experiment.variants.enumerated() {
      end += variant.weightBasisPoints
      if bucket < end { return index }
    }
    return experiment.variants.count - 1
  }
}

/// What a clause or message reads.
struct OracleReads {
  var attributes: Set<Int> = []
  var relations: Set<Int> = []
  var fields: Set<[Int]> = []

  mutating func add(_ expression: CheckedExpression) {
    switch expression.kind {
    case .constant, .runInstant, .runDate, .localInstant, .entered, .history, .uniqueCode: break
    case .attribute(let id): attributes.insert(id.index)
    case .field(_, let relation, let field):
      relations.insert(relation.index)
      fields.insert([relation.index, field])
    case .localDate(let inner), .isKnown(let inner), .not(let inner), .fits(let inner, _): add(inner)
    case .movedInstant(let inner, _), .movedDate(let inner, _): add(inner)
    case .oneOf(let inner, _), .textTest(_, let inner, _), .divide(let inner, _): add(inner)
    case .add(let left, let right), .subtract(let left, let right), .multiply(let left, let right),
      .compare(_, let left, let right), .otherwise(let left, let right), .months(let left, let right):
      add(left)
      add(right)
    case .variant(_, let inner), .and(let inner), .or(let inner): for expression in inner { add(expression) }
    case .aggregate(let aggregate):
      relations.insert(aggregate.relation.index)
      if let predicate = aggregate.predicate { add(predicate) }
      if let value = aggregate.value { add(value) }
    }
  }

  mutating func add(_ nodes: [TemplateNode]) {
    for node in nodes {
      switch node {
      case .literal, .unsubscribeURL, .pluralNumber: break
      case .plural(let plural):
        add(plural.number)
        for form in plural.forms { add(form.nodes) }
      case .value(let expression, _, _): add(expression)
      case .conditional(let branches, let otherwise):
        for branch in branches {
          add(branch.condition)
          add(branch.nodes)
        }
        add(otherwise)
      case .variant(_, let arms): for arm in arms { add(arm) }
      case .loop(let loop):
        relations.insert(loop.relation.index)
        if let predicate = loop.predicate { add(predicate) }
        for order in loop.order { fields.insert([loop.relation.index, order.field]) }
        for nodes in [loop.prologue, loop.body, loop.epilogue, loop.otherwise] { add(nodes) }
      }
    }
  }

  mutating func add(_ pick: CheckedPick) {
    relations.insert(pick.relation.index)
    if let predicate = pick.predicate { add(predicate) }
    for order in pick.order { fields.insert([pick.relation.index, order.field]) }
  }

  mutating func add(_ message: CheckedMessage, _ audience: CheckedAudience) {
    if let condition = message.condition { add(condition) }
    attributes.insert(message.reach.address.index)
    add(message.reach.consent)
    for part in message.parts { add(part.template.nodes) }
  }
}
