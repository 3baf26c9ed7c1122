import CampaignCalendar
import CampaignPlan
import CampaignSQLite
import CampaignValues

/// What a run is besides its plan.
package struct RunRequest {
  package var databasePath: String
  /// The run's scheduled instant: seconds since 1970. Where the campaign answers an event, each event has its own, and this is
  /// asked only for when conversions are.
  package var now: Int64
  /// The tenant's zone.
  package var zone: Zone
  package var tenantKey: SipHash128.Block
  /// Names the run in messages and their digests, such as its instant; an event's is always its instant.
  package var name: String
  /// Index into the plan's steps.
  package var step = 0
  /// What happened since the members entered; the steps after the first ask it.
  package var history: MemberHistory?
  /// Which events are answered; all where nothing is given.
  package var events: EventWindow?
  /// Whether members are asked for their conversion, and no messages are made.
  var asksConversion = false
  /// Stop after so many messages.
  package var limit: Int?
  /// Only the member with this key.
  package var memberKey: String?
  /// Only the event with this key; asked for only where the campaign answers an event.
  package var eventKey: String?
  /// Whether SQLite decides what it can. Without, each clause is counted by itself and the messages are the same.
  package var usesPushdown = true
  /// Whether it is about members who entered before.
  var isFollowUp: Bool { step > 0 || asksConversion }
  /// Where given, a plan of any other tenant is refused.
  package var expectedTenant: String?
  /// Where given, a plan that was made for another declared audience is refused.
  package var expectedFingerprint: UInt64?

  /// A member whose program runs more instructions in loops over related rows, or does work that takes as long, is quarantined: about a
  /// second.
  package var fuelPerMember = 500_000_000
  /// The most members, or events, that the run may come to; with one more it fails.
  package var maxRows: Int?
  /// How many steps SQLite may take on each connection; nil for far more than reading the file can need.
  package var sqliteSteps: Int?
  /// The folder that the database must lie in, by a path without links; nil where whoever asks for the run has named the file.
  package var folder: String?
  /// How many threads may share the run; what comes out of it is the same for any number.
  package var workers = 1

  /// Where given, a way to end the run from another thread.
  package var interruption: Interruption?

  /// The runs in which its members entered.
  func runs(of plan: Plan) -> [MemberHistory.Run] {
    isFollowUp ? history?.runs ?? [] : [MemberHistory.Run(campaign: plan.campaign, name: name)]
  }

  package init(
    databasePath: String, now: Int64, zone: Zone, tenantKey: SipHash128.Block, name: String
  ) {
    self.databasePath = databasePath
    self.now = now
    self.zone = zone
    self.tenantKey = tenantKey
    self.name = name
  }
}

/// The events that a run answers, of those in the audience's table.
package struct EventWindow {
  /// Seconds since 1970: entries by the events, their delay included, behind the one and up to the other.
  package var after: Int64
  package var until: Int64
  /// Keys of events that were answered before.
  package var answered: Set<String>

  package init(after: Int64, until: Int64, answered: Set<String> = []) {
    self.after = after
    self.until = until
    self.answered = answered
  }
}

/// What is told while a run goes on, on one thread at a time.
package struct RunObserver {
  package struct Progress: Sendable {
    /// Members that SQLite handed over so far, or events.
    package var rows: Int
    /// Members in the audience's table, or events in theirs.
    package var members: Int
    package var emitted: Int
  }

  /// Every so many rows.
  package var progress: ((Progress) -> Void)?
  /// What became of each member that no clause excluded; a bad one is told of once for each bad value.
  package var outcome: ((MemberOutcome) -> Void)?
  /// Whether it is told of events too whose member a clause excluded.
  package var tellsExcluded = false

  /// Kept of every instruction, where one is given; such a run is slower.
  package var trace: InstructionTrace?

  package init(
    progress: ((Progress) -> Void)? = nil, outcome: ((MemberOutcome) -> Void)? = nil, trace: InstructionTrace? = nil
  ) {
    self.progress = progress
    self.outcome = outcome
    self.trace = trace
  }
}

/// What became of one member.
package struct MemberOutcome: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// The column is `table.column`.
    case bad(column: String, BadReason)
    /// Seen now, or recorded in the history: nobody is followed up after that.
    case converted
    /// Told of events, where it is asked for.
    case excluded
    /// Told only where the conversion is asked for.
    case notConverted
    case heldOut, unreachable
    /// The audience has no member with the event's key.
    case unknownMember
    case quarantined(RunSummary.QuarantineReason)
    /// What data fills in breaks a rule of the brand, as it is written.
    case breach(rule: String)
    case emitted(PlanChannel)
  }

  package var key: String
  /// The key of the event that the campaign answered.
  package var event: String?
  /// When the member entered by that event.
  package var entered: Int64?
  package var kind: Kind
}

extension MemberOutcome.Kind {
  /// Of all but excluded and bad members; which values of the latter are bad is known only when they are counted.
  init?(_ outcome: Outcome, _ plan: Plan) {
    switch outcome {
    case .excluded(let clause):
      guard plan.clauses[clause].kind == .conversion else { return nil }
      self = .converted
    case .bad, .failed, .notEntered, .notDue, .finished: return nil
    case .heldOut: self = .heldOut
    case .unreachable: self = .unreachable
    case .quarantined(let reason): self = .quarantined(reason)
    case .breach(let wording): self = .breach(rule: plan.wordings[wording].text)
    case .emitted(let message): self = .emitted(plan.messages[message].channel)
    }
  }
}

/// Why a run did not take place, or did not end.
package enum RunError: Error, CustomStringConvertible {
  case database(SQLiteError)
  case output(SinkError)
  /// Rows that were given rather than read from a database.
  case rows(String)
  /// The database is not what the plan was made for; one line for each problem, helps included.
  case schema(path: String, problems: [String])
  case wrongTenant(plan: String, expected: String)
  case changedAudience
  /// The plan answers no event, or what was given as one is not of the plan's shape.
  case wrongEvent(String)
  /// The step asks what happened since the members entered, and nothing says it.
  case noHistory(step: String)
  case noSuchStep(Int)
  case noConversion(campaign: String)
  /// There are more members, or events, than the request allows.
  case tooManyRows(Int)
  /// The run's own figures do not add up: a defect of this program.
  case unbalanced(RunSummary)

  package var description: String {
    switch self {
    case .database(let error): error.description
    case .output(let error): error.description
    case .rows(let reason): reason
    case .schema(let path, let problems):
      "`\(path)`: the database does not have what the plan reads"
        + problems.map { "\n  \($0)" }.joined()
    case .wrongTenant(let plan, let expected):
      "the plan is of tenant `\(plan)`, not of `\(expected)`\n  help: build the campaign again for `\(expected)`"
    case .changedAudience:
      "the audience's declaration changed since the plan was made\n  help: build the campaign again"
    case .wrongEvent(let reason): reason
    case .noHistory(let step): "`\(step)` follows other steps, and needs the history of their members"
    case .noConversion(let campaign): "`\(campaign)` does not say what a conversion is"
    case .noSuchStep(let step): "the plan has no step \(step)"
    case .tooManyRows(let limit): "the run came to more than \(limit) members or events, the most that it may"
    case .unbalanced(let summary): "the run's figures do not add up: \(summary)"
    }
  }
}
