import CampaignTestSupport
import Foundation
import Testing

@testable import CampaignDelivery

/// `smtp-recorder` as a process of its own, which ends with this object.
final class MailServer {
  private struct Line: Decodable {
    var event: String
    var id: String?
  }

  let port: Int
  private let process = Process()
  private let journal = FileManager.default.temporaryDirectory.appending(path: "smtp-\(UUID().uuidString).jsonl")

  init(_ arguments: [String] = []) throws {
    process.executableURL = URL(filePath: BuiltProgram.path("smtp-recorder"))
    process.arguments = ["--journal", journal.path(), "--id-header", "X-Id"] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    port = try #require(Int(line.split(separator: " ").last?.dropLast() ?? ""), "\(line)")
  }

  deinit {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: journal)
  }

  var configuration: SMTPConfiguration {
    var timeouts = SMTPTimeouts()
    timeouts.connectSeconds = 5
    timeouts.dataEndSeconds = 5
    timeouts.commandSeconds = 5
    return SMTPConfiguration(
      host: "127.0.0.1", port: port, security: .none, heloName: "test.example", connections: 3, timeouts: timeouts)
  }

  /// How often each message was written down.
  func taken() throws -> [String: Int] {
    let text = try String(contentsOf: journal, encoding: .utf8)
    return try text.split(separator: "\n").reduce(into: [:]) { counts, line in
      let entry = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
      if entry.event == "accepted" { counts[entry.id ?? "", default: 0] += 1 }
    }
  }
}
