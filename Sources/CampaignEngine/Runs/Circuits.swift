import CampaignHandOff

/// Circuit breakers, one for each way by which messages go: where nothing gets through any more, nothing is claimed for a while, so that messages wait
/// for their provider with their attempts unspent rather than each for itself.
///
/// A breaker opens after so many attempts in a row that failed whoever they were for. Then one batch is let through to see; if that fails too, it
/// opens for twice as long. What a provider refuses for good counts as an answer: it is there.
final class Circuits {
  /// In a row.
  static let failuresToOpen = 50
  static let firstSeconds: Int64 = 30
  static let longestSeconds: Int64 = 600
  /// How long is waited for what becomes of a batch that was let through to see.
  static let secondsToSee: Int64 = 60

  /// What may go by a way.
  enum Passage: Hashable {
    case free
    /// One batch.
    case toSee
    case none(until: Int64)
  }

  private struct Breaker {
    var failures = 0
    /// How often it opened since something last got through.
    var openings = 0
    /// It is open before this instant.
    var until: Int64 = .min
    /// When a batch was let through of which nothing is known yet.
    var seeing: Int64?
  }

  private var breakers: [String: Breaker] = [:]

  func passage(_ way: String, at now: Int64) -> Passage {
    guard let breaker = breakers[way], breaker.openings > 0 else { return .free }
    if now < breaker.until { return .none(until: breaker.until) }
    if let seeing = breaker.seeing, now < seeing + Self.secondsToSee { return .none(until: seeing + Self.secondsToSee) }
    return .toSee
  }

  /// A batch was let through to see.
  func see(_ way: String, at now: Int64) { breakers[way]?.seeing = now }

  /// Takes what became of an attempt; how long the way is closed by it, in seconds, where it is, and 0 where it is open again. `random` is evenly spread
  /// from 0 up to, not including, 1.
  func note(_ outcome: HandOffOutcome, by way: String, at now: Int64, random: Double) -> Int64? {
    switch outcome {
    case .accepted, .refused:
      let wasOpen = breakers[way].map { $0.openings > 0 } ?? false
      breakers[way] = nil
      return wasOpen ? 0 : nil
    case .refusedForNow, .notHandedOff, .unknown:
      var breaker = breakers[way] ?? Breaker()
      defer { breakers[way] = breaker }
      // What was on its way when it opened says nothing new.
      if now < breaker.until { return nil }
      breaker.failures += 1
      guard breaker.openings > 0 || breaker.failures >= Self.failuresToOpen else { return nil }
      let doubled = Self.firstSeconds << min(Int64(breaker.openings), 10)
      let seconds = Int64(Double(min(doubled, Self.longestSeconds)) * (0.8 + 0.4 * random))
      breaker.openings += 1
      breaker.until = now + seconds
      breaker.seeing = nil
      return seconds
    }
  }

  /// Ways that are closed, and until when.
  func closed(at now: Int64) -> [(way: String, until: Int64)] {
    breakers.filter { $0.value.openings > 0 }.map { (way: $0.key, until: max(now, $0.value.until)) }.sorted { $0 < $1 }
  }
}
