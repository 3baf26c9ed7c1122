import CampaignHandOff
import FoundationEssentials

/// By which ways messages leave, as the operator says it in a file: for all tenants, and for single ones otherwise. What is not named goes to the outbox.
package struct ChannelsConfiguration: Sendable {
  /// Why the file can't be used.
  package struct Invalid: Error, Hashable, Sendable, CustomStringConvertible {
    package var path: String
    package var what: String

    package var description: String { "`\(path)`: \(what)\n  help: docs/channels.md says what stands in it" }
  }

  /// A way as it is written: an object with one name in it, which says of which kind it is.
  package struct Way: Decodable, Hashable, Sendable {
    package struct Outbox: Decodable, Hashable, Sendable {}

    package var outbox: Outbox?
  }

  private struct Ways: Decodable {
    var email: Way?
    var sms: Way?
    var push: Way?

    /// By the number of the plan's channel.
    subscript(channel: UInt8) -> Way? {
      switch channel {
      case 0: email
      case 1: sms
      case 2: push
      default: nil
      }
    }
  }

  private struct File: Decodable {
    var email: Way?
    var sms: Way?
    var push: Way?
    var tenants: [String: Ways]?

    var ways: Ways { Ways(email: email, sms: sms, push: push) }
  }

  private let common: Ways
  private let tenants: [String: Ways]
  private let outboxFolder: String

  /// Reads the file; without one, all goes to the outbox.
  package init(path: String, outbox: String) throws(Invalid) {
    outboxFolder = outbox
    guard let data = try? Data(contentsOf: URL(filePath: path)) else {
      (common, tenants) = (Ways(), [:])
      return
    }
    do {
      let file = try JSONDecoder().decode(File.self, from: data)
      (common, tenants) = (file.ways, file.tenants ?? [:])
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

  private func way(tenant: String, channel: UInt8) -> Way? { tenants[tenant]?[channel] ?? common[channel] }

  /// What the way of a tenant's channel can do at once.
  package func traits(tenant: String, channel: UInt8) -> ChannelTraits {
    OutboxChannel.traits(takesMail: channel == 0)
  }

  /// What stands for a way: equal for tenants who share a channel.
  package func routeName(tenant: String, channel: UInt8) -> String { "\(tenant)/\(channel)" }

  /// Opens the way of a tenant's channel.
  package func channel(tenant: String, tenantNumber: Int64, channel: UInt8) -> any DeliveryChannel {
    OutboxChannel(folder: "\(outboxFolder)/\(tenant)", takesMail: channel == 0)
  }
}
