import ArgumentParser
import CampaignCalendar
import CampaignDiagnostics
import CampaignEngine
import CampaignLedger
import CampaignPlan
import CampaignValues
import CampaignWorkspace
import Glibc

struct PersonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "person", abstract: "Show all that the engine knows of a member, as JSON.",
    discussion: """
      Which campaigns they entered, each message with what became of it, what they opted out of, and what caps count. What is known of them in the \
      audience is not the engine's.
      """)

  @OptionGroup var choice: TenantChoice
  @Argument(help: "The member's key.") var member: String

  func run() throws {
    let folder = try choice.data.folder
    let tenant = try choice.one(try folder.register())
    guard let ledger = try folder.ledger(of: tenant), let person = try ledger.person(member) else {
      throw Failure(
        "the engine knows no member `\(member)` of `\(tenant.record.name)`",
        help: "no run has selected them, or they were forgotten")
    }
    let runs = Dictionary(try ledger.runs().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var json = JSONWriter()
    json.object { json in
      json.string("tenant", tenant.record.name)
      json.string("member", member)
      json.key("entered")
      json.array { json in
        for entry in person.entries {
          json.object { json in
            json.string("campaign", entry.campaign)
            json.string("at", ISOText.string(instant: entry.at))
          }
        }
      }
      json.key("messages")
      json.array { json in
        for message in person.messages { json.object { Self.write(message, runs[message.run], person, to: &$0) } }
      }
      json.key("optedOut")
      json.array { json in
        for refusal in person.optOuts {
          json.object { json in
            json.string("channel", PlanChannel.name(refusal.channel))
            json.string("since", ISOText.string(instant: refusal.since))
            json.string("reason", refusal.reason)
          }
        }
      }
      json.key("messagesByDay")
      json.object { json in
        for (day, count) in person.contacts.sorted(by: { $0.key < $1.key }) {
          json.number(ISOText.string(date: CivilDate(days: Int32(clamping: day))), Int(count))
        }
      }
    }
    print(json.text)
  }

  private static func write(
    _ message: CampaignLedger.MessageRecord, _ run: RunRecord?, _ person: PersonRecord, to json: inout JSONWriter
  ) {
    json.string("campaign", run?.campaign ?? "")
    json.string("occurrence", run?.occurrence ?? "")
    json.string("step", run?.step ?? "")
    json.string("channel", PlanChannel.name(message.channel))
    json.string("state", message.state.words)
    json.string("since", ISOText.string(instant: message.since))
    if let reason = message.reason { json.string("reason", reason) }
    json.number("attempts", Int(message.attempts))
    json.key("then")
    json.array { json in
      for fact in person.facts where fact.run == message.run && fact.entry == message.entry {
        json.object { json in
          json.string("what", "\(fact.kind)")
          json.string("at", ISOText.string(instant: fact.at))
        }
      }
    }
  }
}

struct ForgetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget",
    abstract: "Forget a member: nothing that leads to them stays, and nothing is sent to them again.",
    discussion: """
      Messages that wait are not sent; their texts, those in the outbox included, are erased. What was sent stays in the figures, under a number that leads \
      to nobody. A digest under the tenant's key keeps the member from being written to again, also where the audience still has them: take them out \
      of it too.
      """)

  @OptionGroup var choice: TenantChoice
  @Argument(help: "The member's key.") var member: String
  @Option(help: "Who does this, for the record of changes.") var by: String?

  func run() throws {
    let folder = try choice.data.folder
    let register = try folder.register()
    let tenant = try choice.one(register)
    // The ledger names them for the last time.
    let messages = try folder.ledger(of: tenant)?.placedMessages(of: member) ?? []
    print(try folder.ask(.forget(member: member), of: tenant, by: by ?? Actor.name))
    for message in messages {
      let name = "\(tenant.number)-\(message.run)-\(message.entry)"
      unlink("\(folder.outboxPath)/\(tenant.record.name)/\(name).eml")
    }
  }
}

struct RetryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Try again what failed of a run.",
    discussion: """
      For messages that failed by something that was mended since, such as a wrong password of a provider. They have the texts that they had, and three days \
      to go. An address that does not exist is not written to again.
      """)

  @OptionGroup var change: RunChange

  func run() throws { try change.ask { .retry(run: $0) } }
}

struct CancelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Send nothing more of a run.",
    discussion:
      "What is pending of it is cancelled for good; what was handed off is gone. `campd stop` can be taken back.")

  @OptionGroup var change: RunChange

  func run() throws { try change.ask { .cancel(run: $0) } }
}

/// A run about which something is asked of the engine.
struct RunChange: ParsableArguments {
  @OptionGroup var choice: TenantChoice
  @Argument(help: "The number of the run, as `campd runs` lists it.") var number: Int64
  @Option(help: "Who does this, for the record of changes.") var by: String?

  func ask(_ command: (Int64) -> LedgerCommand) throws {
    let folder = try choice.data.folder
    let tenant = try choice.one(try folder.register())
    print(try folder.ask(command(number), of: tenant, by: by ?? Actor.name))
  }
}
