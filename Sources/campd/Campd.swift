import ArgumentParser
import CampaignDiagnostics
import CampaignEngine
import CampaignHandOff
import CampaignLedger
import CampaignWorkspace
import Glibc

/// The engine, and what its operators use.
struct Campd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "campd",
    abstract: "Runs campaigns on schedule and sends their messages: once, on time, for every tenant.",
    discussion: """
      From a workspace to a first scheduled send:

        campd apply shop --data data     make the workspace the one that runs
        campd when come_back             when a campaign falls due
        campd serve --data data          run what was applied
        campd status                     what runs, and how far it is
        campd why 1042                   why a member did or did not get a message

      Without a channels.json in the data folder messages go to its outbox, a folder of files.
      Every command exits with 0 when all is well, with 1 when the workspace has errors, and with 2 when it could not do its work.
      """,
    subcommands: [
      ApplyCommand.self, ServeCommand.self, WhenCommand.self, StatusCommand.self, RunsCommand.self, WhyCommand.self,
      UnknownCommand.self, RetryCommand.self, CancelCommand.self, ExportCommand.self, PersonCommand.self,
      ForgetCommand.self, StopCommand.self, ResumeCommand.self, RevisionsCommand.self, RollbackCommand.self,
      SignOffCommand.self, SignCommand.self, AuditCommand.self, HandOffCommand.self, TrackCommand.self,
      BounceCommand.self,
    ])

  /// Prints what is to be said of an error or of a call for help, and returns the status to exit with.
  static func status(reporting error: any Error) -> Int32 {
    switch error {
    case let code as ExitCode: return code.rawValue
    case let failure as Failure: say(failure.text)
    case let findings as Findings:
      show(findings.report)
      return 1
    case let error as LedgerError: say("error: \(error.description)\n")
    case let error as EngineError: say("error: \(error.description)\n")
    case let error as FlightError: say("error: \(error.description)\n")
    default:
      let message = fullMessage(for: error)
      if exitCode(for: error) == .success {
        print(message)
        return 0
      }
      say((message.hasPrefix("Error: ") ? "error: " + message.dropFirst("Error: ".count) : message) + "\n")
    }
    return 2
  }

  /// Shows findings on standard error.
  static func show(_ report: DiagnosticReport) {
    say(report.rendered(as: .full, style: Style.decide(isTerminal: isatty(STDERR_FILENO) != 0) { _ in nil }))
    if let summary = report.summary { say(summary + "\n") }
  }

  static func say(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }
}

@main
enum Main {
  static func main() async {
    // Whatever is made here is for this user alone: keys of tenants, and what is known of their members.
    umask(0o077)
    do {
      var command = try Campd.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      exit(Campd.status(reporting: error))
    }
  }
}

/// Where the engine keeps its data.
struct DataOption: ParsableArguments {
  @Option(help: "The engine's data folder.", completion: .directory)
  var data = "data"

  var folder: DataFolder {
    get throws { try DataFolder(data) }
  }
}
