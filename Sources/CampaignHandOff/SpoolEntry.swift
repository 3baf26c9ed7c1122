/// What a run found about one member, or one event, in the run's file of entries: one for each whom no clause excluded.
package struct SpoolEntry: Hashable, Sendable {
  package enum Fate: Hashable, Sendable {
    /// The message lies at a place in the run's file of messages; the address stands for itself by its digest.
    case message(place: Int64, channel: UInt8, address: Int64)
    case heldOut
    /// Its data, or what was made of it, can't be sent.
    case quarantined(reason: String)
  }

  /// Of the member.
  package var key: String
  /// Of the event that the campaign answers; nil where it answers none.
  package var event: String?
  package var fate: Fate
  /// What the message's unsubscribe address ends with; nil where there is no message.
  package var token: UnsubscribeToken?

  package init(key: String, event: String? = nil, fate: Fate, token: UnsubscribeToken? = nil) {
    self.key = key
    self.event = event
    self.fate = fate
    self.token = token
  }

  package func write(to writer: inout BinaryWriter) {
    writer.text(key)
    writer.optional(event)
    writer.optional(token.map { Int64(bitPattern: $0.number) })
    switch fate {
    case .message(let place, let channel, let address):
      writer.integer(UInt8(0))
      writer.integer(place)
      writer.integer(channel)
      writer.integer(address)
    case .heldOut: writer.integer(UInt8(1))
    case .quarantined(let reason):
      writer.integer(UInt8(2))
      writer.text(reason)
    }
  }

  package init(_ reader: inout BinaryReader) throws(BinaryReader.Malformed) {
    key = try reader.text()
    event = try reader.optionalText()
    token = try reader.optionalInteger().map { UnsubscribeToken(number: UInt64(bitPattern: $0)) }
    switch try reader.integer(UInt8.self) {
    case 0: fate = .message(place: try reader.integer(), channel: try reader.integer(), address: try reader.integer())
    case 1: fate = .heldOut
    case 2: fate = .quarantined(reason: try reader.text())
    case let kind: throw reader.malformed("an entry of the unknown kind \(kind)")
    }
  }
}

/// The files of a run, in a folder of their own.
package enum SpoolFiles {
  package static let messages = "messages"
  package static let entries = "entries"

  /// What ends a file of entries that is complete.
  package static let end: [UInt8] = Array("\u{0}campaign entries\n".utf8)
}
