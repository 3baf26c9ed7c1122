import ArgumentParser
import Glibc

@main
struct Campd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "campd",
    abstract: "Runs campaigns on schedule and sends their messages: once, on time, for every tenant.",
    subcommands: [ServeCommand.self, HandOffCommand.self])
}

/// Where the engine keeps its data.
struct DataOption: ParsableArguments {
  @Option(help: "The engine's data folder.", completion: .directory)
  var data = "data"

  var folder: DataFolder {
    get throws { try DataFolder(data) }
  }
}
