import ArgumentParser
import CampaignEngine
import CampaignWorkspace

struct SignOffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign-off", abstract: "Say whether plans have to be signed before they run.",
    discussion: """
      Without a word it says what holds. Where sign-off is required, a campaign whose plan changed goes on with the plan that it has, and a new one \
      waits, until `campd sign` names the plan. With `release` what waits runs with the next `campd apply`.

        campd sign-off require --four-eyes
      """)

  enum Change: String, ExpressibleByArgument, CaseIterable { case require, release }

  @OptionGroup var data: DataOption

  @Argument(help: "require or release.")
  var change: Change?

  @Flag(help: "Whoever applied a plan can't sign it.")
  var fourEyes = false

  @Option(help: "Who does this, for the record of changes; the user's name without it.")
  var by: String?

  func validate() throws {
    if fourEyes, change != .require { throw ValidationError("--four-eyes belongs to `campd sign-off require`") }
  }

  func run() throws {
    let register = try data.folder.register()
    if let change {
      try register.setSignOff(
        SignOff(isRequired: change == .require, needsFourEyes: fourEyes), by: by ?? Actor.name, at: SystemClock.now())
    }
    print("sign-off is \(try register.signOff().words)")
  }
}

struct SignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign", abstract: "Sign a plan that waits, so that it runs.",
    discussion: """
      `campd status` lists what waits, with the beginning of each plan's hash. A revision that changed nothing but what messages say, and that in the \
      library alone, is signed at once for all of its tenants.

        campd sign shop/come_back 3f9a2b7c01de
        campd sign --revision 14
      """)

  @OptionGroup var data: DataOption

  @Argument(help: "TENANT/CAMPAIGN.")
  var campaign: String?

  @Argument(help: "The beginning of the plan's hash: eight characters or more.")
  var hash: String?

  @Option(help: "All that a revision changed, where that is content only.")
  var revision: Int64?

  @Option(help: "Who signs; the user's name without it.")
  var by: String?

  func validate() throws {
    if revision != nil, campaign == nil { return }
    guard revision == nil, campaign != nil, let hash else {
      throw ValidationError("name a campaign and its plan, or a revision: campd sign TENANT/CAMPAIGN HASH")
    }
    guard hash.count >= 8 else { throw ValidationError("give eight characters of the hash or more") }
  }

  func run() throws {
    let register = try data.folder.register()
    let plans = try revision.map { try content(of: $0, register) } ?? [plan(register)]
    let actor = by ?? Actor.name
    if try register.signOff().needsFourEyes, let own = plans.first(where: { $0.actor == actor }) {
      throw Failure(
        "`\(actor)` applied revision \(own.revision), and somebody else has to sign it",
        help: "let another person run `campd sign`, or name yourself with --by")
    }
    let digest = try register.revisions(limit: 10_000).first { $0.number == plans[0].revision }?.digest ?? ""
    let origin = "sign-off of revision \(plans[0].revision)"
    guard
      let number = try register.sign(plans, digest: digest, origin: origin, by: actor, at: SystemClock.now())
    else {
      throw Failure("what was to be signed changed meanwhile", help: "`campd status` lists what waits now")
    }
    print("revision \(number) runs: \(plans.count) \(plans.count == 1 ? "plan" : "plans") signed by \(actor)")
  }

  private func plan(_ register: Register) throws -> HeldPlan {
    let named = campaign ?? ""
    let waiting = try register.plansToSign()
    guard let found = waiting.first(where: { "\($0.tenant)/\($0.campaign?.name ?? "")" == named }) else {
      throw Failure("nothing of `\(named)` waits to be signed", help: "`campd status` lists what waits")
    }
    guard let hash, let plan = found.campaign?.plan, plan.hasPrefix(hash.lowercased()) else {
      throw Failure(
        "the plan of `\(named)` that waits is \((found.campaign?.plan ?? "").prefix(12)), not `\(hash ?? "")`",
        help: "look at that one before you sign it")
    }
    return found
  }

  private func content(of revision: Int64, _ register: Register) throws -> [HeldPlan] {
    let plans = try register.plansToSign().filter { $0.revision == revision }
    guard !plans.isEmpty else {
      throw Failure("nothing of revision \(revision) waits to be signed", help: "`campd status` lists what waits")
    }
    let others = plans.filter { !$0.isContent }.compactMap { plan in
      plan.campaign.map { "\(plan.tenant)/\($0.name)" }
    }
    guard others.isEmpty else {
      throw Failure(
        "revision \(revision) changes more than what messages say: \(others.prefix(8).joined(separator: ", "))",
        help: "sign each plan by itself: campd sign TENANT/CAMPAIGN HASH")
    }
    return plans
  }
}
