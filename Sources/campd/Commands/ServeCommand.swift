import ArgumentParser
import CampaignEngine

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run what was applied, until SIGTERM.",
    discussion: """
      Begins runs when they are due, sends their messages and records what became of each. It sees by itself what `campd apply` changes. \
      Its log is JSON lines on standard error. SIGTERM lets what is on its way come to its end, and ends it.
      """)

  @OptionGroup var data: DataOption

  @Option(
    help: "After how many seconds a refused message is tried again; twice as long after each refusal that follows.")
  var retrySeconds: Int64 = 60

  func validate() throws {
    guard (1...86_400).contains(retrySeconds) else {
      throw ValidationError("--retry-seconds takes a whole number from 1 to 86400, not \(retrySeconds)")
    }
  }

  func run() throws {
    var supervisor = Supervisor(data: try data.folder)
    supervisor.policy = RetryPolicy(firstDelaySeconds: retrySeconds)
    try supervisor.run()
  }
}
