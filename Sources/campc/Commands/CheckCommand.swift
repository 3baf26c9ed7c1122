import ArgumentParser
import CampaignDiagnostics
import CampaignSemantics
import Glibc

extension OutputFormat: ExpressibleByArgument {}

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say what is wrong with campaigns, and how to mend it.",
    discussion: """
      Give the folder of a workspace, a tenant's folder, or files; without any, the current folder is taken. The workspace is \
      found by going up to the nearest workspace.campaign. Each tenant that a path belongs to is checked as a whole, with the \
      library, because a change in one file can break another; a file of the library stands for all tenants.

        campc check                           the workspace around this folder
        campc check tenants/shop              one tenant
        campc check --output-format concise   one line for each finding
        campc check --output-format json      for other programs

      Findings go to standard output, their count to standard error. Errors make it exit with 1; warnings don't.
      """)

  @Argument(help: "Files or folders.", completion: .file())
  var paths: [String] = []

  @Option(help: "How findings are written: full, concise or json.")
  var outputFormat = OutputFormat.full

  @Flag(
    help: "Check too the tenants of files that the commit being made deletes, and nothing else where no path is given.")
  var withDeleted = false

  func run() throws {
    let finder = try WorkspaceFinder()
    var loader = WorkspaceLoader(current: finder.current)
    let zones = ZoneNames.known()
    var diagnostics: [Diagnostic] = []
    for selection in try selections(finder) {
      let loaded = try loader.load(selection)
      diagnostics += loaded.diagnostics
      diagnostics +=
        Checker.check(
          loaded.parsed, sources: loader.sources, syntaxErrors: loaded.diagnostics, zones: zones
        ).diagnostics
    }
    let report = DiagnosticReport(diagnostics, in: loader.sources)
    try Console.write(report.rendered(as: outputFormat, style: Console.style(of: STDOUT_FILENO)))
    let count = loader.sources.files.count
    Console.error((report.summary ?? "no findings in \(count) \(count == 1 ? "file" : "files")") + "\n")
    if report.hasErrors { throw ExitStatus.findings }
  }

  private func selections(_ finder: WorkspaceFinder) throws(Failure) -> [WorkspaceFinder.Selection] {
    guard withDeleted else { return try finder.selections(paths.isEmpty ? ["."] : paths) }
    return try finder.selections(deleted: DeletedFiles.list(), besides: finder.selections(paths))
  }
}
