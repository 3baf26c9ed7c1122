import CampaignWorkspace
import Glibc

/// The campaign files that a commit takes away, as Git tells: no hook is handed a file that isn't there any more.
enum DeletedFiles {
  /// Paths from the current folder, of what is staged; or of what goes between two commits, where pre-commit names them.
  static func list() throws(Failure) -> [String] {
    var range = ["--cached"]
    if let from = getenv("PRE_COMMIT_FROM_REF"), let to = getenv("PRE_COMMIT_TO_REF") {
      range = [String(cString: from) + "..." + String(cString: to)]
    }
    let arguments =
      ["git", "diff"] + range
      + ["--name-only", "--diff-filter=D", "--no-renames", "--no-ext-diff", "--relative", "-z", "--", "*.campaign"]
    guard let output = output(of: arguments) else {
      throw Failure(
        "Git did not say which files the commit deletes",
        help: "run this in a Git repository, or leave --with-deleted out")
    }
    return output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// What a program writes to standard output; nil where it can't be started or fails.
  private static func output(of arguments: [String]) -> [UInt8]? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    var words = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process = pid_t()
    let code = posix_spawnp(&process, arguments[0], &actions, nil, &words, environ)
    close(ends[1])
    guard code == 0 else { return nil }
    let bytes = read(ends[0])
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { return nil }
    }
    return status == 0 ? bytes : nil
  }

  private static func read(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count > 0 {
        bytes += chunk[..<count]
      } else if count == 0 || errno != EINTR {
        return bytes
      }
    }
  }
}
