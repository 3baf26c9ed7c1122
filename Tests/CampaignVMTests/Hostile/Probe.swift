import CampaignTestSupport
import Foundation

/// Runs the program that tries from within a sandbox what the sandbox is there to refuse (`Tests/SandboxProbe`).
enum Probe {
  /// What the program says: `done`, or the name of the kernel's answer.
  static func answer(_ arguments: [String]) throws -> String {
    try Child.run([BuiltProgram.path("sandbox-probe")] + arguments).text
  }
}

/// A program that is ended, with the status 137, where it takes too long.
enum Child {
  /// The text is what it writes, errors included.
  static func run(_ command: [String], seconds: Int = 30) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/timeout")
    // The threads of a test take no other signal, and what they start inherits that.
    process.arguments = ["--signal=KILL", "\(seconds)"] + command
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let isKilled = process.terminationReason == .uncaughtSignal
    return (
      isKilled ? 128 + process.terminationStatus : process.terminationStatus,
      text.trimmingCharacters(in: .whitespacesAndNewlines)
    )
  }
}
