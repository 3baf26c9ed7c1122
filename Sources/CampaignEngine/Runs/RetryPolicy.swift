import CampaignHandOff
import CampaignLedger

/// When a message is tried again that was not taken.
package struct RetryPolicy: Hashable, Sendable {
  /// After the first refusal; twice as long after each that follows, up to the most.
  package var firstDelaySeconds: Int64
  package var longestDelaySeconds: Int64
  /// Where nobody could be reached, which says nothing about the message.
  package var unreachedDelaySeconds: Int64

  /// Without `firstDelaySeconds`, a minute; the longest delay is sixty times the first.
  package init(firstDelaySeconds: Int64 = 60) {
    self.firstDelaySeconds = firstDelaySeconds
    longestDelaySeconds = firstDelaySeconds * 60
    unreachedDelaySeconds = min(5, firstDelaySeconds)
  }

  /// How the ledger settles what a channel reported of an attempt, the first of which is 1. `random` is evenly spread from 0 up to, not including, 1.
  package func settled(
    _ outcome: HandOffOutcome, attempt: Int64, at now: Int64, random: Double
  ) -> SettledOutcome {
    switch outcome {
    case .accepted: .accepted(reason: nil)
    case .refusedForNow(let answer):
      .again(
        from: now + max(delay(firstDelaySeconds, attempt, random), Int64(answer.retryAfterSeconds ?? 0)),
        reason: answer.summary)
    case .refused(let answer): .failed(reason: answer.summary)
    case .notHandedOff(let reason):
      .again(from: now + delay(unreachedDelaySeconds, attempt, random), reason: reason)
    case .unknown(let reason): .unknown(reason: reason)
    }
  }

  /// Exponential, with a fifth of jitter either way, so that what failed together does not come back together.
  private func delay(_ first: Int64, _ attempt: Int64, _ random: Double) -> Int64 {
    let doubled = first << min(max(attempt - 1, 0), 20)
    let delay = Double(min(doubled, longestDelaySeconds))
    return max(1, Int64(delay * (0.8 + 0.4 * random)))
  }
}

extension HandOffOutcome {
  /// Why nothing should go to the address any more; nil where that is not said.
  var reasonAgainstAddress: String? {
    guard case .refused(let answer) = self, answer.isAboutAddress else { return nil }
    return "address refused: \(answer.summary)"
  }
}

extension ProviderAnswer {
  /// What the ledger keeps: few different texts, and none of a member's data.
  var summary: String { enhancedCode.map { "\(code) \($0)" } ?? code }

  /// Whether the address itself is at fault, so that nothing should go to it any more (RFC 3463: 5.1.1 no such mailbox, 5.1.6 moved, 5.1.10 null MX;
  /// FCM: the app is gone from the device).
  var isAboutAddress: Bool {
    ["5.1.1", "5.1.6", "5.1.10"].contains(enhancedCode ?? "") || code == "UNREGISTERED"
  }
}
