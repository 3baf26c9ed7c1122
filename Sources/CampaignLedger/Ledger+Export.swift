import CampaignSQLite

/// A message with all that is known of it, for whoever keeps accounts of their own.
package struct ExportedMessage: Hashable, Sendable {
  package var message: MessageRecord
  package var campaign: String
  package var occurrence: String
  package var step: String
  /// Nil where they are forgotten.
  package var member: String?
  /// The key of the event that was answered.
  package var event: String?
}

extension Ledger {
  /// Gives each message of a campaign, or of a run, or all, to `body`, in the order of their runs.
  package func export(
    campaign: String?, run: Int64?, _ body: (ExportedMessage) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    try store.forEach(
      """
      SELECT m.run, m.entry, m.state, m.channel, m.attempts, m.since, t.text, c.name, r.occurrence, r.step, p.key, e.key
      FROM run r JOIN campaign c ON c.id = r.campaign CROSS JOIN message m ON m.run = r.id
      LEFT JOIN reason t ON t.id = m.reason LEFT JOIN event e ON r.answers_events AND e.id = m.entry
      LEFT JOIN person p ON p.id = coalesce(e.person, m.entry)
      WHERE (?1 IS NULL OR c.name = ?1) AND (?2 IS NULL OR r.id = ?2) ORDER BY m.run, m.entry
      """, [campaign.map { .text($0) } ?? .null, .optional(run)]
    ) { row throws(LedgerError) in
      let member = row.string(10).flatMap { $0.hasPrefix("\u{0}") ? nil : $0 }
      try body(
        ExportedMessage(
          message: Self.messageRecord(row), campaign: row.string(7) ?? "", occurrence: row.string(8) ?? "",
          step: row.string(9) ?? "", member: member, event: member == nil ? nil : row.string(11)))
    }
  }
}
