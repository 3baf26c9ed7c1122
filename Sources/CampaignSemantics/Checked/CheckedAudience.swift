import CampaignDiagnostics

/// What is known about a tenant's members, and where it stands in the database.
package struct CheckedAudience: Sendable {
  package var name: String
  package var table: String
  package var keyColumn: String
  /// Of members and of events: each says whose it is.
  package var attributes: [CheckedAttribute]
  package var relations: [CheckedRelation]
  package var events: [CheckedEvent]
  package var reaches: [CheckedReach]
  package var catalogs: [CheckedCatalog]
  package var span: Span

  package init(
    name: String, table: String, keyColumn: String, attributes: [CheckedAttribute], relations: [CheckedRelation],
    events: [CheckedEvent] = [], reaches: [CheckedReach], catalogs: [CheckedCatalog] = [], span: Span
  ) {
    self.name = name
    self.table = table
    self.keyColumn = keyColumn
    self.attributes = attributes
    self.relations = relations
    self.events = events
    self.reaches = reaches
    self.catalogs = catalogs
    self.span = span
  }
}

/// A typed value over one column; an attribute of type `set` reads its relation instead and has an empty column.
///
/// An attribute of type `item` is a reference: its column holds the key of a catalog's item. The item's fields are
/// attributes of their own, named `product.name`, beside the reference.
package struct CheckedAttribute: Sendable {
  /// That the column is one of a catalog's, in the row that a reference names.
  package struct Item: Hashable, Sendable {
    /// The reference's index, among the attributes or fields beside this one.
    package var reference: Int
    /// Whether the catalog's field is always known: the attribute is optional where the reference is, too.
    package var isRequired: Bool

    package init(reference: Int, isRequired: Bool) {
      self.reference = reference
      self.isRequired = isRequired
    }
  }

  package var name: String
  package var type: ValueType
  package var column: String
  package var encoding: ColumnEncoding
  /// Whether a value that breaks the type counts as missing rather than making the member bad.
  package var invalidIsMissing: Bool
  /// Nil for a column of the row itself.
  package var item: Item?
  /// Whose table the column stands in; of a related row's fields, the relation says it.
  package var owner: RowOwner
  package var span: Span

  package init(
    name: String, type: ValueType, column: String, encoding: ColumnEncoding, invalidIsMissing: Bool, item: Item? = nil,
    owner: RowOwner = .member, span: Span
  ) {
    self.name = name
    self.type = type
    self.column = column
    self.encoding = encoding
    self.invalidIsMissing = invalidIsMissing
    self.owner = owner
    self.item = item
    self.span = span
  }
}

/// A table of items that attributes and related rows refer to.
package struct CheckedCatalog: Sendable {
  package var name: String
  package var table: String
  package var keyColumn: String
  package var upTo: Int
  package var fields: [CheckedAttribute]
  package var span: Span

  package init(
    name: String, table: String, keyColumn: String, upTo: Int, fields: [CheckedAttribute], span: Span
  ) {
    self.name = name
    self.table = table
    self.keyColumn = keyColumn
    self.upTo = upTo
    self.fields = fields
    self.span = span
  }
}

/// How a column stores a value.
package enum ColumnEncoding: Hashable, Sendable {
  /// Text as TEXT, numbers as INTEGER (decimal also as REAL), a bool as 0 or 1, a choice as its stored text.
  case native
  /// Money as INTEGER minor units.
  case cents
  /// Percent as INTEGER basis points, or whole percents.
  case basisPoints, wholePercent
  /// Timestamps as INTEGER seconds or milliseconds since 1970.
  case seconds, milliseconds
  /// Dates, times and timestamps as ISO 8601 TEXT.
  case iso
  /// A bool as one of two texts.
  case pair(yes: String, no: String)
}

/// Rows of another table that belong to a member or an event; a set is a relation of the single field `value`.
package struct CheckedRelation: Sendable {
  package var name: String
  package var table: String
  package var foreignKey: String
  /// Ties in order are broken by it; nil for a set, whose values are their own key.
  package var keyColumn: String?
  package var upTo: Int
  package var isSet: Bool
  package var fields: [CheckedAttribute]
  /// Whose key the foreign key holds.
  package var owner: RowOwner
  package var span: Span

  package init(
    name: String, table: String, foreignKey: String, keyColumn: String?, upTo: Int, isSet: Bool,
    fields: [CheckedAttribute], owner: RowOwner = .member, span: Span
  ) {
    self.name = name
    self.table = table
    self.foreignKey = foreignKey
    self.keyColumn = keyColumn
    self.upTo = upTo
    self.isSet = isSet
    self.fields = fields
    self.owner = owner
    self.span = span
  }
}

package enum Channel: String, CaseIterable, Hashable, Sendable { case email, sms, push }

/// An address and the consent without which it isn't used.
package struct CheckedReach: Sendable {
  package var channel: Channel
  package var address: AttributeID
  /// True where no `where` was written.
  package var consent: CheckedExpression
  package var span: Span

  package init(channel: Channel, address: AttributeID, consent: CheckedExpression, span: Span) {
    self.channel = channel
    self.address = address
    self.consent = consent
    self.span = span
  }
}
