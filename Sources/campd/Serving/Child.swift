import CampaignWorkspace
import Glibc

/// A process that this one started.
struct Child {
  let number: pid_t

  /// Starts a program with these files as its descriptors from 0 on; nil is nothing to read or write. Signals are as a program expects them.
  init(_ program: String, _ arguments: [String], files: [Int32?]) throws(Failure) {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    // First out of the way of the places where they are to be.
    let copies = files.map { file in file.map { fcntl($0, F_DUPFD_CLOEXEC, Int32(files.count) + 8) } }
    defer { for case let copy? in copies where copy >= 0 { close(copy) } }
    for (place, copy) in copies.enumerated() {
      if let copy {
        posix_spawn_file_actions_adddup2(&actions, copy, Int32(place))
      } else {
        posix_spawn_file_actions_addopen(&actions, Int32(place), "/dev/null", O_RDWR, 0)
      }
    }
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let words = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var number: pid_t = 0
    let code = posix_spawn(&number, program, &actions, &attributes, words, environ)
    guard code == 0 else { throw Failure("`\(program)` can't be started: \(String(cString: strerror(code)))") }
    self.number = number
  }

  /// The status with which it ended: its exit status, or 128 and the number of the signal; nil while it runs.
  func ended() -> Int32? {
    var status: Int32 = 0
    let found = waitpid(number, &status, WNOHANG)
    if found == 0 { return nil }
    guard found == number else { return 255 }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }

  /// Waits until it ended; its status as of `ended`.
  func wait() -> Int32 {
    while true {
      var status: Int32 = 0
      let found = waitpid(number, &status, 0)
      if found < 0, errno == EINTR { continue }
      guard found == number else { return 255 }
      return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }
  }

  func end(_ signal: Int32) { kill(number, signal) }

  /// The folder of the program that runs.
  static var programFolder: String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { buffer in
      buffer.baseAddress.map { readlink("/proc/self/exe", $0, buffer.count - 1) } ?? -1
    }
    let path = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }
}
