import FoundationEssentials

/// Reads the events of the batch API.
enum BatchEvents {
  private struct Event: Decodable {
    enum Key: String, CodingKey {
      case id, kind, permanent, at
      case providerID = "provider_id"
    }

    var id: String
    var kind: ProviderEvent.Kind
    var instant: Int64?
    var providerID: String?

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: Key.self)
      id = try fields.decode(String.self, forKey: .id)
      let isPermanent = fields.lenient(Bool.self, .permanent) ?? false
      let word = try fields.decode(String.self, forKey: .kind)
      guard let kind = BatchEvents.kind(word, isPermanent: isPermanent), MessageID.isOne(id) else {
        throw DecodingError.dataCorruptedError(forKey: .kind, in: fields, debugDescription: "not an event")
      }
      self.kind = kind
      instant = fields.lenient(Int64.self, .at)
      providerID = fields.lenient(String.self, .providerID)
    }
  }

  private struct Events: Decodable {
    var events: LenientList<Event>
  }

  static func read(_ body: [UInt8], now: Int64) throws(WebhookError) -> [ProviderEvent] {
    guard let read = try? JSONDecoder().decode(Events.self, from: Data(body)) else { throw .malformed }
    return read.events.elements.map { event in
      // Nothing has happened yet that will; and nothing before 1970.
      let instant = event.instant.map { min(max($0, 0), now) } ?? now
      return ProviderEvent(
        kind: event.kind, messageID: event.id, instant: instant, providerID: AnswerText.providerID(event.providerID))
    }
  }

  private static func kind(_ word: String, isPermanent: Bool) -> ProviderEvent.Kind? {
    switch word {
    case "delivered": .delivered
    case "bounced": .bounced(isPermanent ? .permanent : .temporary)
    case "complained": .complained
    case "unsubscribed": .unsubscribed
    case "opened": .opened
    case "clicked": .clicked
    default: nil
    }
  }
}
