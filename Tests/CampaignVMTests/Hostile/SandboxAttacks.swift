import Foundation

/// What a plan or a database may do that broke the machine: each is tried by a process of its own, within a sandbox that leaves it its own
/// folder, and within none.
enum SandboxAttacks {
  private static func deed(
    _ name: String, by guardName: String, _ deed: String..., mayWriteOwn: Bool = false, limits: [String] = []
  ) -> Attack {
    Attack(name, guard: guardName) { ground, isGuarded in
      let (own, other) = (ground.path("own"), ground.path("other"))
      for folder in [own, other] {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("text".utf8).write(to: URL(filePath: folder + "/file"))
      }
      try FileManager.default.createSymbolicLink(atPath: own + "/link", withDestinationPath: other + "/file")
      let written = deed.map { $0.replacing("OWN", with: own).replacing("OTHER", with: other) }
      let rules = isGuarded ? [mayWriteOwn ? "--write" : "--read", own] + limits : ["--none"]
      let answer = try Probe.answer(rules + written)
      return answer == "done" ? answer : "refused: " + answer
    }
  }

  static let all = [
    deed("reading another tenant's file", by: "Landlock", "read", "OTHER/file"),
    deed("reading another tenant's file by `../`", by: "Landlock", "read", "OWN/../other/file"),
    deed("reading another tenant's file by a link of its own", by: "Landlock", "read", "OWN/link"),
    deed("listing another tenant's folder", by: "Landlock", "list", "OTHER"),
    deed("writing into another tenant's file", by: "Landlock", "write", "OTHER/file", mayWriteOwn: true),
    deed("making a file in another tenant's folder", by: "Landlock", "make", "OTHER/new", mayWriteOwn: true),
    deed("removing another tenant's file", by: "Landlock", "remove", "OTHER/file", mayWriteOwn: true),
    deed("truncating another tenant's file", by: "Landlock", "truncate", "OTHER/file", mayWriteOwn: true),
    deed("taking another tenant's file away", by: "Landlock", "rename", "OTHER/file", "OWN/new", mayWriteOwn: true),
    deed(
      "putting a file of its own into another tenant's folder", by: "Landlock", "rename", "OWN/file", "OTHER/new",
      mayWriteOwn: true),
    deed(
      "another name in its own folder for another tenant's file", by: "Landlock", "link", "OTHER/file", "OWN/new",
      mayWriteOwn: true),
    deed("writing into the audience that it reads", by: "Landlock", "write", "OWN/file"),
    deed("a connection to the network", by: "seccomp", "tcp"),
    deed("a datagram to the network", by: "seccomp", "udp"),
    deed("a socket to the kernel's own services", by: "seccomp", "netlink"),
    deed("a socket to another process", by: "seccomp", "unix"),
    deed("another program", by: "seccomp", "execute"),
    deed("another process", by: "seccomp", "process"),
    deed("tracing a process", by: "seccomp", "trace"),
    deed("a namespace of its own", by: "seccomp", "namespace"),
    deed("system calls by way of io_uring", by: "seccomp", "io_uring"),
    deed(
      "a file that fills the disk", by: "the limit of a file's size", "fill", "OWN/new", mayWriteOwn: true,
      limits: ["--file-bytes", "50500"]),
  ]
}
