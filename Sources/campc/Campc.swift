import ArgumentParser
import CampaignDiagnostics
import CampaignWorkspace
import Glibc

/// The author's tool.
struct Campc: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "campc",
    abstract: "Check, explain and run campaigns.",
    discussion: """
      A workspace is a folder with a workspace.campaign in it, and a folder for each tenant. To start one:

        campc init shop              a small workspace that checks and runs
        campc check shop             what is wrong with it, if anything
        campc format shop            lay its files out in the one way in which they are written
        campc test shop              run the tests that stand beside the campaigns
        campc run shop --campaign come_back --now 2027-03-02T10:00
                                     the messages that it would send
        campc explain E0301          what a code means, and how to mend it

      To describe members that stand in a database already:

        campc audience infer members.sqlite

      Every command exits with 0 when all is well, with 1 when it has found errors in what you wrote, and with 2 when it could \
      not do its work: bad usage, a file that can't be read, a disk that is full.

      For completions in bash (or zsh, fish), in its start-up file:

        source <(campc --generate-completion-script bash)
      """,
    version: Campc.versionText,
    subcommands: [
      CheckCommand.self, FormatCommand.self, TestCommand.self, PreviewCommand.self, BuildCommand.self, RunCommand.self,
      DisassembleCommand.self,
      ExplainCommand.self, AudienceCommand.self, InitCommand.self,
    ])

  static let versionText = "campc 0.1.0"

  /// Throws where the first word is meant to be a command and is none.
  static func checkCommand(_ arguments: [String]) throws(Failure) {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    guard arguments.count > 1, let word = arguments.dropFirst().first, !word.hasPrefix("-"), !names.contains(word)
    else { return }
    let near = Suggestion.nearest(to: word, among: names)
    throw Failure(
      "`\(word)` is not a command",
      help: near.map { "did you mean `campc \($0)`?" } ?? "`campc --help` lists them")
  }

  /// Prints what is to be said of an error or of a call for help, and returns the status to exit with.
  static func status(reporting error: any Error) -> Int32 {
    if let failure = error as? Failure {
      Console.error(failure.text)
      return ExitStatus.abnormal.rawValue
    }
    if let findings = error as? Findings {
      Console.error(findings.report.rendered(as: .full, style: Console.style(of: STDERR_FILENO)))
      if findings.areAll, let summary = findings.report.summary { Console.error(summary + "\n") }
      return ExitStatus.findings.rawValue
    }
    if let status = error as? ExitStatus { return status.rawValue }
    let message = fullMessage(for: error)
    guard exitCode(for: error) == .success else {
      // The library's word for it begins with a capital, ours doesn't.
      let isCapital = message.hasPrefix("Error: ")
      Console.error((isCapital ? "error: " + message.dropFirst("Error: ".count) : message) + "\n")
      return ExitStatus.abnormal.rawValue
    }
    do {
      try Console.write(message + "\n")
      return ExitStatus.clean.rawValue
    } catch {
      Console.error(error.text)
      return ExitStatus.abnormal.rawValue
    }
  }
}

/// How a command ended; thrown where it is not clean.
enum ExitStatus: Int32, Error {
  case clean = 0
  /// There are errors in what the author wrote.
  case findings = 1
  /// The work could not be done.
  case abnormal = 2
}
