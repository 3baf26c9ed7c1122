import CampaignHandOff
import FoundationEssentials
import Glibc

/// By which ways messages leave, as the operator says it in a file: for all tenants, and for single ones otherwise. What is not named goes to the outbox.
package struct ChannelsConfiguration: Sendable {
  /// Why the file can't be used.
  package struct Invalid: Error, Hashable, Sendable, CustomStringConvertible {
    package var path: String
    package var what: String

    package var description: String { "`\(path)`: \(what)\n  help: docs/channels.md says what stands in it" }
  }

  private struct Ways: Decodable {
    var email: ChannelWay?
    var sms: ChannelWay?
    var push: ChannelWay?

    /// By the number of the plan's channel.
    subscript(channel: UInt8) -> ChannelWay? {
      switch channel {
      case 0: email
      case 1: sms
      case 2: push
      default: nil
      }
    }

    func check(_ place: String) throws(ChannelConfigurationError) {
      try email?.check("\(place)email", channel: "email")
      try sms?.check("\(place)sms", channel: "sms")
      try push?.check("\(place)push", channel: "push")
    }
  }

  private struct File: Decodable {
    var email: ChannelWay?
    var sms: ChannelWay?
    var push: ChannelWay?
    var tenants: [String: Ways]?
    var tracking: TrackingSettings?

    var ways: Ways { Ways(email: email, sms: sms, push: push) }
  }

  private let common: Ways
  private let tenants: [String: Ways]
  private let outboxFolder: String
  /// What comes back; nil where nothing is said of it.
  package let tracking: TrackingSettings?

  /// Reads the file; without one, all goes to the outbox.
  package init(path: String, outbox: String) throws(Invalid) {
    outboxFolder = outbox
    if access(path, F_OK) != 0, errno == ENOENT {
      (common, tenants, tracking) = (Ways(), [:], nil)
      return
    }
    guard let data = try? Data(contentsOf: URL(filePath: path)) else {
      throw Invalid(path: path, what: "it can't be read: make it a file that the engine's user may read")
    }
    do {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      let file = try decoder.decode(File.self, from: data)
      (common, tenants, tracking) = (file.ways, file.tenants ?? [:], file.tracking)
      try common.check("")
      for (name, ways) in tenants { try ways.check("tenants.\(name).") }
    } catch let error as DecodingError {
      throw Invalid(path: path, what: Self.words(error))
    } catch {
      throw Invalid(path: path, what: "\(error)")
    }
  }

  private static func words(_ error: DecodingError) -> String {
    let (context, what): (DecodingError.Context, String) =
      switch error {
      case .typeMismatch(let type, let context): (context, "is no \(type)")
      case .valueNotFound(_, let context): (context, "is null")
      case .keyNotFound(let key, let context): (context, "has no `\(key.stringValue)`")
      case .dataCorrupted(let context): (context, "can't be read: \(context.debugDescription)")
      @unknown default: (DecodingError.Context(codingPath: [], debugDescription: ""), "can't be read")
      }
    let place = context.codingPath.map(\.stringValue).joined(separator: ".")
    return place.isEmpty ? "it \(what)" : "`\(place)` \(what)"
  }

  private func way(tenant: String, channel: UInt8) -> (way: ChannelWay, setting: String)? {
    let name = Self.names[Int(channel) % Self.names.count]
    if let own = tenants[tenant]?[channel] { return (own, "tenants.\(tenant).\(name)") }
    return common[channel].map { ($0, name) }
  }

  /// Of the plan's channels, by number.
  private static let names = ["email", "sms", "push"]

  /// What the way of a tenant's channel can do at once.
  package func traits(tenant: String, channel: UInt8) -> ChannelTraits {
    way(tenant: tenant, channel: channel)?.way.traits(takesMail: channel == 0)
      ?? OutboxChannel.traits(takesMail: channel == 0)
  }

  /// What stands for a way: equal for tenants who share it.
  package func routeName(tenant: String, channel: UInt8) -> String {
    guard let (way, setting) = way(tenant: tenant, channel: channel), way.outbox == nil else {
      return "outbox \(tenant) \(channel)"
    }
    return setting
  }

  /// Opens the way of a tenant's channel. Throws where its secrets or its files can't be used.
  package func route(tenant: String, channel: UInt8) throws -> TicketService.Route {
    let folder = "\(outboxFolder)/\(tenant)"
    guard let (way, setting) = way(tenant: tenant, channel: channel) else {
      return TicketService.Route(channel: OutboxChannel(folder: folder, takesMail: channel == 0))
    }
    return TicketService.Route(
      channel: try way.open(setting, outbox: folder, takesMail: channel == 0),
      returnPath: try way.smtp?.returnPaths(setting) ?? nil)
  }

  /// Folders of the files that the ways read when they are opened: secrets, keys and certificates. A file that is written anew is another one; its folder
  /// stays.
  package var fileFolders: Set<String> {
    let ways = [common] + tenants.values
    let files = ways.flatMap { [$0.email, $0.sms, $0.push] }.compactMap { $0 }.flatMap(\.files)
    return Set(files.map { path in path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." })
  }

  /// What tells which message a bounce is about; nil where no way has bounces come back. Throws where a key can't be read.
  package func returnPaths() throws(ChannelConfigurationError) -> VERP? {
    var keys: [Secret] = []
    for (setting, ways) in [("", common)] + tenants.map({ ("tenants.\($0).", $1) }).sorted(by: { $0.0 < $1.0 }) {
      guard let smtp = ways.email?.smtp, smtp.bounceDomain != nil, let key = smtp.bounceKey else { continue }
      keys.append(try key.secret("\(setting)email.smtp.bounce_key"))
    }
    return keys.isEmpty ? nil : VERP(keys: keys)
  }

  /// Opens each way that is named, and closes it again: throws where one can't be used.
  package func checkWays() async throws {
    let names = [""] + tenants.keys.sorted()
    for name in names {
      for channel in UInt8(0)..<3 where (name.isEmpty ? common : tenants[name])?[channel] != nil {
        await (try route(tenant: name, channel: channel)).channel.close()
      }
    }
  }
}
