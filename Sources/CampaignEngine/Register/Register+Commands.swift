import CampaignLedger

/// What somebody asks the engine to do to a tenant's ledger, of which it is the only writer.
package enum LedgerCommand: Hashable, Sendable {
  /// Somebody looked what became of a message that is unknown.
  case resolve(run: Int64, entry: Int64, wasSent: Bool)
  /// Nothing of what is pending of a run is sent any more.
  case cancel(run: Int64)
  /// A member wants nothing by a channel any more.
  case optOut(member: String, channel: UInt8)
  /// What failed of a run is tried again.
  case retry(run: Int64)
  /// Nothing that leads to a member stays, and nothing is ever sent to them again.
  case forget(member: String)

  /// As the register keeps it, and the record of changes shows it; a member's key is not in it.
  var verb: String {
    switch self {
    case .resolve: "resolve"
    case .cancel: "cancel"
    case .optOut: "opt-out"
    case .retry: "retry"
    case .forget: "forget"
    }
  }

  /// For the record of changes, which names no member.
  var words: String {
    switch self {
    case .resolve(let run, let entry, let wasSent):
      "resolve run \(run), entry \(entry): \(wasSent ? "sent" : "not sent")"
    case .cancel(let run), .retry(let run): "\(verb) run \(run)"
    case .optOut, .forget: verb
    }
  }

  private static let separator = "\u{1F}"

  var arguments: String {
    switch self {
    case .resolve(let run, let entry, let wasSent): "\(run)\(Self.separator)\(entry)\(Self.separator)\(wasSent)"
    case .cancel(let run), .retry(let run): "\(run)"
    case .forget(let member): member
    case .optOut(let member, let channel): "\(channel)\(Self.separator)\(member)"
    }
  }

  init?(verb: String, arguments: String) {
    if verb == "forget" {
      self = .forget(member: arguments)
      return
    }
    let parts = arguments.split(separator: "\u{1F}", maxSplits: verb == "opt-out" ? 1 : 2).map(String.init)
    switch (verb, parts.count) {
    case ("resolve", 3):
      guard let run = Int64(parts[0]), let entry = Int64(parts[1]) else { return nil }
      self = .resolve(run: run, entry: entry, wasSent: parts[2] == "true")
    case ("cancel", 1), ("retry", 1):
      guard let run = Int64(parts[0]) else { return nil }
      self = verb == "cancel" ? .cancel(run: run) : .retry(run: run)
    case ("opt-out", 2):
      guard let channel = UInt8(parts[0]) else { return nil }
      self = .optOut(member: parts[1], channel: channel)
    default: return nil
    }
  }
}

extension LedgerCommand {
  /// Whose messages are not to go any more.
  fileprivate var member: String? {
    switch self {
    case .forget(let member), .optOut(let member, _): member
    case .resolve, .cancel, .retry: nil
    }
  }
}

private struct EntryPlace: Hashable {
  var run: Int64
  var entry: Int64
}

/// A command that waits for the engine.
struct AskedCommand {
  var id: Int64
  var tenant: Int64
  var command: LedgerCommand?
}

extension Register {
  /// Puts a command down for the engine, on the disk; its number.
  package func ask(
    _ command: LedgerCommand, tenant: RegisteredTenant, by actor: String, at instant: Int64
  ) throws(LedgerError) -> Int64 {
    try change { () throws(LedgerError) in
      try store.run(
        "INSERT INTO command(tenant, verb, arguments, asked) VALUES(?1, ?2, ?3, ?4)",
        [.integer(tenant.number), .text(command.verb), .text(command.arguments), .integer(instant)])
      let id = store.connection.lastInsertedRow
      try audit("\(command.words) for \(tenant.record.name), command \(id)", by: actor, at: instant)
      return id
    }
  }

  /// What the engine answered; nil while it has not.
  package func answer(to command: Int64) throws(LedgerError) -> String? {
    try store.first("SELECT answer FROM command WHERE id = ?1 AND answered IS NOT NULL", [.integer(command)]) {
      $0.string(0) ?? ""
    }
  }

  func unansweredCommands() throws(LedgerError) -> [AskedCommand] {
    try store.all("SELECT id, tenant, verb, arguments FROM command WHERE answered IS NULL ORDER BY id") { row in
      AskedCommand(
        id: row.row.int64(0), tenant: row.row.int64(1),
        command: LedgerCommand(verb: row.string(2) ?? "", arguments: row.string(3) ?? ""))
    }
  }

  /// The arguments are forgotten with the answer: they may name a member.
  func answer(_ command: Int64, _ text: String, at instant: Int64) throws(LedgerError) {
    try change { () throws(LedgerError) -> Void in
      try store.run(
        "UPDATE command SET answered = ?2, answer = ?3, arguments = '' WHERE id = ?1",
        [.integer(command), .integer(instant), .text(text)])
    }
  }
}

extension Engine {
  /// Does what was asked since the last look. A command that was done and not answered is done again, which changes nothing.
  func runCommands(at now: Int64) throws(EngineError) {
    let asked = try EngineError.wrapping { () throws(LedgerError) in try register.unansweredCommands() }
    for command in asked {
      // A tenant that can't go on now may later.
      if broken[command.tenant] != nil { continue }
      var answer = "the engine does not know this command"
      if let tenant = tenantsByNumber[command.tenant], let asked = command.command {
        let placed = asked.member.flatMap { try? tenant.ledger.placedMessages(of: $0) } ?? []
        contain(tenant) { () throws(EngineError) in answer = try tenant.run(asked, at: now) }
        if broken[command.tenant] != nil { continue }
        let entries = Set(placed.map { EntryPlace(run: $0.run, entry: $0.entry) })
        withdraw(tenant.number) { message in
          asked == .cancel(run: message.run) || entries.contains(EntryPlace(run: message.run, entry: message.entry))
        }
        tenant.wake = .min
      }
      try EngineError.wrapping { () throws(LedgerError) in try register.answer(command.id, answer, at: now) }
    }
  }
}
