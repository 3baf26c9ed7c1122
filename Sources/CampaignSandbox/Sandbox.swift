import CSandbox
import Glibc

/// Shuts this process in: from then on the kernel refuses it everything but the files that are named here.
///
/// Files by Landlock, which a thread inherits from the one that starts it: enter before others are started. Sockets, programs,
/// processes and what else Landlock leaves open by seccomp, for all threads. Neither can be undone; entering again takes away
/// more.
package struct Sandbox: Sendable {
  /// Why a process could not be shut in.
  package struct Unavailable: Error, Sendable, CustomStringConvertible {
    package let description: String
  }

  private var readable: [String] = []
  private var writable: [String] = []

  package init() {}

  /// A file, or a folder with all that lies in it; nothing where there is none.
  package mutating func mayRead(_ path: String) { readable.append(path) }

  /// A folder in which files may be read, made, written and removed, or a file that may be read and written.
  package mutating func mayWrite(_ path: String) { writable.append(path) }

  /// Throws where the kernel can't do it; then the process is as it was, or shut in less than it should be.
  package func enter() throws(Unavailable) {
    guard campaign_landlock_version() > 0 else {
      throw Unavailable(description: "this kernel has no Landlock, or it is switched off")
    }
    try check(restrictFiles(), "Landlock")
    try check(campaign_seccomp_restrict(0), "seccomp")
  }

  /// For a process that answers others: files as they are named here, no programs, and no TCP connection that it opens itself. It may listen, and start
  /// threads. Throws as `enter` does.
  package func enterListening() throws(Unavailable) {
    guard campaign_landlock_version() > 0 else {
      throw Unavailable(description: "this kernel has no Landlock, or it is switched off")
    }
    try check(restrictFiles(talk: campaign_talk_listen), "Landlock")
  }

  /// For a process that hands messages on: files as they are named here, no programs, no other processes, and no TCP port of its own. It may connect to
  /// others, and start threads. Throws as `enter` does.
  package func enterConnecting() throws(Unavailable) {
    guard campaign_landlock_version() > 0 else {
      throw Unavailable(description: "this kernel has no Landlock, or it is switched off")
    }
    try check(restrictFiles(talk: campaign_talk_connect), "Landlock")
    try check(campaign_seccomp_restrict(1), "seccomp")
  }

  private func check(_ code: Int32, _ what: String) throws(Unavailable) {
    guard code != 0 else { return }
    throw Unavailable(description: "the kernel's \(what) refuses: \(String(cString: strerror(code)))")
  }

  private func restrictFiles(talk: campaign_talk? = nil) -> Int32 {
    let paths =
      readable.map { ($0, Int32(campaign_access_read.rawValue)) }
      + writable.map { ($0, Int32(campaign_access_read.rawValue | campaign_access_write.rawValue)) }
    // The call wants C strings that live as long as it.
    let texts = paths.map { strdup($0.0) }
    defer { for text in texts { free(text) } }
    let rules = zip(texts, paths).map { campaign_path(path: $0, access: $1.1) }
    return campaign_landlock_restrict(rules, rules.count, talk.map { Int32($0.rawValue) } ?? 0)
  }
}
