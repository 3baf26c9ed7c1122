import CampaignCalendar
import CampaignPlan
import CampaignSQLite
import CampaignSemantics
import CampaignVM
import CampaignWorkspace
import Glibc

/// Holds made-up members of a campaign to the machine: a database of the one member, and the plan that a run has.
struct MemberTrial {
  let tenant: CheckedTenant
  let campaign: CheckedCampaign
  let plan: VerifiedPlan
  let zone: Zone
  let now: Int64

  /// A member whom the machine makes a message for.
  struct Selected {
    var candidate: MemberCandidate
    var key: String
    var message: MadeMessage
  }

  enum Answer {
    case selected(Selected)
    /// No member meets what the audience and the channels demand.
    case nobody
    /// Nobody was found: why the search ended, or what became of the first one who was tried, as a clause without a full stop.
    case open(String)
  }

  func member() throws -> Answer {
    switch MemberSynthesis(audience: tenant.audience, zone: zone, now: now).members(of: campaign) {
    case .nobody: return .nobody
    case .undecided: return .open("its conditions have too many cases to go through all")
    case .unfound: return .open("no values were found that meet all its conditions")
    case .candidates(let candidates):
      let folder = try TemporaryFolder()
      var reason = ""
      for (number, candidate) in candidates.enumerated() {
        switch try outcome(of: candidate, at: Paths.join(folder.path, "\(number).sqlite")) {
        case .success(let selected): return .selected(selected)
        case .failure(let failure): if reason.isEmpty { reason = failure.words }
        }
      }
      return .open("the one that was tried \(reason)")
    }
  }

  private struct Refusal: Error { var words: String }

  private func outcome(of candidate: MemberCandidate, at path: String) throws -> Result<Selected, Refusal> {
    let key = FixtureKey.find(plan.plan, holdout: campaign.holdout, isHeldOut: false, variants: candidate.variants)
    guard let key else { return .failure(Refusal(words: "no key of a million draws the variants that are asked for")) }
    let fixture = candidate.fixture
    let member = FixtureMember(
      fixture, tenant: tenant, trigger: campaign.trigger, zone: zone, entered: now, now: now)
    let database = FixtureDatabase(
      member, fixture: fixture, audience: tenant.audience, event: campaign.trigger?.event, zone: zone, key: key)
    var made: MadeMessage?
    var words: String?
    do {
      try database.write(to: path)
      defer { unlink(path) }
      let observer = RunObserver(outcome: { outcome in
        switch outcome.kind {
        case .bad(let column, let reason): words = "has a value that \(reason) in \(column)"
        case .unreachable: words = "is reached by no channel"
        case .quarantined, .breach: words = SummaryText.quarantine(outcome.kind)
        case .heldOut: words = "is held out"
        case .converted, .notConverted, .unknownMember, .excluded, .emitted: break
        }
      })
      let summary = try Machine.run(
        plan, .test(path, now: now, zone: zone), to: MessageCollector { made = $0 }, observer: observer)
      if let made {
        return .success(Selected(candidate: candidate, key: database.memberKey, message: made))
      }
      let clause = zip(plan.plan.clauses, summary.excludedByClause).first { $1 > 0 }?.0
      return .failure(Refusal(words: words ?? clause.map { "is excluded by `\($0.text)`" } ?? "gets no message"))
    } catch let error as RunError {
      throw Failure(error.description)
    } catch let error as SQLiteError {
      throw Failure(error.description)
    }
  }
}
