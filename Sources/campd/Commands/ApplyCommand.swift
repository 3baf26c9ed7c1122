import ArgumentParser
import CampaignDiagnostics
import CampaignEngine
import CampaignWorkspace

struct ApplyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Make a workspace the one that runs, in one step.",
    discussion: """
      Checks and compiles the workspace, and gives it to the engine in one step, whether the engine runs or not. Where something is wrong \
      that all tenants share, the workspace's own file or the library, nothing changes. A tenant whose files are wrong keeps what it \
      runs, and the others go on. Runs that have begun keep to the plan that they began with.

        campd apply shop                  the folder as it is
        campd apply shop --rev HEAD~1     as a commit of its git repository has it
        campd apply HEAD~1                the same, of the workspace around this folder
        campd apply shop --dry-run        only say what would change
        campd apply shop --watch          stay, and apply again whenever a file was changed
      """)

  @OptionGroup var data: DataOption

  @Argument(help: "The workspace's folder, or a commit, where there is no such folder.", completion: .directory)
  var path = "."

  @Option(help: "The commit of the folder's git repository that is read; audiences are those of the folder.")
  var rev: String?

  @Option(help: "Who does this, for the record of changes; the user's name without it.")
  var by: String?

  @Flag(help: "Say what would change, and change nothing.")
  var dryRun = false

  @Flag(help: "Stay, and apply again whenever a file was changed, until SIGTERM.")
  var watch = false

  func validate() throws {
    if watch, dryRun || rev != nil { throw ValidationError("--watch goes with neither --dry-run nor --rev") }
  }

  func run() throws {
    let register = try data.folder.register()
    let (folder, name) =
      rev == nil && Paths.resolved(path) == nil ? (".", Optional(path)) : (path, rev)
    // Of a commit, the whole of a workspace is read, even where its root file is gone by now.
    let root = name == nil ? folder : (try? WorkspaceFinder().single(folder).root) ?? folder
    let git = try name.map { try GitRevision(of: root, $0) }
    var builder = try WorkspaceBuilder(path: root, files: git?.files)
    var applying = Applying(register: register, actor: by ?? Actor.name)
    applying.origin = git.map { "commit \($0.commit)" } ?? ""
    applying.isDryRun = dryRun
    if watch {
      var loop = WatchLoop(builder, applying)
      return loop.run()
    }
    guard try applying.apply(builder.build()) else { throw ExitCode(1) }
  }
}

/// Gives what was built to the register, and says what came of it.
struct Applying {
  let register: Register
  let actor: String
  var origin = ""
  var isDryRun = false
  private let running: RunningPlans

  init(register: Register, actor: String) {
    self.register = register
    self.actor = actor
    running = RunningPlans(register)
  }

  /// False where a tenant keeps what it runs because something is wrong.
  func apply(_ build: WorkspaceBuild) throws -> Bool {
    let application = try application(build)
    showWarnings(build)
    application.showProblems()
    print(CampaignChange.table(application.changes, all: isDryRun), terminator: "")
    let summary = CampaignChange.summary(application.changes)
    if isDryRun {
      print("would run: \(summary)")
      return application.problems.isEmpty
    }
    let before = try register.latestRevision()
    guard let number = try register.apply(application.revision, by: actor, at: SystemClock.now()) else {
      throw Failure("another revision was applied at the same time", help: "apply again")
    }
    print(
      number == before
        ? "revision \(number) runs as before: \(summary)"
        : "revision \(number) runs: \(summary); \(application.revision.digest.prefix(12))")
    let waiting = try register.plansToSign()
    if !waiting.isEmpty { print("\(waiting.count) plans wait to be signed: `campd status` lists them") }
    running.keep(Set(application.revision.tenants.flatMap { $0.campaigns.map(\.plan) }))
    return application.problems.isEmpty
  }

  private func application(_ build: WorkspaceBuild) throws -> Application {
    try Application(
      build, running: running, origin: origin, basis: register.latestRevision(), now: SystemClock.now())
  }

  private func showWarnings(_ build: WorkspaceBuild) {
    for report in [build.shared] + build.tenants.filter(\.isSound).map(\.report)
    where !report.diagnostics.isEmpty { Campd.show(report) }
  }
}
