import CampaignTestSupport
import Foundation
import Testing

/// Runs the built `campc` as its users do.
enum Tool {
  struct Result {
    let status: Int32
    let out: String
    let err: String
  }

  static let path = BuiltProgram.path("campc")

  static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// `status` is 124 where it did not end within half a minute.
  static func run(
    _ arguments: String..., in folder: URL = repository, environment: [String: String] = [:], input: String? = nil,
    output: String? = nil
  ) throws -> Result {
    try run(arguments, in: folder, environment: environment, input: input, output: output)
  }

  static func run(
    _ arguments: [String], in folder: URL = repository, environment: [String: String] = [:], input: String? = nil,
    output: String? = nil
  ) throws -> Result {
    let scratch = try Scratch()
    let outFile = output ?? scratch.url.appending(path: "out").path
    let errFile = scratch.url.appending(path: "err").path
    if output == nil { try Data().write(to: URL(filePath: outFile)) }
    try Data().write(to: URL(filePath: errFile))
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/timeout")
    process.arguments = ["30", path] + arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = input.flatMap { FileHandle(forReadingAtPath: $0) } ?? FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: outFile)
    process.standardError = FileHandle(forWritingAtPath: errFile)
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, out: output == nil ? try String(contentsOfFile: outFile, encoding: .utf8) : "",
      err: try String(contentsOfFile: errFile, encoding: .utf8))
  }
}

/// A folder of its own that goes when it is released.
final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(path: "campc-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ path: String, _ text: String) throws {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: false, encoding: .utf8)
  }

  /// A workspace of the given tenants, each of which is sound, and a library.
  convenience init(tenants: String...) throws {
    try self.init()
    try write("workspace.campaign", "workspace market {\n  library \"library\"\n  tenants \"tenants/*\"\n}\n")
    try write("library/README", "templates\n")
    for tenant in tenants {
      try write(
        "tenants/\(tenant)/tenant.campaign",
        """
        tenant \(tenant) {
          name      "The shop"
          timezone  "Europe/Oslo"
          currency  NOK
          languages nb_NO
          audience  "audience.sqlite"
        }

        """)
      try write(
        "tenants/\(tenant)/audience.campaign",
        "audience member from members key id {\n  city text(40)?\n  visits int(0 to 1_000)\n}\n")
    }
  }
}
