import CampaignValues

/// What an unsubscribe address ends with: 26 characters of Crockford's base 32 that stand for 128 bits, of which the first 64 are kept.
///
/// They are enough to find a message by, and too many to guess: of 400 million messages, one guess in 46 billion meets one.
package struct UnsubscribeToken: Hashable, Sendable {
  package var number: UInt64

  package init(number: UInt64) { self.number = number }

  package init(_ block: SipHash128.Block) { number = block.low.byteSwapped }

  /// Nil where the text is no token. Capitals are taken as well: some programs change the case of addresses.
  package init?(_ text: some Collection<UInt8>) {
    guard let block = CrockfordBase32.block(text) else { return nil }
    self.init(block)
  }
}
