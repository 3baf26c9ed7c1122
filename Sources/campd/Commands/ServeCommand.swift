import ArgumentParser

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run what was applied, until SIGTERM.",
    discussion: """
      Begins runs when they are due, sends their messages and records what became of each. It sees by itself what `campd apply` changes. \
      Its log is JSON lines on standard error. SIGTERM lets what is on its way come to its end, and ends it.
      """)

  @OptionGroup var data: DataOption

  func run() throws { try Supervisor(data: data.folder).run() }
}
