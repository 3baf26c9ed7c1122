/// Where a plan's rows come from: the declared columns, how they are read, and what SQL can decide.
package struct AudienceBinding: Hashable, Sendable {
  package var table: String
  package var keyColumn: String
  /// XXH64 of the canonical text of the whole declared audience; a plan refuses to run beside another declaration.
  package var fingerprint: UInt64
  /// The columns that the plan reads, in the order of the query's result after the key.
  package var columns: [ColumnBinding]
  package var relations: [RelationBinding]
  /// The catalogs that columns and fields refer to.
  package var catalogs: [CatalogBinding]
  package var pushed: [PushedClause]
  /// Texts that stand for a missing value: trimmed, ASCII lower case.
  package var placeholders: [String]

  package init(
    table: String, keyColumn: String, fingerprint: UInt64, columns: [ColumnBinding], relations: [RelationBinding],
    catalogs: [CatalogBinding] = [], pushed: [PushedClause], placeholders: [String]
  ) {
    self.table = table
    self.keyColumn = keyColumn
    self.fingerprint = fingerprint
    self.columns = columns
    self.relations = relations
    self.catalogs = catalogs
    self.pushed = pushed
    self.placeholders = placeholders
  }
}

extension AudienceBinding {
  /// The table in which a column of a list stands, whose own rows are in `owner`.
  package func table(of column: ColumnBinding, among columns: [ColumnBinding], in owner: String) -> String {
    guard case .item(let reference, _) = column.source, Int(reference) < columns.count,
      case .reference(let catalog) = columns[Int(reference)].source, Int(catalog) < catalogs.count
    else { return owner }
    return catalogs[Int(catalog)].table
  }
}

/// How one column is read, what it may hold, and where its value goes.
///
/// NULL is missing, and so is TEXT of any kind that is blank or a placeholder (a choice's own texts go first). A missing value of a
/// column that is not optional is bad. A missing value reads as 0 or as the empty text.
package struct ColumnBinding: Hashable, Sendable {
  package enum Kind: UInt8, CaseIterable, Sendable {
    /// INTEGER within `bounds`, after multiplying by `multiplier` (whole percents) and dividing, rounding down, by `divisor` (milliseconds).
    case integer
    /// INTEGER or REAL, as ten-thousandths within `bounds`; a REAL must be within 1e-9 relative of such a number.
    case decimal
    /// INTEGER 0 or 1.
    case bool
    /// TEXT, one of `texts`: [yes, no].
    case boolPair
    /// TEXT, the index in `texts`.
    case choice
    /// TEXT, ISO 8601.
    case isoDate, isoTimestamp, isoTime
    /// TEXT of at most `maxCharacters` of the class.
    case text
    case email, phone, timezone
    /// TEXT, https or http on the host `texts[0]`.
    case url
    /// The key of a catalog's item; known, with the value 1, where there is such an item.
    case reference
  }

  /// In which row the column stands. Those of catalogs come behind the others, each reference before its items' fields.
  package enum Source: Hashable, Sendable {
    case row
    /// The row itself; the column is a reference, and its item is looked up in the catalog at the index.
    case reference(catalog: UInt16)
    /// The row of the item to which the reference at the index, in the same list, refers. Missing where that is not known;
    /// where it is, a missing value is bad if one is required.
    case item(reference: UInt16, isRequired: Bool)
  }

  /// As declared.
  package var name: String
  package var column: String
  package var kind: Kind
  package var source: Source
  package var lowerBound: Int64
  package var upperBound: Int64
  package var multiplier: Int64
  package var divisor: Int64
  package var maxCharacters: UInt32
  package var textClass: PlanTextClass
  package var texts: [String]
  package var isOptional: Bool
  package var invalidIsMissing: Bool
  /// Number of the bit that says that the value is bad; unique over columns, fields and relations, below 256.
  package var soundness: UInt16
  /// The register that the value goes to (text or integer by kind), for columns; for fields of relations not used.
  package var register: UInt16
  /// The integer register that says whether it is known; `noRegister` where it always is.
  package var knownRegister: UInt16

  package static let noRegister: UInt16 = .max

  package init(
    name: String, column: String, kind: Kind, source: Source = .row, lowerBound: Int64 = .min,
    upperBound: Int64 = .max, multiplier: Int64 = 1,
    divisor: Int64 = 1, maxCharacters: UInt32 = 0, textClass: PlanTextClass = .any, texts: [String] = [],
    isOptional: Bool, invalidIsMissing: Bool, soundness: UInt16, register: UInt16 = Self.noRegister,
    knownRegister: UInt16 = Self.noRegister
  ) {
    self.name = name
    self.column = column
    self.kind = kind
    self.source = source
    self.lowerBound = lowerBound
    self.upperBound = upperBound
    self.multiplier = multiplier
    self.divisor = divisor
    self.maxCharacters = maxCharacters
    self.textClass = textClass
    self.texts = texts
    self.isOptional = isOptional
    self.invalidIsMissing = invalidIsMissing
    self.soundness = soundness
    self.register = register
    self.knownRegister = knownRegister
  }

  /// Whether a row can be without the value.
  package var mayBeMissing: Bool { isOptional || invalidIsMissing }

  package var isText: Bool {
    switch kind {
    case .text, .email, .phone, .timezone, .url: true
    default: false
    }
  }
}

/// A table whose rows are looked up by a key that other rows hold.
package struct CatalogBinding: Hashable, Sendable {
  package var name: String
  package var table: String
  /// Unique in the table.
  package var keyColumn: String
  /// More rows than that are a mistake of the database as a whole.
  package var upTo: UInt32

  package init(name: String, table: String, keyColumn: String, upTo: UInt32) {
    self.name = name
    self.table = table
    self.keyColumn = keyColumn
    self.upTo = upTo
  }
}

/// Whose key a relation's foreign key holds.
package enum RelationOwner: UInt8, CaseIterable, Sendable { case member, event }

/// Rows of another table that belong to a member, or to the event that the campaign answers.
package struct RelationBinding: Hashable, Sendable {
  package var name: String
  package var table: String
  package var foreignKey: String
  /// Rows come in its order; nil for a set, whose distinct values come in byte order.
  package var keyColumn: String?
  /// More rows make the member bad, on `soundness`; the rows of a set are its distinct values.
  package var upTo: UInt32
  /// Number of the bit that says that there are more rows than `upTo`; unique over columns, fields and relations.
  package var soundness: UInt16
  /// The fields that the plan reads, in the order of the query's result.
  package var fields: [ColumnBinding]
  package var owner: RelationOwner

  package init(
    name: String, table: String, foreignKey: String, keyColumn: String?, upTo: UInt32, soundness: UInt16,
    fields: [ColumnBinding], owner: RelationOwner = .member
  ) {
    self.name = name
    self.table = table
    self.foreignKey = foreignKey
    self.keyColumn = keyColumn
    self.upTo = upTo
    self.soundness = soundness
    self.fields = fields
    self.owner = owner
  }
}

/// A clause that SQLite can decide, or narrow, with the same meaning.
///
/// The machine asks for `WHERE (condition OR unsound)` so that a member with a bad value reaches it; where the tables' own
/// constraints make every `guards` entry true, `unsound` is left out and the tenant's indexes work.
package struct PushedClause: Hashable, Sendable {
  /// A column with the constraint that makes it sound.
  package struct Guard: Hashable, Sendable {
    package var table: String
    package var column: String
    /// SQL that holds for sound values, over the bare column name: `typeof("spend") = 'integer' AND "spend" BETWEEN 0 AND 99`.
    package var check: String
    /// The declared type that a STRICT table needs for the check to follow, where that is enough.
    package var strictType: String?
    package var isOptional: Bool

    package init(table: String, column: String, check: String, strictType: String?, isOptional: Bool) {
      self.table = table
      self.column = column
      self.check = check
      self.strictType = strictType
      self.isOptional = isOptional
    }
  }

  package var clause: UInt16
  /// SQL over the alias `m` of the audience's table; `?N` is run constant N-1.
  package var condition: String
  /// SQL that holds where a value that the condition reads is unsound; nil where none can be.
  package var unsound: String?
  /// The whole test for relations, in one pass over the rows, where it differs from `condition OR unsound`.
  package var guardedCondition: String?
  package var guards: [Guard]
  /// Whether members that pass and are sound are sure to satisfy the clause; if not the machine tests it again.
  package var isExact: Bool

  package init(
    clause: UInt16, condition: String, unsound: String?, guardedCondition: String?, guards: [Guard], isExact: Bool
  ) {
    self.clause = clause
    self.condition = condition
    self.unsound = unsound
    self.guardedCondition = guardedCondition
    self.guards = guards
    self.isExact = isExact
  }
}
