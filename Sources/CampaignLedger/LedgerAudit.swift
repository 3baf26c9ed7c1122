extension Ledger {
  /// Counts everything anew and compares; throws where the figures of a run are not those of its messages.
  ///
  /// Of each run: planned is the sum of all states, each state's figure is what its messages say. What is claimed stands in exactly one open claim, and
  /// what is pending is ahead of its wave's cursor or in the queue, once.
  package func audit() throws(LedgerError) {
    try check(
      "planned is not the sum of the states",
      "SELECT id FROM run WHERE planned <> \(MessageState.allCases.map(\.column).joined(separator: " + "))")
    for state in MessageState.allCases {
      try check(
        "\(state.words) is not what the messages say",
        """
        SELECT id FROM run WHERE \(state.column) <> (
          SELECT count(*) FROM message WHERE run = id AND state = \(state.rawValue))
        """)
    }
    for (state, standings) in [(MessageState.claimed, "1, 4"), (.unknown, "2")] {
      try check(
        "a message that is \(state.words) does not stand in one claim as that",
        """
        SELECT run FROM message m WHERE state = \(state.rawValue) AND 1 <> (
          SELECT count(*) FROM claim l JOIN claimed c ON c.claim = l.id
          WHERE c.run = m.run AND c.entry = m.entry AND c.standing IN (\(standings)))
        """)
      try check(
        "a claim holds a message that is not \(state.words)",
        """
        SELECT c.run FROM claimed c JOIN message m ON m.run = c.run AND m.entry = c.entry
        WHERE c.standing IN (\(standings)) AND m.state <> \(state.rawValue)
        """)
    }
    try check(
      "a pending message is neither ahead of its wave nor in the queue, or both",
      """
      SELECT m.run FROM message m LEFT JOIN wave w ON w.run = m.run AND w.number = m.wave AND w.channel = m.channel
      WHERE m.state = \(MessageState.pending.rawValue) AND 1 <> (
        (w.cursor IS NOT NULL AND m.entry > w.cursor AND m.attempts = 0)
        + (SELECT count(*) FROM queue q WHERE q.channel = m.channel AND q.run = m.run AND q.entry = m.entry))
      """)
    try check(
      "the queue holds a message that is not pending",
      """
      SELECT q.run FROM queue q JOIN message m ON m.run = q.run AND m.entry = q.entry
      WHERE m.state <> \(MessageState.pending.rawValue)
      """)
    try check(
      "a claim's count of open messages is wrong",
      """
      SELECT 0 FROM claim l WHERE open <> (SELECT count(*) FROM claimed c WHERE c.claim = l.id AND c.standing IN (1, 2, 4)) OR open = 0
      """)
    try check("somebody was counted for fewer messages than none", "SELECT 0 FROM contact WHERE count < 0")
  }

  private func check(_ what: String, _ sql: String) throws(LedgerError) {
    if let run = try store.integer(sql + " LIMIT 1") { throw .unbalanced(path: path, run: run, what: what) }
  }
}
