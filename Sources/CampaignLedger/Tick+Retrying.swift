extension Tick {
  /// Lets failed messages of a run be tried again until an instant, at most so many at once: somebody mended what they failed by. How many.
  package func retry(run: Int64, until: Int64, limit: Int, at instant: Int64) throws(LedgerError) -> Int {
    try store.run("UPDATE run SET cancelled_at = NULL WHERE id = ?1", [.integer(run)])
    let failed = try store.all(
      """
      SELECT entry, channel FROM message WHERE run = ?1 AND state = \(MessageState.failed.rawValue) ORDER BY entry LIMIT ?2
      """, [.integer(run), .integer(Int64(limit))]
    ) { (entry: $0.row.int64(0), channel: $0.row.int64(1)) }
    for message in failed {
      // It goes by another batch from now on.
      try store.run(
        """
        UPDATE claimed SET standing = \(ClaimedMessage.Standing.returned.rawValue) WHERE run = ?1 AND entry = ?2
        AND claim IN (SELECT id FROM claim WHERE key_until IS NOT NULL) AND standing = \(ClaimedMessage.Standing.closed.rawValue)
        """, [.integer(run), .integer(message.entry)])
      try move(run: run, entry: message.entry, from: .failed, to: .pending, at: instant)
      try enqueue(channel: message.channel, due: instant, until: until, run: run, entry: message.entry)
    }
    return failed.count
  }
}
