import CampaignCalendar
import CampaignSQLite
import CampaignSemantics
import CampaignValues

/// An audience database of a single member, with the tables and columns that the tenant's audience declares.
struct FixtureDatabase {
  /// A column that is put beside the declared ones, for questions that a test asks about its member.
  static let probeColumn = "campc_probe"

  private struct Table {
    var name: String
    /// By folded name, in order: the name and the SQL of its type.
    var columns: [(name: String, type: String)] = []
    /// By folded name: what stands where a row says nothing.
    var defaults: [String: String] = [:]

    func hasColumn(_ name: String) -> Bool {
      columns.contains { Identifier.folded($0.name) == Identifier.folded(name) }
    }
  }

  private let audience: CheckedAudience
  private let member: FixtureMember
  private let zone: Zone
  /// The member's key as the machine shows it.
  let memberKey: String
  private let keySQL: String
  private let keyType: String
  /// The event that the campaign answers.
  private let event: EventID?
  private var tables: [Table] = []
  private var inserts: [String] = []
  /// How many items were put into catalogs; they are numbered by it.
  private var itemCount = 0

  /// `key` is the member's where no attribute reads the key's column and no value of it is given.
  init(
    _ member: FixtureMember, fixture: CheckedFixture, audience: CheckedAudience, event: EventID?, zone: Zone, key: Int64
  ) {
    self.event = event
    self.audience = audience
    self.member = member
    self.zone = zone
    let attribute = audience.attributes.indices.first { index in
      audience.attributes[index].owner == .member && !audience.attributes[index].column.isEmpty
        && Identifier.folded(audience.attributes[index].column) == Identifier.folded(audience.keyColumn)
    }
    let isText = attribute.map { audience.attributes[$0].isStoredAsText } ?? false
    keyType = isText ? "TEXT" : "INTEGER"
    if let attribute, let value = fixture.values[AttributeID(attribute)], value != .missing {
      keySQL = Self.sql(value, audience.attributes[attribute], zone)
    } else {
      keySQL = isText ? Self.quoted(String(key)) : String(key)
    }
    memberKey = Self.unquoted(keySQL)
    declareTables()
    insert(.member, key: (audience.keyColumn, keySQL), into: table(audience.table))
    if let event { insertEvent(audience.events[event.index], event) }
    for (index, relation) in audience.relations.enumerated() where isThere(relation.owner) {
      insertRows(of: relation, RelationID(index))
    }
  }

  /// Makes the database at a path where nothing is yet. It is read once and thrown away, so nothing is made safe.
  func write(to path: String) throws(SQLiteError) {
    let connection = try Connection(path: path, access: .create)
    var script = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;\n"
    for table in tables {
      let columns = table.columns.map { Identifier.quoted($0.name) + ($0.type.isEmpty ? "" : " " + $0.type) }
      script += "CREATE TABLE \(Identifier.quoted(table.name)) (\(columns.joined(separator: ", ")));\n"
    }
    script += inserts.joined() + "COMMIT;"
    try connection.execute(script)
  }

  // MARK: Tables

  private mutating func declareTables() {
    let own = table(audience.table)
    add(audience.keyColumn, keyType + " PRIMARY KEY", to: own)
    add(attributes(of: .member), to: own)
    add(Self.probeColumn, "", to: own)
    for catalog in audience.catalogs {
      let index = table(catalog.table)
      add(catalog.keyColumn, keyType(of: catalog) + " PRIMARY KEY", to: index)
      add(catalog.fields, to: index)
      addDefaults(of: catalog.fields, to: index)
    }
    if let event {
      let declared = audience.events[event.index]
      let index = table(declared.table)
      add(declared.keyColumn, "INTEGER PRIMARY KEY", to: index)
      add(declared.memberColumn, keyType, to: index)
      add(attributes(of: .event(event)), to: index)
    }
    for relation in audience.relations where isThere(relation.owner) {
      let index = table(relation.table)
      add(relation.foreignKey, relation.owner == .member ? keyType : "INTEGER", to: index)
      if let key = relation.keyColumn { add(key, "", to: index) }
      add(relation.fields, to: index)
      addDefaults(of: relation.fields.filter { !$0.type.base.isItem }, to: index)
    }
  }

  private func isThere(_ owner: RowOwner) -> Bool {
    switch owner {
    case .member: true
    case .event(let id): id == event
    }
  }

  private func attributes(of owner: RowOwner) -> [CheckedAttribute] {
    audience.attributes.filter { $0.owner == owner && !$0.column.isEmpty }
  }

  private mutating func add(_ attributes: [CheckedAttribute], to index: Int) {
    for attribute in attributes where attribute.item == nil {
      var type = ""
      if case .item(let catalog) = attribute.type.base { type = keyType(of: audience.catalogs[catalog.index]) }
      add(attribute.column, type, to: index)
    }
  }

  private mutating func addDefaults(of attributes: [CheckedAttribute], to index: Int) {
    for field in attributes where field.item == nil {
      let value: FixtureValue = field.type.isOptional ? .missing : member.neutral(field.type.base)
      let name = Identifier.folded(field.column)
      if tables[index].defaults[name] == nil { tables[index].defaults[name] = Self.sql(value, field, zone) }
    }
  }

  /// Text where a field of the catalog reads the key as text.
  private func keyType(of catalog: CheckedCatalog) -> String {
    let key = catalog.fields.first { Identifier.folded($0.column) == Identifier.folded(catalog.keyColumn) }
    return key?.isStoredAsText == true ? "TEXT" : "INTEGER"
  }

  private mutating func table(_ name: String) -> Int {
    if let index = tables.firstIndex(where: { Identifier.folded($0.name) == Identifier.folded(name) }) { return index }
    tables.append(Table(name: name))
    return tables.count - 1
  }

  private mutating func add(_ column: String, _ type: String, to index: Int) {
    if !tables[index].hasColumn(column) { tables[index].columns.append((column, type)) }
  }

  // MARK: Rows

  /// The one row of a member or an event.
  private mutating func insert(
    _ owner: RowOwner, key: (column: String, value: String), also others: [String: String] = [:], into index: Int
  ) {
    var values: [String: String] = [:]
    for (number, attribute) in audience.attributes.enumerated()
    where attribute.owner == owner && !attribute.column.isEmpty && attribute.item == nil {
      let name = Identifier.folded(attribute.column)
      if values[name] == nil || values[name] == "NULL" {
        values[name] =
          attribute.type.base.isItem
          ? self.key(ofReference: number, audience.attributes) { [member] in member.values[AttributeID($0)] }
          : Self.sql(member.values[AttributeID(number)] ?? .missing, attribute, zone)
      }
    }
    values.merge(others) { $1 }
    values[Identifier.folded(key.column)] = key.value
    if owner == .member { values[Identifier.folded(Self.probeColumn)] = Self.quoted("x") }
    insert(values, into: index)
  }

  static let eventKey = "1"

  private mutating func insertEvent(_ event: CheckedEvent, _ id: EventID) {
    insert(
      .event(id), key: (event.keyColumn, Self.eventKey), also: [Identifier.folded(event.memberColumn): keySQL],
      into: table(event.table))
  }

  private mutating func insertRows(of relation: CheckedRelation, _ id: RelationID) {
    for (number, row) in (member.rows[id] ?? []).enumerated() {
      let index = table(relation.table)
      var values = tables[index].defaults
      if let key = relation.keyColumn {
        let field = relation.fields.first { Identifier.folded($0.column) == Identifier.folded(key) }
        let isText = field?.isStoredAsText ?? false
        values[Identifier.folded(key)] = isText ? Self.quoted(String(number + 1)) : String(number + 1)
      }
      for (field, value) in row where relation.fields[field].item == nil && !relation.fields[field].type.base.isItem {
        values[Identifier.folded(relation.fields[field].column)] = Self.sql(value, relation.fields[field], zone)
      }
      for (field, attribute) in relation.fields.enumerated() where attribute.type.base.isItem {
        var row = row
        if row[field] == nil { row[field] = attribute.type.isOptional ? .missing : member.neutral(attribute.type.base) }
        values[Identifier.folded(attribute.column)] = key(ofReference: field, relation.fields) { row[$0] }
      }
      values[Identifier.folded(relation.foreignKey)] = relation.owner == .member ? keySQL : Self.eventKey
      insert(values, into: index)
    }
  }

  /// Puts the item of a reference into its catalog, and returns its key as SQL.
  private mutating func key(
    ofReference reference: Int, _ attributes: [CheckedAttribute], _ value: (Int) -> FixtureValue?
  ) -> String {
    guard case .item(let id) = attributes[reference].type.base, let own = value(reference), own != .missing else {
      return "NULL"
    }
    let catalog = audience.catalogs[id.index]
    let index = table(catalog.table)
    let keyName = Identifier.folded(catalog.keyColumn)
    itemCount += 1
    var values = tables[index].defaults
    values[keyName] = keyType(of: catalog) == "TEXT" ? Self.quoted(String(itemCount)) : String(itemCount)
    for (place, attribute) in attributes.enumerated() where attribute.item?.reference == reference {
      guard let given = value(place) else { continue }
      values[Identifier.folded(attribute.column)] = Self.sql(given, attribute, zone)
    }
    // An item that is named twice by its key is one.
    insert(values, into: index, orIgnore: true)
    return values[keyName] ?? "NULL"
  }

  private mutating func insert(_ values: [String: String], into index: Int, orIgnore: Bool = false) {
    let table = tables[index]
    let row = table.columns.map { values[Identifier.folded($0.name)] ?? "NULL" }
    let names = table.columns.map { Identifier.quoted($0.name) }
    inserts.append(
      "INSERT \(orIgnore ? "OR IGNORE " : "")INTO \(Identifier.quoted(table.name)) (\(names.joined(separator: ", "))) "
        + "VALUES (\(row.joined(separator: ", ")));\n")
  }

  // MARK: Values

  /// A value as SQL, stored as the attribute's column stores it.
  static func sql(_ value: FixtureValue, _ attribute: CheckedAttribute, _ zone: Zone) -> String {
    switch value {
    case .missing: return "NULL"
    case .text(let text): return quoted(text)
    case .localInstant(let seconds):
      return integer(zone.instant(LocalDateTime(secondsSince1970: seconds)), attribute)
    case .integer(let number): return integer(number, attribute)
    }
  }

  private static func integer(_ value: Int64, _ attribute: CheckedAttribute) -> String {
    switch (attribute.type.base, attribute.encoding) {
    case (.bool, .pair(let yes, let no)): return quoted(value != 0 ? yes : no)
    case (.choice(let choice), _):
      return choice.options.indices.contains(Int(value)) ? quoted(choice.options[Int(value)].stored) : "NULL"
    case (.decimal, _):
      let fraction = String(value.magnitude % 10_000)
      let digits = String(repeating: "0", count: 4 - fraction.count) + fraction
      return "\(value < 0 ? "-" : "")\(value.magnitude / 10_000).\(digits)"
    case (.percent, .wholePercent): return String(value / 100)
    case (.timestamp, .milliseconds): return String(value * 1_000)
    case (.timestamp, .seconds): return String(value)
    case (.timestamp, _): return quoted(ISOText.string(instant: value))
    case (.date, _): return quoted(ISOText.string(date: CivilDate(days: Int32(clamping: value))))
    case (.time, .seconds): return String(value)
    case (.time, _): return quoted(ISOText.string(secondOfDay: Int32(clamping: value)))
    default: return String(value)
    }
  }

  /// What a key's SQL says, without quotes.
  private static func unquoted(_ sql: String) -> String {
    guard sql.hasPrefix("'") else { return sql }
    return sql.dropFirst().dropLast().split(separator: "''", omittingEmptySubsequences: false).joined(separator: "'")
  }

  /// By bytes: with an accent on it, a quote is no `Character` of its own.
  private static func quoted(_ text: String) -> String {
    let quote = UInt8(ascii: "'")
    return "'" + String(decoding: text.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }, as: UTF8.self) + "'"
  }
}

extension BaseType {
  fileprivate var isItem: Bool {
    if case .item = self { true } else { false }
  }
}

extension CheckedAttribute {
  /// Whether its column holds text.
  fileprivate var isStoredAsText: Bool {
    switch (type.base, encoding) {
    case (.text, _), (.email, _), (.phone, _), (.timezone, _), (.url, _), (.choice, _), (.bool, .pair): true
    case (.date, _), (.time, .iso), (.timestamp, .iso): true
    default: false
    }
  }
}
