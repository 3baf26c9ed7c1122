import ArgumentParser
import CampaignWorkspace

struct AudienceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audience",
    abstract: "Describe the members in a database.",
    subcommands: [AudienceInferCommand.self])
}

struct AudienceInferCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "infer",
    abstract: "Write a first audience.campaign from an SQLite database.",
    discussion: """
      Reads every row of the members' table and of the tables that belong to it, and prints an audience: a type for each column \
      with bounds around the values that are there, related tables, and the consent that each channel needs. What it guessed \
      stands in comments. The database is only read.

        campc audience infer members.sqlite > tenants/shop/audience.campaign
        campc audience infer members.sqlite --table subscribers
      """)

  @Argument(help: "An SQLite 3 database.", completion: .file())
  var database: String

  @Option(help: "The table with one row for each member; by default the one that looks most like it.")
  var table: String?

  func run() throws {
    let inference = try AudienceInference.infer(database, table: table, zones: ZoneNames.known())
    if !inference.otherCandidates.isEmpty {
      let others = inference.otherCandidates.map { "`\($0)`" }.joined(separator: ", ")
      Console.error(
        "note: members are taken to stand in `\(inference.member.schema.name)`; --table can name another: \(others)\n")
    }
    var draft = AudienceDraft(inference)
    try Console.write(draft.text())
  }
}
