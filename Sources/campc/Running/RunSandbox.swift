import CampaignSandbox
import CampaignWorkspace
import Glibc

/// Shuts a run in with what it was asked to read and write, so that a plan or an audience that broke the machine could still
/// reach nothing else.
///
/// A plan that was read from a file is foreign: the kernel's guard stands before it is opened, and is drawn tighter once it is
/// known whose audience it reads. What was just compiled from source is not, and the guard stands before the audience is opened.
struct RunSandbox {
  /// Where the kernel can't, an error rather than a warning.
  let isRequired: Bool
  /// Files to write, each in a folder where others may be made beside it; nil is standard output.
  let outputs: [String?]
  /// Files to read besides the audience.
  let inputs: [String?]

  /// For reading a plan, and what it takes to find its audience in a workspace.
  func enter(plan: String, workspace path: String, audience: String?) throws(Failure) {
    var sandbox = common
    sandbox.mayRead(plan)
    if let audience {
      allow(audience, &sandbox)
    } else {
      // A log beside the audience may have to be made readable; which tenant's is not known yet.
      sandbox.mayWrite(try WorkspaceFinder().single(path).root)
    }
    try enter(sandbox)
  }

  /// For the run itself; members that are given come from no audience.
  func enter(audience: String?) throws(Failure) {
    var sandbox = common
    if let audience { allow(audience, &sandbox) }
    try enter(sandbox)
  }

  private var common: Sandbox {
    var sandbox = Sandbox()
    sandbox.mayRead(ZoneFiles.folder)
    for case let input? in inputs { sandbox.mayRead(input) }
    for case let output? in outputs { sandbox.mayWrite(Self.folder(of: output)) }
    return sandbox
  }

  private func enter(_ sandbox: Sandbox) throws(Failure) {
    do throws(Sandbox.Unavailable) {
      try sandbox.enter()
    } catch {
      guard isRequired else {
        return Console.error(
          "warning: the run is not shut in: \(error.description)\n  help: --require-sandbox refuses to run so\n")
      }
      throw Failure(
        "the run can't be shut in: \(error.description)",
        help: "Linux 5.13 or newer has what is needed, unless it is switched off; or run it without --require-sandbox")
    }
  }

  /// A database with a write-ahead log is read by way of files beside it, which SQLite makes where they are not there.
  private func allow(_ audience: String, _ sandbox: inout Sandbox) {
    let path = Paths.resolved(audience) ?? audience
    if Self.hasWriteAheadLog(path) {
      sandbox.mayWrite(Self.folder(of: path))
    } else {
      sandbox.mayRead(Self.folder(of: path))
    }
  }

  /// By the file's header: https://www.sqlite.org/fileformat2.html#file_format_version_numbers
  private static func hasWriteAheadLog(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var header = [UInt8](repeating: 0, count: 20)
    return pread(descriptor, &header, header.count, 0) == header.count && header[19] == 2
  }

  /// The folder of a file that need not be there, its links followed.
  private static func folder(of path: String) -> String {
    if let resolved = Paths.resolved(path) { return Paths.parent(resolved) ?? "/" }
    let folder = path.dropLast(Paths.name(path).count)
    return Paths.resolved(folder.isEmpty ? "." : String(folder)) ?? String(folder)
  }
}
