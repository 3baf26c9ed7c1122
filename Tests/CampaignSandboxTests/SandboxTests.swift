import CampaignSandbox
import CampaignTestSupport
import Foundation
import Testing

/// What the kernel refuses a process that shut itself in, and allows it: each deed is tried in a process of its own, which can do it
/// without a sandbox. Deeds to others, and sockets and processes, stand among the attacks of `HostileTenantTests`.
@Suite struct SandboxTests {
  private struct Places {
    let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appending(path: "sandbox-\(UUID().uuidString)")
    var own: String { folder.appending(path: "own").path }
    var other: String { folder.appending(path: "other").path }

    init() throws {
      for path in [own, other] {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for name in ["file", "spare"] { try Data("text".utf8).write(to: URL(filePath: path).appending(path: name)) }
      }
      try FileManager.default.createSymbolicLink(atPath: own + "/link", withDestinationPath: other + "/file")
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
  }

  private static let probe = BuiltProgram.path("sandbox-probe")

  private func answer(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/timeout")
    process.arguments = ["30", Self.probe] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// In a sandbox that may read `own`, and in none.
  private func expect(
    _ deed: String..., isRefusedWith refusal: String, mayWriteOwn: Bool = false,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    for isShutIn in [true, false] {
      let places = try Places()
      defer { places.remove() }
      let written = deed.map {
        $0.replacing("OWN", with: places.own).replacing("OTHER", with: places.other)
      }
      let rules = isShutIn ? [mayWriteOwn ? "--write" : "--read", places.own] : ["--none"]
      let answer = try answer(rules + written)
      #expect(answer == (isShutIn ? refusal : "done"), "\(written), shut in: \(isShutIn)", sourceLocation: location)
    }
  }

  private func expect(
    _ deed: String..., isDoneWhereItMayWrite mayWriteOwn: Bool, _ location: SourceLocation = #_sourceLocation
  ) throws {
    let places = try Places()
    defer { places.remove() }
    let written = deed.map { $0.replacing("OWN", with: places.own).replacing("OTHER", with: places.other) }
    #expect(
      try answer([mayWriteOwn ? "--write" : "--read", places.own] + written) == "done", sourceLocation: location)
  }

  @Test func whatMayBeReadCantBeWritten() throws {
    try expect("make", "OWN/new", isRefusedWith: "EACCES")
    try expect("remove", "OWN/file", isRefusedWith: "EACCES")
    try expect("truncate", "OWN/file", isRefusedWith: "EACCES")
    try expect("rename", "OWN/file", "OWN/new", isRefusedWith: "EACCES")
    try expect("symlink", "OTHER/file", "OWN/new", isRefusedWith: "EACCES", mayWriteOwn: true)
  }

  @Test func whatIsAllowedIsDone() throws {
    try expect("read", "OWN/file", isDoneWhereItMayWrite: false)
    try expect("list", "OWN", isDoneWhereItMayWrite: false)
    try expect("thread", isDoneWhereItMayWrite: false)
    for deed in ["read", "write", "remove", "truncate"] { try expect(deed, "OWN/file", isDoneWhereItMayWrite: true) }
    try expect("make", "OWN/new", isDoneWhereItMayWrite: true)
    try expect("rename", "OWN/file", "OWN/spare", isDoneWhereItMayWrite: true)
  }

  @Test func aFileOfItsOwnCanBeAllowed() throws {
    let places = try Places()
    defer { places.remove() }
    #expect(try answer(["--read", places.own + "/file", "read", places.own + "/file"]) == "done")
    #expect(try answer(["--read", places.own + "/file", "read", places.own + "/spare"]) == "EACCES")
    #expect(try answer(["--read", places.own + "/none", "read", places.own + "/file"]) == "EACCES")
  }

  @Test func enteringAgainTakesAwayMore() throws {
    let places = try Places()
    defer { places.remove() }
    #expect(try answer(["--read", places.own, "again", places.own + "/file"]) == "EACCES")
  }

  @Test func filesHaveAMostSize() throws {
    let places = try Places()
    defer { places.remove() }
    #expect(try answer(["--write", places.own, "--file-bytes", "50500", "fill", places.own + "/new"]) == "EFBIG")
    #expect(try answer(["--write", places.own, "--file-bytes", "100000", "fill", places.own + "/new"]) == "done")
  }

  @Test func whoListensMayAnswerAndNothingElse() throws {
    let places = try Places()
    defer { places.remove() }
    let tried = [
      (["listen"], "done"), (["thread"], "done"), (["write", places.own + "/file"], "done"),
      (["make", places.own + "/new"], "done"), (["link", places.own + "/new", places.own + "/newer"], "done"),
      (["execute"], "EACCES"), (["read", places.other + "/file"], "EACCES"),
      (["make", places.other + "/new"], "EACCES"),
    ]
    for (deed, expected) in tried {
      #expect(try answer(["--listening", "--write", places.own] + deed) == expected, "\(deed)")
    }
    // Landlock knows TCP since Linux 6.7.
    let kernel = ProcessInfo.processInfo.operatingSystemVersion
    if (kernel.majorVersion, kernel.minorVersion) >= (6, 7) {
      #expect(try answer(["--listening", "--write", places.own, "connect"]) == "EACCES")
    }
    #expect(try answer(["--none", "connect"]) == "done" && answer(["--none", "listen"]) == "done")
  }

  @Test func whoHandsOnMayConnectAndNothingElse() throws {
    let places = try Places()
    defer { places.remove() }
    let tried = [
      (["connect"], "done"), (["thread"], "done"), (["udp"], "done"), (["write", places.own + "/file"], "done"),
      (["execute"], "EPERM"), (["process"], "EPERM"), (["trace"], "EPERM"), (["namespace"], "EPERM"),
      (["io_uring"], "EPERM"), (["read", places.other + "/file"], "EACCES"),
      (["make", places.other + "/new"], "EACCES"),
    ]
    for (deed, expected) in tried {
      #expect(try answer(["--connecting", "--write", places.own] + deed) == expected, "\(deed)")
    }
    let kernel = ProcessInfo.processInfo.operatingSystemVersion
    if (kernel.majorVersion, kernel.minorVersion) >= (6, 7) {
      #expect(try answer(["--connecting", "--write", places.own, "listen"]) == "EACCES")
    }
  }

  @Test func aKernelWithoutLandlockIsNamed() throws {
    let places = try Places()
    defer { places.remove() }
    let answer = try answer([
      "--hide-landlock", Self.probe, "--read", places.own, "read", places.own + "/file",
    ])
    #expect(answer == "this kernel has no Landlock, or it is switched off")
  }
}
