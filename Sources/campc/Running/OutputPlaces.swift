import CampaignWorkspace
import Glibc

/// Keeps a run from writing over what it reads, and over its own other output.
struct OutputPlaces {
  /// A file that is there, whatever name it goes by.
  private struct Identity: Hashable {
    var device: dev_t
    var number: ino_t

    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
      device = status.st_dev
      number = status.st_ino
    }
  }

  private var inputs: [Identity: String] = [:]
  /// By place, of files that need not be there yet.
  private var reserved: [String: String] = [:]
  private var outputs: [(path: String, option: String)] = []

  /// `what` says what the run reads there: `the audience`.
  mutating func reads(_ path: String, as what: String) {
    if let identity = Identity(path) { inputs[identity] = what }
  }

  /// As `reads`, of a database, beside which SQLite keeps its logs.
  mutating func readsDatabase(_ path: String, as what: String) {
    reads(path, as: what)
    for suffix in ["-wal", "-shm", "-journal"] {
      reads(path + suffix, as: "the log of \(what)")
      reserved[Self.place(path + suffix)] = "the log of \(what)"
    }
  }

  /// Throws where an output option names what the run reads, or what another option names.
  mutating func writes(_ path: String?, option: String) throws(Failure) {
    guard let path else { return }
    if let what = Identity(path).flatMap({ inputs[$0] }) ?? reserved[Self.place(path)] {
      throw Failure("\(option) `\(path)` is \(what), which would be lost", help: "name another file with \(option)")
    }
    let place = Self.place(path)
    if let other = outputs.first(where: { $0.path == place }) {
      throw Failure("\(other.option) and \(option) both name `\(path)`", help: "give each a file of its own")
    }
    outputs.append((place, option))
  }

  /// The path with its folder's links followed, for a file that need not be there.
  private static func place(_ path: String) -> String {
    if let resolved = Paths.resolved(path) { return resolved }
    let name = Paths.name(path)
    let folder = path.dropLast(name.count)
    return Paths.join(Paths.resolved(folder.isEmpty ? "." : String(folder)) ?? String(folder), name)
  }
}
