import ArgumentParser
import CampaignPlan
import CampaignWorkspace

struct DisassembleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disasm",
    abstract: "Show what a plan holds.",
    discussion: """
      Prints a plan's tenant, columns, clauses with their SQL, constants and programs. With --workspace it shows the lines that \
      instructions come from.

        campc disasm plans/fresh/weekly.campplan
      """)

  @Argument(help: "A plan that campc build wrote.", completion: .file(extensions: ["campplan"]))
  var plan: String

  @Option(help: "The workspace whose sources are shown beside the program.", completion: .directory)
  var workspace: String?

  func run() throws {
    let plan = try PlanFile.read(plan).plan
    var sources: [String: [UInt8]] = [:]
    if let workspace {
      let project = try Project(path: workspace)
      sources = project.sources(of: try project.tenant(plan.tenant.name))
    }
    try Console.write(Disassembler.text(plan, sources: sources))
  }
}
