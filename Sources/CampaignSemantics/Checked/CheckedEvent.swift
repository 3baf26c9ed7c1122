import CampaignDiagnostics

/// Something that happens to members, one row of a table each time; campaigns answer it by `trigger`.
///
/// Its payload is among the audience's attributes and relations, as those that it owns.
package struct CheckedEvent: Sendable {
  package var name: String
  package var table: String
  package var keyColumn: String
  /// Holds the key of the member to whom it happened.
  package var memberColumn: String
  /// When it happened: a timestamp that is always known.
  package var time: AttributeID
  package var span: Span

  package init(
    name: String, table: String, keyColumn: String, memberColumn: String, time: AttributeID, span: Span
  ) {
    self.name = name
    self.table = table
    self.keyColumn = keyColumn
    self.memberColumn = memberColumn
    self.time = time
    self.span = span
  }
}
