import CampaignHandOff
import CampaignTestSupport
import Crypto
import Foundation
import Testing

/// `campd track`, listening on a port of this machine, with a data folder of its own.
final class TrackingProgram {
  let folder: String
  let port: UInt16
  private let process = Process()

  static let key = "a key of the provider's"

  /// Starts it, and waits until it says where it listens.
  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "tracking-\(UUID().uuidString)").path()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Self.key.write(toFile: "\(folder)/key", atomically: true, encoding: .utf8)
    try """
    {"email": {"smtp": {"host": "127.0.0.1", "bounce_domain": "bounces.shop.example", "bounce_key": {"file": "\(folder)/key"}}},
     "tracking": {"webhooks": {
      "mail": {"http": {"keys": [{"file": "\(folder)/key"}]}, "tenant": "shop"},
      "sms": {"twilio": {"auth_token": {"file": "\(folder)/key"}, "url": "https://go.shop.example/webhooks/sms"}}}}}
    """.write(toFile: "\(folder)/channels.json", atomically: true, encoding: .utf8)
    let errors = Pipe()
    process.executableURL = URL(filePath: BuiltProgram.path("campd"))
    process.arguments = ["track", "--data", folder, "--listen", "127.0.0.1:0"]
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    var said = ""
    while !said.contains("\n") {
      let more = errors.fileHandleForReading.availableData
      if more.isEmpty { break }
      said += String(decoding: more, as: UTF8.self)
    }
    let digits = said.split(separator: "127.0.0.1:").last?.prefix { $0.isNumber } ?? ""
    port = try #require(UInt16(digits), "\(said)")
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// What stands in the inbox.
  var records: [InboxRecord] { InboxReader(folder: "\(folder)/inbox").next(.max).map(\.record) }

  /// Asks on a connection of its own.
  func ask(
    _ method: String, _ path: String, _ headers: [String: String] = [:], body: [UInt8] = []
  ) throws -> Answer {
    var request = "\(method) \(path) HTTP/1.1\r\nHost: go.shop.example\r\nConnection: close\r\n"
    for (name, value) in headers { request += "\(name): \(value)\r\n" }
    if method != "GET" { request += "Content-Length: \(body.count)\r\n" }
    return try send(Array("\(request)\r\n".utf8) + body)
  }

  func send(_ bytes: [UInt8]) throws -> Answer {
    let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(connection) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(connected == 0)
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress.map { $0 + start }, $0.count - start, Int32(MSG_NOSIGNAL))
      }
      // It need not take all of what it refuses.
      if count <= 0 { break }
      start += count
    }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      answer += buffer[..<count]
    }
    return Answer(String(decoding: answer, as: UTF8.self))
  }

  struct Answer {
    var status: Int
    var head: String
    var body: String

    fileprivate init(_ text: String) {
      let parts = text.components(separatedBy: "\r\n\r\n")
      head = parts[0].lowercased()
      body = parts.dropFirst().joined(separator: "\r\n\r\n")
      status = Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0
    }
  }
}

/// Signatures as providers make them.
enum Signing {
  static func batch(_ body: [UInt8], at now: Int64, key: String = TrackingProgram.key) -> String {
    let code = HMAC<SHA256>.authenticationCode(
      for: Data("\(now).".utf8) + Data(body), using: SymmetricKey(data: Data(key.utf8)))
    return "t=\(now),v1=" + code.map { String(format: "%02x", $0) }.joined()
  }

  static func sms(_ url: String, _ parameters: [(String, String)]) -> String {
    let content = url + parameters.sorted { $0.0 < $1.0 }.map { $0.0 + $0.1 }.joined()
    let code = HMAC<Insecure.SHA1>.authenticationCode(
      for: Data(content.utf8), using: SymmetricKey(data: Data(TrackingProgram.key.utf8)))
    return Data(code).base64EncodedString()
  }
}
