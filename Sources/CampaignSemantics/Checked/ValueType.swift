/// What values an expression can have, and whether it may have none.
package struct ValueType: Hashable, Sendable {
  package var base: BaseType
  package var isOptional: Bool

  package init(_ base: BaseType, isOptional: Bool = false) {
    self.base = base
    self.isOptional = isOptional
  }
}

/// The types of the language; every number carries the interval that it lies in, for the proofs.
///
/// At run time text, e-mail, phone, url and timezone are UTF-8 bytes; everything else but sets and rows is one `Int64`.
package indirect enum BaseType: Hashable, Sendable {
  case text(TextType)
  case integer(ClosedRange<Int64>)
  /// Ten-thousandths.
  case decimal(ClosedRange<Int64>)
  /// Minor units of the tenant's currency.
  case money(ClosedRange<Int64>)
  /// Basis points.
  case percent(ClosedRange<Int64>)
  case bool
  /// Days since 1970-01-01.
  case date
  /// Seconds since 1970-01-01T00:00Z.
  case timestamp
  /// Seconds after midnight.
  case time
  /// Seconds.
  case duration
  case timezone
  case email
  case phone
  case url(host: String)
  /// The index of the choice, in declared order.
  case choice(ChoiceType)
  case set(RelationID)
  case rows(RelationID)
  /// A reference to an item of a catalog; only the item's fields are read.
  case item(CatalogID)

  /// The bounds of a number whose declaration names none: a million rows of them still add up within `Int64`.
  package static let defaultBounds: ClosedRange<Int64> = -1_000_000_000_000...1_000_000_000_000
}

/// `text(40, name)`.
package struct TextType: Hashable, Sendable {
  package enum Class: String, Hashable, Sendable { case any, name, gsm }

  /// User-perceived characters, each at most 40 UTF-8 bytes.
  package var maxCharacters: Int
  package var textClass: Class

  package init(maxCharacters: Int, textClass: Class = .any) {
    self.maxCharacters = maxCharacters
    self.textClass = textClass
  }
}

/// `choice(bronze < silver < gold)`.
package struct ChoiceType: Hashable, Sendable {
  package struct Option: Hashable, Sendable {
    package var name: String
    /// As it stands in the column; the name, where nothing else was declared.
    package var stored: String
    /// Shown text by language; the empty key holds for every language.
    package var labels: [String: String]

    package init(name: String, stored: String, labels: [String: String]) {
      self.name = name
      self.stored = stored
      self.labels = labels
    }
  }

  package var options: [Option]
  package var isOrdered: Bool

  package init(options: [Option], isOrdered: Bool) {
    self.options = options
    self.isOrdered = isOrdered
  }
}

/// Index of an attribute in its audience.
package struct AttributeID: Hashable, Sendable {
  package let index: Int
  package init(_ index: Int) { self.index = index }
}

/// Index of a related table or set in its audience.
package struct RelationID: Hashable, Sendable {
  package let index: Int
  package init(_ index: Int) { self.index = index }
}

/// Index of a catalog in its audience.
package struct CatalogID: Hashable, Sendable {
  package let index: Int
  package init(_ index: Int) { self.index = index }
}

/// An event of an audience, by its place in `CheckedAudience.events`.
package struct EventID: Hashable, Sendable {
  package let index: Int
  package init(_ index: Int) { self.index = index }
}

/// Whose a declared value or related row is: every member has it, or every event of one kind.
package enum RowOwner: Hashable, Sendable {
  case member
  case event(EventID)
}

/// The current row of one loop or aggregate; unique within a campaign.
package struct VariableID: Hashable, Sendable {
  package let index: Int
  package init(_ index: Int) { self.index = index }
}
