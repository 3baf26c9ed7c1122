import CampaignHandOff

/// The messages of a batch, and how far they have come; it goes from one connection to the next until all are reported.
package struct SMTPWork: Sendable {
  let messages: [OutboundMessage]
  let report: any HandOffReport
  /// Before which every message is reported, is not to be, or is on its way right now.
  private(set) var next = 0
  /// The message whose attempt broke a connection once.
  private var suspect: Int?
  /// How many messages a server gave an answer about.
  private(set) var answered = 0
  /// From then on no message is begun.
  package var isCancelled = false

  package init(messages: [OutboundMessage], report: any HandOffReport) {
    self.messages = messages
    self.report = report
  }

  package var isDone: Bool { next >= messages.count }

  mutating func takeNext() -> Int? {
    while !isCancelled, !isDone {
      next += 1
      if report.mayBegin(next - 1) { return next - 1 }
    }
    return nil
  }

  /// Of what was found out here, without a server.
  func settleLocally(_ index: Int, _ outcome: HandOffOutcome) { report.settle(index, outcome) }

  mutating func settle(_ index: Int, answered outcome: HandOffOutcome) {
    answered += 1
    report.settle(index, outcome)
  }

  /// The last message taken was begun, and can't have been completed: it is begun once more, over another connection.
  ///
  /// `isSuspect` says that the connection may have broken because of it. At the second time it is let go, so that it can't keep the
  /// messages behind it from going.
  mutating func putBack(_ index: Int, isSuspect: Bool, reason: String) {
    if isSuspect, suspect == index { return report.settle(index, .notHandedOff(reason: reason)) }
    if isSuspect { suspect = index }
    next = index
  }

  /// What was not begun never will be.
  package mutating func giveUp(reason: String) {
    while !isDone {
      report.settle(next, .notHandedOff(reason: reason))
      next += 1
    }
  }
}

/// How a connection's part in a batch ended.
package enum SMTPRunEnd: Hashable, Sendable {
  /// Nothing is left to do, or nothing more is to be begun.
  case done
  /// The connection has come to an end in good order; what is left goes over another one.
  case retired
  /// A message that was to be completed must not go, which only breaking the connection can keep it from.
  case withdrawn
  /// It was idle, and gone by the time that it was to be used again; nothing is known of any message.
  case stale
  /// `isFinal` where another attempt right now would end no other way.
  case broken(reason: String, isFinal: Bool)
}
