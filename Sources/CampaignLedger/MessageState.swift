/// Where a message stands. The numbers are those of the ledger's file.
package enum MessageState: Int, CaseIterable, Sendable {
  /// To be sent, now or later.
  case pending = 0
  /// Nothing is sent, so that it can be seen what sending does.
  case heldOut = 1
  /// The member's data, or what was made of it, can't be sent.
  case quarantined = 2
  /// Not to be sent: no consent any more, a cap, an address that gives mail back.
  case suppressed = 3
  /// About to be handed off, or handed off without an answer yet.
  case claimed = 4
  /// The provider answered that it took the message. Final: what follows is events.
  case accepted = 5
  /// The provider will never take it, as it says; an operator who mended why can let it be tried again.
  case failed = 6
  /// It may have been handed off, and nobody can say.
  case unknown = 7
  /// Its time was over before it was sent.
  case expired = 8
  /// Somebody stopped the campaign.
  case cancelled = 9

  /// The states in which a message is put down when it is planned.
  package static let planned: Set<MessageState> = [.pending, .heldOut, .quarantined, .suppressed]

  /// Where a message may go from here; nowhere from most.
  package var next: Set<MessageState> {
    switch self {
    case .pending: [.claimed, .quarantined, .suppressed, .expired, .cancelled]
    case .claimed: [.accepted, .failed, .unknown, .pending]
    case .unknown: [.accepted, .pending, .failed]
    case .failed: [.pending]
    case .heldOut, .quarantined, .suppressed, .accepted, .expired, .cancelled: []
    }
  }

  /// The name of its column in the table of runs.
  var column: String {
    switch self {
    case .heldOut: "held_out"
    default: "\(self)"
    }
  }

  /// As people read it.
  package var words: String {
    switch self {
    case .heldOut: "held out"
    default: "\(self)"
    }
  }
}
