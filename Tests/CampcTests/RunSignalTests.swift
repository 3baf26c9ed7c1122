import Foundation
import Testing

/// Signals that come while a run waits for something else.
@Suite struct RunSignalTests {
  /// Starts a run, sends it a signal once it waits, and again where asked to; returns by what it ended, and after how many seconds.
  private func end(
    _ scratch: Scratch, by number: Int32, times: Int = 1, input: Any, _ arguments: String...
  ) throws -> (signal: Int32?, seconds: Double) {
    let process = Process()
    process.executableURL = URL(filePath: Tool.path)
    process.arguments = ["run", "--now", RunTests.now] + arguments
    process.currentDirectoryURL = scratch.url
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let status = "/proc/\(process.processIdentifier)/status"
    // It listens once it blocks the signals, which then go to the thread that waits for them.
    for _ in 0..<2_000 {
      let text = (try? String(contentsOfFile: status, encoding: .utf8)) ?? ""
      if text.split(separator: "\n").contains(where: { $0.hasPrefix("SigBlk:") && !$0.hasSuffix("0000000000000000") }) {
        break
      }
      usleep(5_000)
    }
    let start = Date()
    for _ in 0..<times {
      kill(process.processIdentifier, number)
      usleep(100_000)
    }
    process.waitUntilExit()
    return (process.terminationReason == .uncaughtSignal ? process.terminationStatus : nil, -start.timeIntervalSinceNow)
  }

  /// Ends well before the five seconds that other waits are given.
  @Test func aRunThatWaitsForRowsIsEnded() throws {
    let scratch = try RunTests.shop()
    let (signal, seconds) = try end(scratch, by: SIGTERM, input: Pipe(), "--rows", "-", "--out", "out")
    #expect(signal == SIGTERM && seconds < 4)
    #expect(!FileManager.default.fileExists(atPath: scratch.url.appending(path: "out").path))
  }

  @Test(arguments: [1, 2]) func aRunWhoseReaderWaitsIsEnded(times: Int) throws {
    let scratch = try RunTests.shop()
    #expect(mkfifo(scratch.url.appending(path: "pipe").path, 0o600) == 0)
    // Nobody reads it, so that opening it never ends.
    let (signal, seconds) = try end(
      scratch, by: SIGINT, times: times, input: FileHandle.nullDevice, "--out", "pipe")
    #expect(signal == SIGINT && (times == 2 || seconds > 4))
  }

  @Test func aSignalThatWasIgnoredStaysSo() throws {
    let scratch = try RunTests.shop()
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      "-c",
      "trap '' HUP; sleep 1 | \"$0\" run --now \(RunTests.now) --rows - --out out & sleep 0.5; pkill -HUP -P $$ campc; wait; ls out",
      Tool.path,
    ]
    process.currentDirectoryURL = scratch.url
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  /// Landlock has no rule for it, and needs none.
  @Test func rowsComeFromAPipeWithoutAName() throws {
    let scratch = try RunTests.shop()
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = [
      "-c", "\"$0\" run --now \(RunTests.now) --require-sandbox --rows <(true) >out 2>err", Tool.path,
    ]
    process.currentDirectoryURL = scratch.url
    try process.run()
    process.waitUntilExit()
    let text = try String(contentsOf: scratch.url.appending(path: "err"), encoding: .utf8)
    #expect(process.terminationStatus == 0, "\(text)")
  }

  /// The first file to be opened would have its number.
  @Test func aClosedOutputIsNamed() throws {
    let scratch = try RunTests.shop()
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "\"$0\" run --now \(RunTests.now) >&- 2>err", Tool.path]
    process.currentDirectoryURL = scratch.url
    try process.run()
    process.waitUntilExit()
    let text = try String(contentsOf: scratch.url.appending(path: "err"), encoding: .utf8)
    #expect(process.terminationStatus == 2 && text.contains("standard output: it is closed"), "\(text)")
  }
}
