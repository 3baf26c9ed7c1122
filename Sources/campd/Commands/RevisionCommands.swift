import ArgumentParser
import CampaignCalendar
import CampaignEngine
import CampaignValues
import CampaignWorkspace

struct RevisionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revisions", abstract: "List what was applied, the latest first; the first line is what runs.")

  @OptionGroup var data: DataOption

  @Option(help: "How many: a whole number from 1 to 10000.")
  var count = 20

  func validate() throws {
    guard (1...10_000).contains(count) else {
      throw ValidationError("--count takes a whole number from 1 to 10000, not \(count)")
    }
  }

  func run() throws {
    var table = TextTable()
    table.add(["revision", "at (UTC)", "by", "plans", "tenants changed", "from"])
    for revision in try data.folder.register().revisions(limit: count) {
      table.add([
        "\(revision.number)", ISOText.string(instant: revision.at), revision.actor,
        String(revision.digest.prefix(12)), "\(revision.tenants)", revision.origin.isEmpty ? "-" : revision.origin,
      ])
    }
    print(table.text, terminator: "")
  }
}

struct RollbackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Let run what ran at an earlier revision.",
    discussion: """
      Makes a new revision with the records and plans of an earlier one: that before the last, where none is named. Nothing that fell due in \
      between begins late, and nobody is entered twice. A tenant whose running experiment would change keeps what it runs, unless --force \
      is given. What ran once needs no signature.

        campd rollback
        campd rollback 12 --dry-run
      """)

  @OptionGroup var data: DataOption

  @Argument(help: "The revision; the one before the last without it.")
  var number: Int64?

  @Option(help: "Who does this, for the record of changes; the user's name without it.")
  var by: String?

  @Flag(help: "Change running experiments too.")
  var force = false

  @Flag(help: "Say what would change, and change nothing.")
  var dryRun = false

  func run() throws {
    let register = try data.folder.register()
    let latest = try register.latestRevision()
    let now = SystemClock.now()
    let rollback = try Rollback(
      to: number ?? latest - 1, register, running: RunningPlans(register), isForced: force, now: now)
    for problem in rollback.problems {
      Campd.say("error: tenant `\(problem.tenant)`: \(problem.failure.message)\n")
      if let help = problem.failure.help { Campd.say("  help: \(help), or use --force\n") }
    }
    print(CampaignChange.table(rollback.changes, all: dryRun), terminator: "")
    let summary = CampaignChange.summary(rollback.changes)
    if dryRun {
      print("would run: \(summary)")
    } else {
      guard let made = try register.apply(rollback.revision, by: by ?? Actor.name, at: now) else {
        throw Failure("another revision was applied at the same time", help: "roll back again")
      }
      print(
        made == latest ? "revision \(made) runs as before: \(summary)" : "revision \(made) runs: \(summary)")
    }
    if !rollback.problems.isEmpty { throw ExitCode(1) }
  }
}
