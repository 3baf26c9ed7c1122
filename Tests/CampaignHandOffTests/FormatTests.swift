import CampaignHandOff
import CampaignValues
import Testing

@Suite struct FormatTests {
  private static let ticket = HandOffTicket(
    tenant: "shop", tenantNumber: 3, addressKey: SipHash128.Block(low: 1, high: 2), channel: 0,
    idempotencyKey: "3-1-77", spools: ["/data/runs/5", "/data/runs/6"],
    messages: [
      .init(slot: 9, run: 5, entry: 2, spool: 0, place: 4_000_000_000, address: -7, notAfter: 1_800_000_000),
      .init(slot: 10, run: 6, entry: 3, spool: 1, place: 0, address: 7, notAfter: .max),
    ])

  private static let messages = [
    SpooledMessage(sender: "Shop <a@shop.example>", address: "b@mail.example", content: .mail([0, 1, 255])),
    SpooledMessage(sender: "SHOP", address: "+15550100", content: .text("Hë")),
    SpooledMessage(sender: "app", address: "token", content: .push(.init(title: "t", body: "b", link: nil))),
    SpooledMessage(
      sender: "app", address: "token", content: .push(.init(title: "", body: "", link: "https://s.example"))),
  ]

  private static let entries = [
    SpoolEntry(
      key: "42", fate: .message(place: 17, channel: 1, address: .min, zone: nil),
      token: UnsubscribeToken(number: .max - 1)),
    SpoolEntry(
      key: "43", event: .init(key: "e2", entered: -9),
      fate: .message(place: 0, channel: 0, address: 1, zone: "Asia/Tokyo")),
    SpoolEntry(key: "ü", event: .init(key: "e1", entered: nil), fate: .heldOut),
    SpoolEntry(key: "44", event: .init(key: "e3", entered: 8), fate: .excluded),
    SpoolEntry(key: "", fate: .quarantined(reason: "members.age: no whole number")),
  ]

  private static let request = EvaluationRequest(
    tenant: "shop", plan: [1, 2, 3], audiencePath: "/a/b.sqlite", audienceFolder: "/a", outputFolder: "/o", now: -1,
    zoneName: "Europe/Oslo", zoneRules: [9], tenantKey: SipHash128.Block(low: 3, high: 4), run: "2027", step: 2,
    history: [
      .init(
        member: "m", event: "e", run: "r", entered: 5, facts: [(step: 0, event: 1), (step: 1, event: 0)],
        hasConverted: true)
    ], events: .init(after: 1, until: .max, answered: ["e1", "e2"]))

  /// The bytes of a frame, behind its length.
  private func body(_ frame: [UInt8]) -> [UInt8] { Array(frame.dropFirst(4)) }

  @Test func whatIsWrittenIsRead() throws {
    #expect(try body(Self.ticket.frame).withUnsafeBytes { try HandOffTicket($0) } == Self.ticket)
    for message in Self.messages {
      var writer = BinaryWriter()
      message.write(to: &writer)
      #expect(try body(writer.bytes).withUnsafeBytes { try SpooledMessage($0) } == message)
    }
    for entry in Self.entries {
      var writer = BinaryWriter()
      entry.write(to: &writer)
      #expect(
        try writer.bytes.withUnsafeBytes {
          var reader = BinaryReader($0)
          return try SpoolEntry(&reader)
        } == entry)
    }
    #expect(try EvaluationRequest(Self.request.encoded) == Self.request)
  }

  @Test func bytesThatAreCutOrFlippedAreRefusedAndNeverCrash() {
    var refused = 0
    for bytes in [body(Self.ticket.frame), Self.request.encoded] {
      for count in 0..<bytes.count {
        let cut = Array(bytes[..<count])
        if (try? EvaluationRequest(cut)) == nil { refused += 1 }
        _ = cut.withUnsafeBytes { try? HandOffTicket($0) }
        for bit in 0..<8 {
          var flipped = bytes
          flipped[count] ^= 1 << bit
          _ = try? EvaluationRequest(flipped)
          _ = flipped.withUnsafeBytes { try? HandOffTicket($0) }
          _ = flipped.withUnsafeBytes { try? SpooledMessage($0) }
        }
      }
    }
    #expect(refused == body(Self.ticket.frame).count + Self.request.encoded.count)
  }

  @Test func anAddressIsRecognisedByChannelAndKeyAndWithoutTheCaseOfItsDomain() {
    let key = SipHash128.Block(low: 1, high: 2)
    func digest(_ address: String, _ channel: String = "email", _ key: SipHash128.Block = key) -> Int64 {
      AddressDigest.of(Array(address.utf8), channel: channel, key: key)
    }
    let digests = [
      digest("Ada@mail.example"), digest("ada@mail.example"), digest("ada@mail.example", "sms"),
      digest("ada@mail.example", "email", SipHash128.Block(low: 1, high: 3)), digest("ADA"), digest("ada"),
    ]
    #expect(Set(digests).count == digests.count)
    #expect(digest("ada@MAIL.Example") == digest("ada@mail.example"))
    #expect(digest("a@B@mail.example") == digest("a@B@MAIL.example"))
    #expect(digest("a@B@mail.example") != digest("a@b@mail.example"))
  }
}
