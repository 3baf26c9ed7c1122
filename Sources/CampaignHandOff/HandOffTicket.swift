import CampaignValues

/// What lets claimed messages go: written after the claim is on the disk, to the process that hands them off.
package struct HandOffTicket: Hashable, Sendable {
  package struct Message: Hashable, Sendable {
    /// In the flight file.
    package var slot: UInt32
    package var run: Int64
    package var entry: Int64
    /// Index into `spools`.
    package var spool: UInt16
    package var place: Int64
    /// The message at that place has to be for this address, or it stays.
    package var address: Int64
    package var notAfter: Int64

    package init(
      slot: UInt32, run: Int64, entry: Int64, spool: UInt16, place: Int64, address: Int64, notAfter: Int64
    ) {
      self.slot = slot
      self.run = run
      self.entry = entry
      self.spool = spool
      self.place = place
      self.address = address
      self.notAfter = notAfter
    }
  }

  package var tenant: String
  /// In the engine's register.
  package var tenantNumber: Int64
  /// By which digests of the tenant's addresses are made.
  package var addressKey: SipHash128.Block
  /// Index of `PlanChannel`.
  package var channel: UInt8
  package var idempotencyKey: String
  /// Folders of the runs whose messages they are.
  package var spools: [String]
  /// Of the batch, in its order.
  package var messages: [Message]

  package init(
    tenant: String, tenantNumber: Int64, addressKey: SipHash128.Block, channel: UInt8, idempotencyKey: String,
    spools: [String], messages: [Message]
  ) {
    self.tenant = tenant
    self.tenantNumber = tenantNumber
    self.addressKey = addressKey
    self.channel = channel
    self.idempotencyKey = idempotencyKey
    self.spools = spools
    self.messages = messages
  }

  /// With its length before it.
  package var frame: [UInt8] {
    var body = BinaryWriter()
    body.text(tenant)
    body.integer(tenantNumber)
    body.integer(addressKey.low)
    body.integer(addressKey.high)
    body.integer(channel)
    body.text(idempotencyKey)
    body.list(spools) { $0.text($1) }
    body.list(messages) { writer, message in
      writer.integer(message.slot)
      writer.integer(message.run)
      writer.integer(message.entry)
      writer.integer(message.spool)
      writer.integer(message.place)
      writer.integer(message.address)
      writer.integer(message.notAfter)
    }
    var frame = BinaryWriter()
    frame.raw(body.bytes)
    return frame.bytes
  }

  /// Reads what stands behind the length.
  package init(_ bytes: UnsafeRawBufferPointer) throws(BinaryReader.Malformed) {
    var reader = BinaryReader(bytes)
    tenant = try reader.text()
    tenantNumber = try reader.integer()
    addressKey = SipHash128.Block(low: try reader.integer(), high: try reader.integer())
    channel = try reader.integer()
    idempotencyKey = try reader.text()
    spools = try reader.list { reader throws(BinaryReader.Malformed) in try reader.text() }
    messages = try reader.list { reader throws(BinaryReader.Malformed) in
      Message(
        slot: try reader.integer(), run: try reader.integer(), entry: try reader.integer(),
        spool: try reader.integer(), place: try reader.integer(), address: try reader.integer(),
        notAfter: try reader.integer())
    }
  }
}
