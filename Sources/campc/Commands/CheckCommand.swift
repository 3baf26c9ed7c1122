import ArgumentParser
import CampaignDiagnostics
import CampaignSemantics
import CampaignWorkspace
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
        campc check --proofs                  and what is proven of the messages that are sound

      Findings go to standard output, their count to standard error. Errors make it exit with 1; warnings don't.
      """)

  @Argument(help: "Files or folders.", completion: .file())
  var paths: [String] = []

  @Option(help: "How findings are written: full, concise or json.")
  var outputFormat = OutputFormat.full

  @Flag(
    help: "Check too the tenants of files that the commit being made deletes, and nothing else where no path is given.")
  var withDeleted = false

  @Flag(
    help:
      "List what is proven: how large each message's parts can get, and for whom; which rules of the brand hold; when campaigns run."
  )
  var proofs = false

  func run() throws {
    let finder = try WorkspaceFinder()
    var loader = WorkspaceLoader(current: finder.current)
    let zones = ZoneNames.known()
    let basis = ZoneCache.basis()
    var diagnostics: [Diagnostic] = []
    var proven: [TenantProofs] = []
    var together = TimeAndTenantProofs(basis: basis)
    for selection in try selections(finder) {
      let loaded = try loader.load(selection)
      let checked = Checker.check(
        loaded.parsed, sources: loader.sources, syntaxErrors: loaded.diagnostics, zones: zones, basis: basis)
      diagnostics += loaded.diagnostics + checked.diagnostics
      guard proofs else { continue }
      proven += checked.workspace.tenants.map { TenantProofs($0, sources: loader.sources) }
      together.add(loaded.parsed, checked.workspace, checked.diagnostics)
    }
    let report = DiagnosticReport(diagnostics, in: loader.sources)
    let style = Console.style(of: STDOUT_FILENO)
    try Console.write(
      report.rendered(as: outputFormat, style: style) { json in
        guard proofs else { return }
        TenantProofs.write(proven, to: &json)
        together.write(to: &json)
      })
    if outputFormat != .json {
      try Console.write(proven.map { $0.text(style) }.joined(separator: "\n") + together.text)
    }
    let count = loader.sources.files.count
    Console.error((report.summary ?? "no findings in \(count) \(count == 1 ? "file" : "files")") + "\n")
    if report.hasErrors { throw ExitStatus.findings }
  }

  private func selections(_ finder: WorkspaceFinder) throws(Failure) -> [WorkspaceFinder.Selection] {
    guard withDeleted else { return try finder.selections(paths.isEmpty ? ["."] : paths) }
    return try finder.selections(deleted: DeletedFiles.list(), besides: finder.selections(paths))
  }
}
