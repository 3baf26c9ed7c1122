import ArgumentParser
import CampaignDiagnostics
import CampaignSemantics
import CampaignWorkspace
import Glibc

struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run the tests of campaigns.",
    discussion: """
      A test stands beside the campaigns, in any file of the tenant:

        member ada { first_name "Ada", tier gold }

        test "gold members read of free delivery" for tier_up {
          given  ada
          now    2027-03-02T10:00
          expect selected
          expect email.body contains "free delivery"
        }

      A test of a later step says what the member has come to:

        test "who clicked is not reminded" for welcome {
          given    ada
          step     reminder
          entered  2027-03-02T10:00
          happened clicked at 2027-03-02T18:20
          expect   excluded
        }

      Each is compiled, verified and run as a campaign is, over a database that holds its member alone; no audience is read. \
      What a test doesn't say is filled in so that it is about what it names: addresses are made up, consents given, other values \
      missing. Where an expectation doesn't hold, it is shown with the value of each of its parts. See docs/testing.md.

        campc test                              every test around the current folder
        campc test shop --tenant fresh --campaign weekly
        campc test --filter "free delivery"     tests whose title has this in it
        campc test --coverage                   what no test has come to
        campc test --junit tests.xml            for build servers
      """)

  @Argument(help: "Files or folders of the workspace.", completion: .file())
  var paths: [String] = []

  @Option(help: "Only tests of this tenant.")
  var tenant: String?

  @Option(help: "Only tests of this campaign.")
  var campaign: String?

  @Option(help: "Only tests whose title has this text in it, in any case.")
  var filter: String?

  @Flag(help: "Also list each clause, branch, variant and message that no test has come to.")
  var coverage = false

  @Option(help: "Also write the outcome to this file as JUnit XML.", completion: .file(extensions: ["xml"]))
  var junit: String?

  @Option(help: "How the outcome is written: full, concise or json.")
  var outputFormat = OutputFormat.full

  func validate() throws {
    if filter?.isEmpty == true { throw ValidationError("--filter is empty: leave it out for all tests") }
  }

  func run() throws {
    let finder = try WorkspaceFinder()
    let selections = try finder.selections(paths.isEmpty ? ["."] : paths)
    guard let selection = selections.first, selections.count == 1 else {
      throw Failure("the paths belong to several workspaces", help: "test one of them after the other")
    }
    let project = try Project(selection, finder)
    let tenants = try self.tenants(project)
    var places = OutputPlaces()
    for tenant in tenants { for (path, what) in project.inputs(of: tenant) { places.reads(path, as: what) } }
    try places.writes(junit, option: "--junit")
    var runner = try TestRunner(project: project)
    var results: [TestResult] = []
    for tenant in tenants {
      for test in tenant.tests where isChosen(test, project, selection) {
        results.append(try runner.run(test, of: tenant))
      }
    }
    if results.isEmpty { return try reportNone(tenants) }
    let report = TestReport(
      results: results,
      coverage: TestCoverage(runner.tested, untested: untested(tenants), sources: project.texts),
      sources: project.texts)
    if let junit { try TextFile.write(JUnitReport.text(report), to: junit, option: "--junit") }
    try Console.write(
      report.rendered(as: outputFormat, style: Console.style(of: STDOUT_FILENO), showsCoverage: coverage))
    Console.error(report.summary + "\n")
    if !report.failures.isEmpty { throw ExitStatus.findings }
  }

  private func tenants(_ project: Project) throws -> [CheckedTenant] {
    let tenants = tenant == nil ? project.checked.tenants : [try project.tenant(tenant)]
    if let campaign, !tenants.contains(where: { $0.campaigns.contains { $0.name == campaign } }) {
      guard tenants.count == 1, let only = tenants.first else {
        throw Failure("no tenant has a campaign `\(campaign)`")
      }
      _ = try project.campaign(campaign, of: only)
    }
    return tenants
  }

  private func isChosen(_ test: CheckedTest, _ project: Project, _ selection: WorkspaceFinder.Selection) -> Bool {
    if let campaign, test.campaign != campaign { return false }
    if let filter, !test.title.lowercased().contains(filter.lowercased()) { return false }
    let shown = project.texts[test.span.file].path
    let path = Paths.resolved(shown) ?? shown
    return selection.named.contains { Paths.isInside(path, $0) }
  }

  /// Campaigns in what was asked for that no test is of.
  private func untested(_ tenants: [CheckedTenant]) -> [String] {
    if campaign != nil || filter != nil { return [] }
    return tenants.flatMap { tenant in
      let tested = Set(tenant.tests.map(\.campaign))
      return tenant.campaigns.map(\.name).filter { !tested.contains($0) }.map { "\(tenant.name)/\($0)" }
    }
  }

  private func reportNone(_ tenants: [CheckedTenant]) throws {
    let count = tenants.reduce(0) { $0 + $1.tests.count }
    if count > 0 {
      throw Failure(
        "none of the \(count) tests is one of those asked for", help: "look at --campaign, --filter and the paths")
    }
    Console.error("there are no tests\n  help: `campc test --help` shows how one is written\n")
  }
}
