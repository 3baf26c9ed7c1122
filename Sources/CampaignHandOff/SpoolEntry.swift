/// What a run found about one member, or one event, in the run's file of entries: one for each whom no clause excluded, and for each event that was
/// answered by nothing.
package struct SpoolEntry: Hashable, Sendable {
  package enum Fate: Hashable, Sendable {
    /// The message lies at a place in the run's file of messages; the address stands for itself by its digest. The zone is the member's own, where
    /// the campaign goes by it and it is known.
    case message(place: Int64, channel: UInt8, address: Int64, zone: String?)
    case heldOut
    /// Its data, or what was made of it, can't be sent.
    case quarantined(reason: String)
    /// Of an event: its member gets no message for it.
    case excluded
  }

  /// The event that the campaign answers.
  package struct Event: Hashable, Sendable {
    package var key: String
    /// When its member entered by it: seconds since 1970; nil where the event says no instant.
    package var entered: Int64?

    package init(key: String, entered: Int64?) {
      self.key = key
      self.entered = entered
    }
  }

  /// Of the member.
  package var key: String
  /// Nil where the campaign answers none.
  package var event: Event?
  package var fate: Fate
  /// What the message's unsubscribe address ends with; nil where there is no message.
  package var token: UnsubscribeToken?

  package init(key: String, event: Event? = nil, fate: Fate, token: UnsubscribeToken? = nil) {
    self.key = key
    self.event = event
    self.fate = fate
    self.token = token
  }

  package func write(to writer: inout BinaryWriter) {
    writer.text(key)
    writer.optional(event?.key)
    if let event { writer.optional(event.entered) }
    writer.optional(token.map { Int64(bitPattern: $0.number) })
    switch fate {
    case .message(let place, let channel, let address, let zone):
      writer.integer(UInt8(0))
      writer.integer(place)
      writer.integer(channel)
      writer.integer(address)
      writer.optional(zone)
    case .heldOut: writer.integer(UInt8(1))
    case .quarantined(let reason):
      writer.integer(UInt8(2))
      writer.text(reason)
    case .excluded: writer.integer(UInt8(3))
    }
  }

  package init(_ reader: inout BinaryReader) throws(BinaryReader.Malformed) {
    key = try reader.text()
    if let key = try reader.optionalText() { event = Event(key: key, entered: try reader.optionalInteger()) }
    token = try reader.optionalInteger().map { UnsubscribeToken(number: UInt64(bitPattern: $0)) }
    switch try reader.integer(UInt8.self) {
    case 0:
      fate = .message(
        place: try reader.integer(), channel: try reader.integer(), address: try reader.integer(),
        zone: try reader.optionalText())
    case 1: fate = .heldOut
    case 2: fate = .quarantined(reason: try reader.text())
    case 3: fate = .excluded
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
