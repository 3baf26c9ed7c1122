import CampaignValues

/// Tokens computed in another way than the machine's: all bytes at once.
enum SipToken {
  static func unsubscribe(member: String, channel: String) -> String { token("unsubscribe", member, channel) }
  static func message(member: String, channel: String) -> String { token("message", member, channel) }

  static func event(_ key: String, run: String, _ purpose: String, member: String, channel: String) -> String {
    digest([purpose, "acme", "hello", run, key, "hello", channel, member])
  }

  private static func token(_ purpose: String, _ member: String, _ channel: String) -> String {
    digest([purpose, "acme", "hello", "2027-03-02T15:30:00Z", "hello", channel, member])
  }

  private static func digest(_ parts: [String]) -> String {
    let bytes = parts.joined(separator: "\u{0}")
    var state = SipHash128(key: SipHash128.Block(low: 0, high: 0))
    bytes.withBytes { state.update($0) }
    return CrockfordBase32.string(state.finish()).lowercased()
  }
}
