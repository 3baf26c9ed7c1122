import Foundation
import Testing

@testable import CampaignDelivery

/// `Tests/tools/provider_standin.py` as a process of its own, which ends with this object, and after two minutes in any case.
final class Standin {
  struct Line: Decodable {
    enum CodingKeys: String, CodingKey {
      case kind, key, sha256, ids, taken, fault, assertion, active
      case isRepeat = "repeat"
    }

    var kind: String
    var key: String?
    var sha256: String?
    var ids: [String]?
    var taken: [String]?
    var fault: String?
    var assertion: String?
    var active: Int
    var isRepeat: Bool?
  }

  /// What the next call of a kind is answered.
  struct LaidDown: Encodable {
    enum CodingKeys: String, CodingKey {
      case kind = "for"
      case status, headers, body, cut, fault
      case repeatBytes = "repeat_bytes"
    }

    var kind = "batch"
    var status = 200
    var headers: [String: String] = [:]
    var body = ""
    var cut = false
    var fault: String?
    /// How many times the body is sent in a row; nil for once.
    var repeatBytes: Int?
  }

  let port: Int
  let scratch: URL
  private let process = Process()

  init(_ arguments: String...) throws {
    scratch = FileManager.default.temporaryDirectory.appending(path: "standin-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    let tool = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "tools/provider_standin.py")
    let out = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["python3", tool.path, "--life-seconds", "120", "--journal", scratch.appending(path: "journal").path] + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = out
    try process.run()
    var line = Data()
    while !line.contains(0x0A) {
      let part = out.fileHandleForReading.availableData
      guard !part.isEmpty else { throw CocoaError(.fileReadUnknown) }
      line += part
    }
    let words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    port = try #require(words.last.flatMap { Int($0) })
  }

  deinit {
    // Not waited for: this may be a thread that other tests need.
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    try? FileManager.default.removeItem(at: scratch)
  }

  func url(_ path: String, scheme: String = "http") throws -> ProviderURL {
    try ProviderURL("\(scheme)://127.0.0.1:\(port)\(path)", setting: "url")
  }

  func journal() throws -> [Line] {
    let text = try String(contentsOf: scratch.appending(path: "journal"), encoding: .utf8)
    return try text.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
  }

  func layDown(_ answers: LaidDown...) async throws {
    try await post("/_answers", try JSONEncoder().encode(["answers": answers]))
  }

  func revokeTokens() async throws { try await post("/_revoke", Data("{}".utf8)) }

  private func post(_ path: String, _ body: Data) async throws {
    let caller = try HTTPCaller(HTTPConnectionSettings(), now: systemSeconds)
    let result = await caller.post(
      ProviderCall(url: "http://127.0.0.1:\(port)\(path)", headers: [], body: [UInt8](body)))
    await caller.close()
    guard case .answer(let answer) = result else { throw CocoaError(.fileReadUnknown) }
    #expect(answer.status == 200)
  }
}

/// A port of 127.0.0.1 whose connections are accepted and then neither read nor written; or refused, where nobody listens.
final class SilentListener {
  let port: Int
  private let descriptor: Int32

  init(listens: Bool = true) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let status = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) | (listens ? listen(descriptor, 16) : 0) | getsockname(descriptor, $0, &length)
      }
    }
    try #require(status == 0)
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close(descriptor) }
}
