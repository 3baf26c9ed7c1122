/// What is known outside of the engine of one message: that it was made, each time that it was let go, and what providers did with it.
final class JournalMessage {
  /// A claim that let it go.
  struct Attempt {
    var key: String
    /// Of the engine's clock.
    var at: Int64
    var day: Int64
    /// The same as `at`, where the engine's clock was known.
    var surelyAt: Int64?
    /// Whether the tenant had caps then: without, nobody counts.
    var counts: Bool
    /// When it became sure that nothing was sent; nil where something was, or may have been.
    var cameBack: Int64?
    /// The engine may not know that it came back: what said so was lost.
    var mayBeInDoubt = false
  }

  enum Standing {
    /// Not let go, or surely not sent.
    case waits
    case onItsWay
    case accepted
    /// For good.
    case refused
    /// It may have been sent.
    case inDoubt
  }

  let identity: String
  let tenant: Int64
  let campaign: SimulatedCampaign
  let instant: Int64
  let step: Int
  let member: String
  let address: String
  var standing = Standing.waits
  /// Whether it went again with its batch, after an attempt that may have been taken.
  var wasInDoubt = false
  var attempts: [Attempt] = []
  /// How often a provider took it.
  var taken = 0

  init(_ name: RunIdentity, member: String, address: String) {
    identity = "\(name.text)|\(member)"
    tenant = name.tenant
    campaign = name.campaign
    instant = name.instant
    step = name.step
    self.member = member
    self.address = address
  }

  var until: Int64 { instant + campaign.lifeSeconds }
}

/// A run by what it is for, whatever number the ledger gives it.
struct RunIdentity {
  var tenant: Int64
  var campaign: SimulatedCampaign
  var instant: Int64
  /// Index into the campaign's steps.
  var step: Int

  var text: String { "\(tenant)|\(campaign.name)|\(instant)|\(campaign.steps[step].name)" }
}

/// Everything that happened, in its order.
struct Journal {
  private(set) var messages: [String: JournalMessage] = [:]
  /// In the order in which they were made.
  private(set) var all: [JournalMessage] = []
  /// Runs of which a message was let go.
  private(set) var running: Set<String> = []
  /// Of everything that was noted, and the last of it for whoever looks for a cause.
  private(set) var digest: UInt64 = 14_695_981_039_346_656_037
  private(set) var lines: [String] = []
  private static let keptLines = 400

  mutating func note(_ line: String) {
    for byte in line.utf8 { digest = (digest ^ UInt64(byte)) &* 1_099_511_628_211 }
    lines.append(line)
    if lines.count > 2 * Self.keptLines { lines.removeFirst(Self.keptLines) }
  }

  /// The message of a member in a run; the same one where the run is made again.
  mutating func message(of run: RunIdentity, member: String, address: String) -> JournalMessage {
    let identity = "\(run.text)|\(member)"
    if let known = messages[identity] { return known }
    let made = JournalMessage(run, member: member, address: address)
    messages[identity] = made
    all.append(made)
    return made
  }

  mutating func begin(_ message: JournalMessage) {
    running.insert(
      RunIdentity(tenant: message.tenant, campaign: message.campaign, instant: message.instant, step: message.step).text
    )
  }

  func isRunning(_ run: RunIdentity) -> Bool { running.contains(run.text) }
}
